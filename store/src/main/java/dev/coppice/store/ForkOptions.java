package dev.coppice.store;

import java.time.Duration;

/// How a fork is created.
///
/// @param timeToLive after which the fork is dropped by itself once nothing uses it; null for never
/// @param openIfExists whether an existing fork of the name is opened instead of an error
public record ForkOptions(Duration timeToLive, boolean openIfExists) {
    /// No time to live; the name must be new.
    public static final ForkOptions DEFAULT = new ForkOptions(null, false);

    /// Checks the time to live.
    public ForkOptions {
        if (timeToLive != null && (timeToLive.isNegative() || timeToLive.isZero())) {
            throw new StoreException.Invalid("a fork's time to live is positive, not " + timeToLive);
        }
    }

    /// The same with a time to live.
    public ForkOptions withTimeToLive(Duration duration) {
        return new ForkOptions(duration, openIfExists);
    }

    /// The same, opening an existing fork of the name.
    public ForkOptions orOpen() {
        return new ForkOptions(timeToLive, true);
    }
}
