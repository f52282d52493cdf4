package dev.coppice.store.partition;

import dev.coppice.store.TableIdent;
import java.util.concurrent.ConcurrentHashMap;

/// The file terms of all partitions of one fork: one shared [FileIdTermMapping] for each, so that whoever asks for a
/// partition's mapping, at any time, sees what all others record. Thread-safe.
public final class FileIdTermMappings {
    private final ConcurrentHashMap<TableIdent, FileIdTermMapping> mappings = new ConcurrentHashMap<>();

    /// An empty registry.
    public FileIdTermMappings() {}

    /// The partition's one mapping; an empty one is created at the first call.
    public FileIdTermMapping getOrCreate(TableIdent partition) {
        return mappings.computeIfAbsent(partition, ignored -> new FileIdTermMapping());
    }

    /// Replaces what the partition's mapping says. The instance stays the same, so that those who hold it see the
    /// change.
    public void replace(TableIdent partition, FileIdTermMapping content) {
        getOrCreate(partition).replaceWith(content);
    }

    /// The term that created a file of a partition, [FileIdTermMapping#NO_TERM] when it is not known.
    public long term(TableIdent partition, long fileId) {
        FileIdTermMapping mapping = mappings.get(partition);
        return mapping == null ? FileIdTermMapping.NO_TERM : mapping.term(fileId);
    }

    /// Records the term that creates a file of a partition; as [FileIdTermMapping#record].
    ///
    /// @return true when the file was not recorded before
    public boolean record(TableIdent partition, long fileId, long term) {
        return getOrCreate(partition).record(fileId, term);
    }

    /// Forgets a partition that was dropped.
    public void remove(TableIdent partition) {
        mappings.remove(partition);
    }
}
