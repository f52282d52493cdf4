package dev.coppice.cli.row;

import dev.coppice.store.Cursor;
import java.io.IOException;

/// Writes entries in some format. Confined to one thread.
public interface RowWriter extends AutoCloseable {
    /// Writes the entry on which the cursor stands.
    ///
    /// @throws dev.coppice.cli.terminal.Failure when the format cannot hold it
    void write(Cursor entry) throws IOException;

    /// Writes what is left.
    @Override
    void close() throws IOException;
}
