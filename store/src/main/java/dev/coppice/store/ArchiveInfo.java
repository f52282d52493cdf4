package dev.coppice.store;

/// What the catalog says of an archive: one state of a fork, kept under a name until it is deleted.
///
/// @param name the archive's name
/// @param forkId the number of the fork whose state it keeps
/// @param forkName that fork's name when the archive was made
/// @param sequence the sequence of the last commit that it holds
/// @param createdAtMillis when it was made, in milliseconds since 1970-01-01T00:00Z
/// @param automatic whether it was made by the configured interval and will be deleted by the configured retention
public record ArchiveInfo(
        String name, long forkId, String forkName, long sequence, long createdAtMillis, boolean automatic) {}
