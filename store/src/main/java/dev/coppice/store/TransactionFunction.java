package dev.coppice.store;

/// Work done in a transaction, run again on a new snapshot when another transaction won. It must therefore have no
/// effect outside the transaction.
///
/// @param <R> what the work returns
@FunctionalInterface
public interface TransactionFunction<R> {
    /// Does the work; the caller commits.
    R apply(Transaction transaction);
}
