package dev.coppice.store.host;

/// Where what cannot be thrown is told to whoever runs the system.
public final class Loggers {
    private Loggers() {}

    /// The logger of a class. Looked up each time that there is something to say, which is rare: the first logger of a
    /// process loads more classes than all the rest of opening a database.
    public static System.Logger of(Class<?> user) {
        return System.getLogger(user.getName());
    }
}
