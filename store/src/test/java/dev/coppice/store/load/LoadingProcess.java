package dev.coppice.store.load;

import dev.coppice.store.BulkLoader;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.Table;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;

/// A process that loads a value from a stream, reads it back and says how that went.
final class LoadingProcess {
    private LoadingProcess() {}

    /// @param arguments the database's directory and the length of the value
    public static void main(String[] arguments) throws IOException {
        long length = Long.parseLong(arguments[1]);
        try (Database database = Database.open(Path.of(arguments[0]), DatabaseOptions.DEFAULT)) {
            Table table = database.primary().table("t");
            try (BulkLoader loader = database.primary().load(table)) {
                loader.put(new byte[] {1}, new byte[] {1});
                loader.put(new byte[] {2}, new Counting(length), length, 0);
                loader.put(new byte[] {3}, new byte[] {3});
                loader.commit();
            }
        }
        try (Database database = Database.open(Path.of(arguments[0]), DatabaseOptions.DEFAULT);
                InputStream value =
                        database.primary().openValue(database.primary().table("t"), new byte[] {2});
                InputStream expected = new Counting(length)) {
            byte[] part = value.readNBytes(1 << 16);
            long read = 0;
            while (part.length > 0) {
                if (!Arrays.equals(part, expected.readNBytes(part.length))) {
                    throw new IllegalStateException("the value differs after " + read + " bytes");
                }
                read += part.length;
                part = value.readNBytes(1 << 16);
            }
            System.out.println("read " + read);
        }
    }

    /// Bytes that follow from their place.
    private static final class Counting extends InputStream {
        private final long length;
        private long at;

        Counting(long length) {
            this.length = length;
        }

        @Override
        public int read() {
            return at == length ? -1 : byteAt(at++) & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int count) {
            int part = (int) Math.min(count, length - at);
            for (int i = 0; i < part; i++) {
                target[offset + i] = byteAt(at++);
            }
            return part == 0 && count > 0 ? -1 : part;
        }

        private static byte byteAt(long at) {
            return (byte) (at ^ at >> 8 ^ at >> 16 ^ at >> 24);
        }
    }
}
