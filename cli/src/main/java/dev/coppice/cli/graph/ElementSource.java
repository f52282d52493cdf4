package dev.coppice.cli.graph;

import dev.coppice.cli.row.BadRow;
import java.io.IOException;

/// Vertices and edges from a file, one by one. Confined to one thread.
public interface ElementSource extends AutoCloseable {
    /// What a vertex without a label gets, as in TinkerPop.
    String DEFAULT_LABEL = "vertex";

    /// What an edge without a type gets, as in TinkerPop.
    String DEFAULT_TYPE = "edge";

    /// The next element, or null at the end.
    ///
    /// @throws BadRow when the element cannot be used; the next call goes on behind it
    /// @throws dev.coppice.cli.terminal.Failure when the file cannot be read on, saying where
    /// @throws IOException when nothing more can be read
    Element next() throws BadRow, IOException;

    /// The file, for messages.
    String name();

    @Override
    void close() throws IOException;
}
