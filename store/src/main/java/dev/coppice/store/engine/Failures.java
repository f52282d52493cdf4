package dev.coppice.store.engine;

import dev.coppice.store.StoreException;

/// What failed of several pieces of work of which each is done whatever becomes of the others. Confined to one thread.
final class Failures {
    private StoreException first;

    void attempt(Runnable work) {
        try {
            work.run();
        } catch (StoreException e) {
            add(e);
        }
    }

    private void add(StoreException failure) {
        if (first == null) {
            first = failure;
        } else if (first != failure) {
            // What has failed once may throw the same error for ever.
            first.addSuppressed(failure);
        }
    }

    boolean isEmpty() {
        return first == null;
    }

    /// Throws the first failure, which has the others with it, if there was one.
    void throwFirst() {
        if (first != null) {
            throw first;
        }
    }
}
