package dev.coppice.store.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One of the records that an input of several is made of: its kind (one byte), the length of its body (two bytes,
/// little-endian), its body. Checksums and numbers, which no mutation would get right, are left out.
///
/// @param kind of the record
/// @param body the bytes that are parsed
@SuppressWarnings("ArrayRecordComponent")
public record FuzzRecord(int kind, byte[] body) {
    private static final int HEADER_LENGTH = 3;

    /// The records of any input; a body that is cut off by the end is shorter.
    public static List<FuzzRecord> split(byte[] input) {
        List<FuzzRecord> records = new ArrayList<>();
        for (int at = 0; at + HEADER_LENGTH <= input.length; ) {
            int length = (input[at + 1] & 0xFF) | (input[at + 2] & 0xFF) << 8;
            int end = Math.min(at + HEADER_LENGTH + length, input.length);
            records.add(new FuzzRecord(input[at], Arrays.copyOfRange(input, at + HEADER_LENGTH, end)));
            at = end;
        }
        return records;
    }

    /// The input of these records.
    public static byte[] join(List<FuzzRecord> records) {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        for (FuzzRecord record : records) {
            int length = Math.min(record.body.length, 0xFFFF);
            input.write(record.kind);
            input.write(length);
            input.write(length >>> Byte.SIZE);
            input.write(record.body, 0, length);
        }
        return input.toByteArray();
    }
}
