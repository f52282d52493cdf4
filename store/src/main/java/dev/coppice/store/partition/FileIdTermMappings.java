package dev.coppice.store.partition;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The file terms of all partitions that an open database writes to: one shared [FileIdTermMapping] for each partition
/// of a fork, so that the replayer, the allocator, the page mapper and the manifest writer see what all others record.
/// Old states, which a fork point or an archive pins, have mappings of their own that are not in here. Thread-safe.
public final class FileIdTermMappings {
    private final Map<PartitionDirectory, FileIdTermMapping> mappings = new ConcurrentHashMap<>();

    /// An empty registry.
    public FileIdTermMappings() {}

    /// The partition's one mapping; an empty one is created at the first call.
    public FileIdTermMapping getOrCreate(PartitionDirectory partition) {
        return mappings.computeIfAbsent(partition, ignored -> new FileIdTermMapping());
    }

    /// Replaces what the partition's mapping says. The instance stays the same, so that those who hold it see the
    /// change.
    ///
    /// @return the partition's one mapping
    public FileIdTermMapping replace(PartitionDirectory partition, FileIdTermMapping content) {
        FileIdTermMapping mapping = getOrCreate(partition);
        mapping.replaceWith(content);
        return mapping;
    }

    /// The term that created a file of a partition, [FileIdTermMapping#NO_TERM] when it is not known.
    public long term(PartitionDirectory partition, long fileId) {
        FileIdTermMapping mapping = mappings.get(partition);
        return mapping == null ? FileIdTermMapping.NO_TERM : mapping.term(fileId);
    }

    /// Records the term that creates a file of a partition; as [FileIdTermMapping#record].
    ///
    /// @return true when the file was not recorded before
    public boolean record(PartitionDirectory partition, long fileId, long term) {
        return getOrCreate(partition).record(fileId, term);
    }

    /// Forgets all partitions of a fork that was dropped or closed.
    public void removeFork(long forkId) {
        mappings.keySet().removeIf(partition -> partition.forkId() == forkId);
    }
}
