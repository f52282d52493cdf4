package dev.coppice.store.log;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Builds log files for tests, record by record, also such as no writer would write.
final class Records {
    static final long TAG = LogTag.of(1, 2, "test", 3);
    static final long OTHER_TAG = LogTag.of(1, 2, "test", 4);
    static final String NAME = "a/log";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    static byte[] sealed(int kind, long number, long syncedNumber, long tag, byte... body) {
        byte[] record = new byte[RecordFormat.HEADER_LENGTH + body.length];
        System.arraycopy(body, 0, record, RecordFormat.HEADER_LENGTH, body.length);
        RecordFormat.seal(record, record.length, kind, number, tag, syncedNumber);
        return Arrays.copyOf(record, RecordFormat.paddedLength(record.length));
    }

    static byte[] commit(long number, long syncedNumber, byte... body) {
        return sealed(WalFormat.KIND_COMMIT, number, syncedNumber, TAG, body);
    }

    /// A sealed record after its header was changed, sealed again: what a writer of another mind would have written.
    static byte[] resealed(byte[] record, int offset, int value) {
        byte[] changed = record.clone();
        changed[offset] = (byte) value;
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(changed, 4, RecordFormat.HEADER_LENGTH - 4);
        for (int i = 0; i < 4; i++) {
            changed[i] = (byte) (crc.getValue() >>> 8 * i);
        }
        return changed;
    }

    static byte[] body(SplittableRandom random, int length) {
        byte[] body = new byte[length];
        random.nextBytes(body);
        return body;
    }

    Records add(byte... more) {
        bytes.writeBytes(more);
        return this;
    }

    Records zeros(int count) {
        return add(new byte[count]);
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    MemoryFile file() {
        return new MemoryFile(bytes());
    }

    static RecordReader reader(MemoryFile file, LogPolicy policy, long lastNumber) {
        return new RecordReader(file, NAME, TAG, policy, lastNumber);
    }

    /// The numbers of the records, read to the end.
    static List<Long> numbers(RecordReader reader) {
        List<Long> numbers = new ArrayList<>();
        while (reader.next()) {
            numbers.add(reader.number());
        }
        return numbers;
    }
}
