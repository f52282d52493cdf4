package dev.coppice.store.partition;

import dev.coppice.store.TableIdent;
import dev.coppice.store.log.LogTag;

/// Where one fork keeps its own files of one partition, and who they are: what goes into the tags of manifests, so that
/// a manifest of another database, fork, table or incarnation is not taken for this one's.
///
/// @param path the directory, relative to the storage, without a `/` at the end
/// @param databaseId the database
/// @param forkId the fork that owns the directory
/// @param table the table and partition
/// @param incarnation tells a table from an earlier one of the same name that was dropped
public record PartitionDirectory(String path, long databaseId, long forkId, TableIdent table, long incarnation) {
    /// The path of a file in the directory.
    public String file(String name) {
        return path + "/" + name;
    }

    /// The tag of the records of a manifest in this directory.
    long manifestTag(ManifestName name) {
        return LogTag.of(databaseId, forkId, "manifest " + table, incarnation, name.term(), name.generation());
    }
}
