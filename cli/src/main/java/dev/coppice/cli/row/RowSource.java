package dev.coppice.cli.row;

import java.io.IOException;

/// Rows from somewhere, one by one. Confined to one thread.
public interface RowSource extends AutoCloseable {
    /// The next row, or null at the end.
    ///
    /// @throws BadRow when the row cannot be used; the next call goes on behind it
    /// @throws IOException when nothing more can be read
    Row next() throws BadRow, IOException;

    /// The file or directory, for messages.
    String name();

    /// What a position is called in messages: `line`, or `file`.
    default String positionName() {
        return "line";
    }

    @Override
    void close() throws IOException;
}
