package dev.coppice.store.engine;

import java.util.List;

/// A change of the catalog, made durable as one record: all of it, or nothing.
///
/// @param forks heads that are new or replaced
/// @param removedForks numbers of forks of which nothing is left
/// @param archives archives that are new
/// @param removedArchives names of archives that go
record CatalogChange(
        List<ForkHead> forks, List<Long> removedForks, List<ArchiveHead> archives, List<String> removedArchives) {
    CatalogChange {
        forks = List.copyOf(forks);
        removedForks = List.copyOf(removedForks);
        archives = List.copyOf(archives);
        removedArchives = List.copyOf(removedArchives);
    }

    static CatalogChange of(ForkHead... heads) {
        return new CatalogChange(List.of(heads), List.of(), List.of(), List.of());
    }

    static CatalogChange removeForks(List<Long> ids) {
        return new CatalogChange(List.of(), ids, List.of(), List.of());
    }

    static CatalogChange archive(ArchiveHead archive, List<String> removed) {
        return new CatalogChange(List.of(), List.of(), List.of(archive), removed);
    }

    static CatalogChange removeArchives(List<String> names) {
        return new CatalogChange(List.of(), List.of(), List.of(), names);
    }
}
