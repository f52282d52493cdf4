package dev.coppice.store.log;

import dev.coppice.store.fuzz.FuzzTarget;
import dev.coppice.store.golden.Frame;
import dev.coppice.store.golden.GoldenFiles;
import dev.coppice.store.host.Storage;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/// The parsers of log files.
public enum LogFuzzTarget implements FuzzTarget {
    /// Records as they are.
    RECORDS {
        @Override
        public List<byte[]> seeds() {
            return LOGS.stream()
                    .flatMap(prefix -> GoldenFiles.of(prefix).stream())
                    .filter(file -> file.length >= RecordFormat.HEADER_LENGTH)
                    .map(file -> Arrays.copyOf(file, Math.min(file.length, FILE_LENGTH_MAX)))
                    .toList();
        }

        @Override
        public Runnable parse(byte[] input) {
            boolean hasHeader = input.length >= RecordFormat.HEADER_LENGTH;
            long tag = hasHeader ? RecordFormat.tag(input, 0) : Records.TAG;
            return readAll(input, tag);
        }
    },
    /// Records with good checksums of this file.
    SEALED_RECORDS {
        @Override
        public List<byte[]> seeds() {
            return LOGS.stream()
                    .flatMap(prefix -> GoldenFiles.logs(prefix).stream())
                    .map(frames -> Frame.file(frames.subList(0, Math.min(frames.size(), RECORDS_MAX))))
                    .toList();
        }

        @Override
        public Runnable parse(byte[] input) {
            return readAll(sealed(input, Records.TAG), Records.TAG);
        }
    },
    /// Segments of a write-ahead log with good checksums.
    SEGMENT {
        @Override
        public List<byte[]> seeds() {
            List<byte[]> seeds = new ArrayList<>();
            for (List<Frame> frames : GoldenFiles.logs("wal_")) {
                Records log = new Records();
                SegmentHeader header = new SegmentHeader(
                        DATABASE, FORK, SEGMENT_NUMBER, 4, frames.getFirst().number());
                log.add(header.toRecord());
                frames.stream().skip(1).map(Frame::toBytes).forEach(log::add);
                seeds.add(log.bytes());
            }
            return seeds;
        }

        @Override
        public Runnable parse(byte[] input) {
            byte[] file = sealed(input, WalFormat.tag(DATABASE, FORK, SEGMENT_NUMBER));
            boolean hasHeader = file.length >= RecordFormat.HEADER_LENGTH;
            List<Long> sequences = new ArrayList<>();
            WalState state = WriteAheadLog.replay(
                    storageOf(file),
                    DATABASE,
                    FORK,
                    hasHeader ? RecordFormat.number(file, 0) : 0,
                    Long.MAX_VALUE,
                    false,
                    (record, at, length, sequence) -> sequences.add(sequence));
            return () -> {
                for (int i = 1; i < sequences.size(); i++) {
                    FuzzTarget.require(sequences.get(i) == sequences.get(i - 1) + 1, "a gap in " + sequences);
                }
                FuzzTarget.require(
                        sequences.isEmpty() || sequences.getLast() == state.lastSequence(),
                        "the last of " + sequences + " is not " + state.lastSequence());
            };
        }
    };

    private static final List<String> LOGS = List.of("wal_", "manifest_", "catalog_");
    private static final int FILE_LENGTH_MAX = 16 << 10;
    private static final int RECORDS_MAX = 20;
    private static final long DATABASE = 1;
    private static final long FORK = 2;
    private static final long SEGMENT_NUMBER = 3;

    /// Reads records under the rule of the kind of log that the first of them begins.
    private static Runnable readAll(byte[] file, long tag) {
        boolean hasHeader = file.length >= RecordFormat.HEADER_LENGTH;
        boolean isSegment = hasHeader && RecordFormat.kind(file, 0) == WalFormat.KIND_SEGMENT;
        LogPolicy policy = isSegment ? LogPolicy.WRITE_AHEAD : LogPolicy.EACH_RECORD_SYNCED;
        long lastNumber = isSegment ? RecordFormat.number(file, 0) : -1;
        RecordReader reader = new RecordReader(new MemoryFile(file), Records.NAME, tag, policy, lastNumber);
        List<Runnable> checks = new ArrayList<>();
        while (reader.next()) {
            byte[] record = reader.record();
            int from = reader.recordOffset();
            int to = from + RecordFormat.HEADER_LENGTH + reader.bodyLength();
            int at = (int) reader.position();
            checks.add(() -> FuzzTarget.require(
                    Arrays.equals(record, from, to, file, at, at + to - from), "a record that is not in the file"));
        }
        return () -> checks.forEach(Runnable::run);
    }

    /// A storage that has one segment and is only read: that of the simulation would take more memory than a parser.
    private static Storage storageOf(byte[] file) {
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(),
                new Class<?>[] {Storage.class},
                (_, method, _) -> switch (method.getName()) {
                    case "list" -> List.of(WalFormat.segmentName(SEGMENT_NUMBER));
                    case "open" -> new MemoryFile(file);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    /// The bytes with good checksums over every record that their lengths make of them.
    private static byte[] sealed(byte[] input, long tag) {
        byte[] file = input.clone();
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        while (file.length - at >= RecordFormat.HEADER_LENGTH) {
            int left = file.length - at - RecordFormat.HEADER_LENGTH;
            int length = RecordFormat.bodyLength(file, at);
            boolean isWhole = length >= 0 && length <= left;
            if (isWhole) {
                bytes.putInt(at + RecordFormat.BODY_CHECKSUM, checksum(file, at + RecordFormat.HEADER_LENGTH, length));
            }
            bytes.putLong(at + RecordFormat.TAG, tag);
            int headerLength = RecordFormat.HEADER_LENGTH - RecordFormat.BODY_LENGTH;
            bytes.putInt(at, checksum(file, at + RecordFormat.BODY_LENGTH, headerLength));
            if (!isWhole) {
                break;
            }
            at += RecordFormat.paddedLength(RecordFormat.HEADER_LENGTH + length);
        }
        return file;
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, from, length);
        return (int) checksum.getValue();
    }
}
