package dev.coppice.store.sim;

/// What a crash does to changes that were not synced. Synced changes always survive.
public enum Loss {
    /// Every one of them is gone.
    DROP_UNSYNCED,

    /// All survive: the power failed just after the disk had caught up.
    KEEP_ALL,

    /// The disk wrote them back in any order: every un-synced 512-byte sector has any of the contents that it had since
    /// the last sync, sizes and names are those after some of the changes made to them. What an uncompromising reading
    /// of POSIX allows.
    REORDER,

    /// The disk wrote them back in order and was interrupted: in each file the writes up to some point survive, and of
    /// the next one an arbitrary subset of its sectors. Changes of names survive up to some point.
    TEAR
}
