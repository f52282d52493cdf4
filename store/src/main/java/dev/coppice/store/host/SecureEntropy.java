package dev.coppice.store.host;

import java.security.SecureRandom;

/// Random numbers from the operating system, so that identifiers made on different machines do not meet.
public final class SecureEntropy implements Entropy {
    /// A source of its own.
    public SecureEntropy() {}

    private final SecureRandom random = new SecureRandom();

    @Override
    public long nextLong() {
        return random.nextLong();
    }
}
