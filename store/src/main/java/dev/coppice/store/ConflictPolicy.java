package dev.coppice.store;

/// What happens with an entry that both the fork and the target changed, differently, since the fork point.
public sealed interface ConflictPolicy {
    /// Fail, and apply nothing.
    ConflictPolicy FAIL = new Fixed("fail");

    /// The fork's entry wins.
    ConflictPolicy TAKE_FORK = new Fixed("take fork");

    /// The target's entry stays.
    ConflictPolicy TAKE_TARGET = new Fixed("take target");

    /// A function decides.
    static ConflictPolicy merge(MergeFunction function) {
        return new Merge(function);
    }

    /// One of the three policies without a parameter.
    ///
    /// @param name the policy's name
    record Fixed(String name) implements ConflictPolicy {}

    /// A policy that asks a function.
    ///
    /// @param function the function
    record Merge(MergeFunction function) implements ConflictPolicy {}

    /// Merges three versions of one entry. Any of them may be null, for absent.
    @FunctionalInterface
    interface MergeFunction {
        /// Decides what the entry becomes. When it becomes what the target has, that stays as it is; else it expires
        /// when the fork's does, or, where the fork has none, the target's.
        ///
        /// @return the merged value, or null to delete the entry
        byte[] merge(TableIdent table, byte[] key, byte[] base, byte[] fork, byte[] target);
    }
}
