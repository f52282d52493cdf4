package dev.coppice.store.engine;

/// The body of a commit record in the write-ahead log: operations, one after the other, each beginning with one of
/// these bytes. Tables are named once and then referred to by their ordinal in the record. See the package page.
final class CommitFormat {
    /// Names the table of the next ordinal: name length (u8), name (ASCII), partition (u16).
    static final int TABLE = 1;
    /// Ordinal (u16), then a mutation as [dev.coppice.store.delta.Mutation] lays it out.
    static final int MUTATION = 2;
    /// Creates a table, if absent: ordinal (u16).
    static final int CREATE = 3;
    /// Drops a table: ordinal (u16).
    static final int DROP = 4;
    /// Deletes every entry at or above a key: ordinal (u16), key length (u16), key.
    static final int TRUNCATE = 5;
    /// Maps logical pages of a tree, which follow each other, to file pages, which several may share: ordinal (u16),
    /// first logical page (u32), its file page (u64), count (u32); then for each page after the first by how much its
    /// file page is above that of the page before (u8).
    static final int PAGES = 6;
    /// Puts new trees in the place of old ones: ordinal (u16), then root (u64), height (u8) and entry count (u64) of
    /// the main tree and of the expiry tree. Their pages are mapped and unmapped by operations before it in the record.
    static final int TREES = 7;
    /// Unmaps logical pages: ordinal (u16), first logical page (u32), count (u32).
    static final int UNMAP = 8;
    /// Maps logical pages of a large value to file pages that follow each other as well: ordinal (u16), first logical
    /// page (u32), first file page (u64), count (u32).
    static final int VALUE_PAGES = 9;

    private CommitFormat() {}
}
