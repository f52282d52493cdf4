package dev.coppice.store;

/// How [Fork#transact(TransactionOptions, TransactionFunction)] runs its work.
///
/// @param isolation what the commit is checked against
/// @param durability when the commit returns
/// @param maxAttempts how often the work is run at most when others win, at least 1
public record TransactionOptions(Isolation isolation, Durability durability, int maxAttempts) {
    /// Snapshot isolation, durable, up to 100 attempts.
    public static final TransactionOptions DEFAULT =
            new TransactionOptions(Isolation.SNAPSHOT, Durability.DURABLE, 100);

    /// Checks the number of attempts.
    public TransactionOptions {
        if (maxAttempts < 1) {
            throw new StoreException.Invalid("maxAttempts is " + maxAttempts + ", at least 1 is needed");
        }
    }

    /// The same with another isolation.
    public TransactionOptions with(Isolation other) {
        return new TransactionOptions(other, durability, maxAttempts);
    }

    /// The same with another durability.
    public TransactionOptions with(Durability other) {
        return new TransactionOptions(isolation, other, maxAttempts);
    }
}
