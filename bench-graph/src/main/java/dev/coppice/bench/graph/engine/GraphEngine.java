package dev.coppice.bench.graph.engine;

import dev.coppice.bench.graph.data.GraphData;
import java.io.IOException;
import java.nio.file.Path;

/// An open graph of one of the engines, with an index over the keys of the vertices of each label.
public interface GraphEngine extends AutoCloseable {
    /// Elements of one transaction of a load.
    int BATCH = 10_000;

    /// Writes a graph into the empty one that is open, in transactions of [#BATCH] elements, the way the engine's
    /// manual tells who has many elements and a graph that may be in use. All is on the device, or with the operating
    /// system, after [#close()].
    void load(GraphData graph) throws Exception;

    /// Writes a graph into the empty one that is open by what the engine has for a first load into a graph that nobody
    /// uses yet.
    ///
    /// @throws UnsupportedOperationException if it has nothing of the kind
    default void loadInBulk(GraphData graph) throws Exception {
        throw new UnsupportedOperationException();
    }

    /// A handle for the calling thread, which must also close it before the engine is closed.
    GraphSession session() throws Exception;

    /// A second graph with all that was committed here, independent from now on and open for durable writes: what a
    /// user of this engine would do to branch. Engines that copy put the copy into the absent directory `target`, and
    /// may be closed afterwards.
    GraphEngine branch(Path target) throws Exception;

    @Override
    void close() throws IOException;
}
