package dev.coppice.store.host;

import java.security.SecureRandom;

/// Random numbers from the operating system, so that identifiers made on different machines do not meet.
public final class SecureEntropy implements Entropy {
    // Made when it is first asked: it is when a database is created, and would cost every opening a tenth of its time.
    private static final class Source {
        static final SecureRandom RANDOM = new SecureRandom();
    }

    /// The machine's source.
    public SecureEntropy() {}

    @Override
    public long nextLong() {
        return Source.RANDOM.nextLong();
    }
}
