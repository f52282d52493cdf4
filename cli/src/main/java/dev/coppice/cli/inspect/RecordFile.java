package dev.coppice.cli.inspect;

import dev.coppice.cli.terminal.Columns;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.store.log.RecordFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Lists the records of a log, manifest or catalog.
final class RecordFile {
    private static final int BODY_BYTES_MAX = 64 << 20;

    private final FileKind kind;
    private final Output out;
    private final boolean json;

    RecordFile(FileKind kind, Output out, boolean json) {
        this.kind = kind;
        this.out = out;
        this.json = json;
    }

    /// Prints every record up to the first place where there is none, and what is there.
    void print(Path file) throws IOException {
        Columns columns = new Columns(">offset", "kind", ">number", ">synced", ">body", "body checksum");
        long offset = 0;
        long length;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            length = channel.size();
            byte[] header = header(channel, offset);
            while (header != null) {
                String state = bodyState(channel, offset, header);
                row(columns, offset, header, state);
                offset += RecordFormat.paddedLength(RecordFormat.HEADER_LENGTH + RecordFormat.bodyLength(header, 0));
                header = header(channel, offset);
            }
            if (!json) {
                columns.print(out);
                out.line("no further record at offset " + Numbers.grouped(offset) + ": "
                        + rest(channel, offset, length));
            }
        }
    }

    private static byte[] header(FileChannel channel, long offset) throws IOException {
        byte[] header = read(channel, offset, RecordFormat.HEADER_LENGTH);
        return header != null && RecordFormat.isHeaderIntact(header, 0) ? header : null;
    }

    private static String bodyState(FileChannel channel, long offset, byte[] header) throws IOException {
        int bodyLength = RecordFormat.bodyLength(header, 0);
        if (bodyLength > BODY_BYTES_MAX) {
            return "not read";
        }
        byte[] record = read(channel, offset, RecordFormat.HEADER_LENGTH + bodyLength);
        if (record == null) {
            return "cut off";
        }
        return RecordFormat.isBodyIntact(record, 0) ? "good" : "BAD";
    }

    private void row(Columns columns, long offset, byte[] header, String state) {
        String name = kind.recordKind(RecordFormat.kind(header, 0));
        long number = RecordFormat.number(header, 0);
        long synced = RecordFormat.syncedNumber(header, 0);
        int bodyLength = RecordFormat.bodyLength(header, 0);
        if (json) {
            out.json(generator -> {
                generator.writeNumberField("offset", offset);
                generator.writeStringField("kind", name);
                generator.writeNumberField("number", number);
                generator.writeNumberField("synced", synced);
                generator.writeNumberField("bodyBytes", bodyLength);
                generator.writeStringField("body", state);
            });
        } else {
            columns.row(
                    Numbers.grouped(offset),
                    name,
                    Numbers.grouped(number),
                    Numbers.grouped(synced),
                    Numbers.grouped(bodyLength),
                    state);
        }
    }

    private static String rest(FileChannel channel, long offset, long length) throws IOException {
        long left = length - offset;
        if (left <= 0) {
            return "the end of the file";
        }
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        for (long at = offset; at < length; at += buffer.limit()) {
            buffer.clear();
            channel.read(buffer, at);
            buffer.flip();
            for (int i = 0; i < buffer.limit(); i++) {
                if (buffer.get(i) != 0) {
                    return Numbers.grouped(left) + " bytes follow, the first that is not zero at offset "
                            + Numbers.grouped(at + i);
                }
            }
            if (buffer.limit() == 0) {
                break;
            }
        }
        return Numbers.grouped(left) + " zero bytes follow";
    }

    /// Null when the file ends before.
    private static byte[] read(FileChannel channel, long offset, int length) throws IOException {
        if (offset + length > channel.size()) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) > 0) {
            // until all is read, or the file was cut meanwhile
        }
        return buffer.hasRemaining() ? null : buffer.array();
    }
}
