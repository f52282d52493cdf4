package dev.coppice.store.log;

/// How the records of a log are numbered, and what a later record proves about a damaged earlier one. A reader that
/// finds a damaged record must tell an interrupted write, which nobody was promised, from the loss of something
/// acknowledged; the policy is the rule for it.
public enum LogPolicy {
    /// A write-ahead log: commits are numbered one by one, markers carry the number of the commit before them, many
    /// commits may be in flight at once. So a later record proves as durable what its synced number says, no more.
    WRITE_AHEAD {
        @Override
        long expectedNumber(long lastNumber, int kind) {
            return kind == WalFormat.KIND_COMMIT ? lastNumber + 1 : lastNumber;
        }

        @Override
        boolean provesDurable(long missingNumber, long syncedNumber) {
            return syncedNumber >= missingNumber;
        }

        @Override
        boolean endsLog(int kind) {
            return kind == WalFormat.KIND_END;
        }
    },

    /// A manifest or catalog: each record has its own number and is synced before the next is written, so the mere
    /// existence of a later record proves all before it durable.
    EACH_RECORD_SYNCED {
        @Override
        long expectedNumber(long lastNumber, int kind) {
            return lastNumber + 1;
        }

        @Override
        boolean provesDurable(long missingNumber, long syncedNumber) {
            return true;
        }

        @Override
        boolean endsLog(int kind) {
            return false;
        }
    };

    /// The only number that a record of a kind may have after a record of another number.
    abstract long expectedNumber(long lastNumber, int kind);

    /// Whether a later record with this synced number proves that the missing one had been durable.
    abstract boolean provesDurable(long missingNumber, long syncedNumber);

    /// Whether a record of this kind closes the log, so that nothing follows it.
    abstract boolean endsLog(int kind);
}
