package dev.coppice.store.errors;

import dev.coppice.store.Fork;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.feature.TestDatabase;

/// Something that a caller, a file or a disk does, and the error that it leads to.
///
/// @param type of the error
/// @param words that its message has: what is wrong where, and what to do about it
/// @param action does it
record Cause(Class<? extends StoreException> type, String words, Action action) {
    @Override
    public String toString() {
        return type.getSimpleName() + ": " + words;
    }

    /// Does something to a database that has a table `t` with ten entries.
    @FunctionalInterface
    interface Action {
        /// Ends with the error.
        void run(TestDatabase test, Fork primary, Table table) throws Exception;
    }
}
