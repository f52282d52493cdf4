package dev.coppice.store.partition;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.Storage;
import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;

/// Finds out the terms of a partition's files from the names of the files present, for a manifest whose section of file
/// terms is malformed. A name is evidence; where there is none, or two names contradict each other, no term is made up.
final class FileTermRecovery {
    private final Storage storage;
    private final PartitionDirectory directory;
    private final Function<FileOwners.Owner, PartitionDirectory> directoryOf;
    private final TreeMap<Long, DataFileName> ambiguous = new TreeMap<>();

    FileTermRecovery(
            Storage storage, PartitionDirectory directory, Function<FileOwners.Owner, PartitionDirectory> directoryOf) {
        this.storage = storage;
        this.directory = directory;
        this.directoryOf = directoryOf;
    }

    /// The terms in the names of all files that the owners, and the fork itself, have in their ranges.
    FileIdTermMapping terms(FileOwners owners) {
        FileIdTermMapping terms = new FileIdTermMapping();
        long first = 0;
        for (FileOwners.Owner owner : owners.all()) {
            recordNames(directoryOf.apply(owner), first, owner.fileIdBelow() - 1, terms);
            first = owner.fileIdBelow();
        }
        recordNames(directory, first, Long.MAX_VALUE, terms);
        return terms;
    }

    private void recordNames(PartitionDirectory where, long lowest, long highest, FileIdTermMapping terms) {
        for (String name : list(where)) {
            DataFileName file = DataFileName.parse(name);
            if (file == null || file.fileId() < lowest || file.fileId() > highest) {
                continue;
            }
            if (terms.contains(file.fileId()) || ambiguous.containsKey(file.fileId())) {
                terms.forget(file.fileId());
                ambiguous.put(file.fileId(), file);
            } else {
                terms.record(file.fileId(), file.term());
            }
        }
    }

    private List<String> list(PartitionDirectory where) {
        try {
            return storage.list(where.path());
        } catch (IOException e) {
            throw IoErrors.wrap("listing " + where.path(), e);
        }
    }

    /// Checks that every file with a mapped page has a term.
    ///
    /// @throws StoreException.Corrupt when a file is missing, or there are several of its id
    void check(Manifest manifest, int pagesPerFileShift) {
        long[] lastFileId = {-1};
        manifest.mapping().forEach((logicalPage, filePage) -> {
            long fileId = FilePages.fileId(filePage, pagesPerFileShift);
            if (fileId != lastFileId[0]) {
                lastFileId[0] = fileId;
                if (!manifest.terms().contains(fileId)) {
                    throw new StoreException.Corrupt(
                            directory.path(),
                            0,
                            "one file data_" + fileId + "_<term>, for the term of logical page " + logicalPage,
                            ambiguous.containsKey(fileId) ? "several" : "none");
                }
            }
        });
    }
}
