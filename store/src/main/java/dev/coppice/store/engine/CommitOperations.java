package dev.coppice.store.engine;

import dev.coppice.store.TableIdent;
import dev.coppice.store.tree.Tree;

/// Takes the operations of one commit, in the order in which they were made.
interface CommitOperations {
    /// Puts or deletes an entry: a mutation that lies in a record at an offset.
    void mutate(TableIdent table, byte[] record, int at);

    /// Creates a table if it is absent.
    void create(TableIdent table);

    /// Drops a table.
    void drop(TableIdent table);

    /// Deletes every entry at or above a key.
    void truncate(TableIdent table, byte[] fromKey);

    /// Maps consecutive logical pages of a tree.
    ///
    /// @param filePages one for each, not descending; several may share one
    void mapPages(TableIdent table, long firstLogicalPage, long[] filePages);

    /// Maps consecutive logical pages to consecutive file pages, which hold large values that entries in the same
    /// commit name.
    void mapValuePages(TableIdent table, long firstLogicalPage, long firstFilePage, long count);

    /// Unmaps consecutive logical pages.
    void unmapPages(TableIdent table, long firstLogicalPage, long count);

    /// Puts new trees in the place of old ones.
    void replaceTrees(TableIdent table, Tree entries, Tree expiries);
}
