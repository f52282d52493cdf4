package dev.coppice.bench.engine;

import java.io.IOException;
import java.nio.file.Path;

/// An open database of one of the engines. Safe to share between threads; each thread asks for its own [Session].
/// Closing it waits for background work and leaves nothing to replay.
public interface Engine extends AutoCloseable {
    /// A handle for the calling thread, which must also close it before the engine is closed.
    Session session() throws Exception;

    /// Puts all that was written on the device.
    void sync() throws Exception;

    /// Lets the engine do at once the clean-up that it would do by itself if left alone, and waits for it. Not an
    /// offline rewrite.
    void settle() throws Exception;

    /// A second database with all that was committed here, independent from now on and open for durable writes: what a
    /// user of this engine would do to branch. Engines that copy put the copy into the absent directory `target`.
    Engine branch(Path target) throws Exception;

    @Override
    void close() throws IOException;
}
