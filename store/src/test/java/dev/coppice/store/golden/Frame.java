package dev.coppice.store.golden;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/// One record of a log file, as its frame describes it: read and written here without the code that is under test.
///
/// @param offset where in the file it begins
/// @param kind what the body is
/// @param number its place in the log's order
/// @param tag the identity of the file
/// @param syncedNumber the highest number known to be durable
/// @param body the body
@SuppressWarnings("ArrayRecordComponent")
public record Frame(int offset, int kind, long number, long tag, long syncedNumber, byte[] body) {
    public static final int HEADER_LENGTH = 48;
    private static final int ALIGNMENT = 8;

    /// The records of a file, up to the first bytes that are none.
    public static List<Frame> of(byte[] file) {
        List<Frame> frames = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        while (at + HEADER_LENGTH <= file.length && bytes.getInt(at) == checksum(file, at + 4, HEADER_LENGTH - 4)) {
            int length = bytes.getInt(at + 4);
            if (length > file.length - at - HEADER_LENGTH
                    || bytes.getInt(at + 8) != checksum(file, at + HEADER_LENGTH, length)) {
                break;
            }
            frames.add(new Frame(
                    at,
                    bytes.get(at + 13),
                    bytes.getLong(at + 16),
                    bytes.getLong(at + 24),
                    bytes.getLong(at + 32),
                    Arrays.copyOfRange(file, at + HEADER_LENGTH, at + HEADER_LENGTH + length)));
            at += paddedLength(length);
        }
        return frames;
    }

    /// The same record with another body.
    public Frame withBody(byte[] other) {
        return new Frame(offset, kind, number, tag, syncedNumber, other);
    }

    /// The bytes that the record takes up in its file.
    public int paddedLength() {
        return paddedLength(body.length);
    }

    /// The record with good checksums, and the zeros behind it.
    public byte[] toBytes() {
        byte[] bytes = new byte[paddedLength()];
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        System.arraycopy(body, 0, bytes, HEADER_LENGTH, body.length);
        header.putInt(4, body.length).putInt(8, checksum(body, 0, body.length));
        header.put(12, (byte) 1).put(13, (byte) kind);
        header.putLong(16, number).putLong(24, tag).putLong(32, syncedNumber);
        header.putInt(0, checksum(bytes, 4, HEADER_LENGTH - 4));
        return bytes;
    }

    /// A file of records.
    public static byte[] file(List<Frame> frames) {
        byte[] file = new byte[frames.stream().mapToInt(Frame::paddedLength).sum()];
        int at = 0;
        for (Frame frame : frames) {
            System.arraycopy(frame.toBytes(), 0, file, at, frame.paddedLength());
            at += frame.paddedLength();
        }
        return file;
    }

    private static int paddedLength(int bodyLength) {
        return (HEADER_LENGTH + bodyLength + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, from, length);
        return (int) checksum.getValue();
    }
}
