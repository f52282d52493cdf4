package dev.coppice.store.engine;

import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.TableIdent;
import dev.coppice.store.delta.Mutation;
import dev.coppice.store.fuzz.FuzzRecord;
import dev.coppice.store.fuzz.FuzzTarget;
import dev.coppice.store.golden.GoldenFiles;
import dev.coppice.store.log.BodyReader;
import dev.coppice.store.log.BodyWriter;
import dev.coppice.store.log.RecordFormat;
import dev.coppice.store.log.WalFormat;
import dev.coppice.store.partition.DataFileName;
import dev.coppice.store.partition.ManifestName;
import dev.coppice.store.sim.SimulatedHost;
import dev.coppice.store.tree.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/// The parsers of a database's own files, of commits, and of names.
public enum EngineFuzzTarget implements FuzzTarget {
    /// The bodies of commits.
    COMMIT {
        @Override
        public List<byte[]> seeds() {
            return GoldenFiles.logs("wal_").stream()
                    .flatMap(List::stream)
                    .filter(frame -> frame.kind() == WalFormat.KIND_COMMIT)
                    .map(frame -> frame.body())
                    .toList();
        }

        @Override
        public Runnable parse(byte[] input) {
            byte[] record = new byte[RecordFormat.HEADER_LENGTH + input.length];
            System.arraycopy(input, 0, record, RecordFormat.HEADER_LENGTH, input.length);
            CommitRecord again = new CommitRecord();
            CommitRecord.visit(record, RecordFormat.HEADER_LENGTH, input.length, new Rewriting(again));
            return () -> {
                CommitRecord third = new CommitRecord();
                byte[] bytes = Arrays.copyOf(again.array(), again.length());
                int bodyLength = bytes.length - RecordFormat.HEADER_LENGTH;
                CommitRecord.visit(bytes, RecordFormat.HEADER_LENGTH, bodyLength, new Rewriting(third));
                FuzzTarget.require(
                        Arrays.equals(bytes, Arrays.copyOf(third.array(), third.length())),
                        "a commit differs when it is written anew");
            };
        }
    },
    /// The bodies of a catalog's records.
    CATALOG {
        @Override
        public List<byte[]> seeds() {
            return GoldenFiles.logs("catalog_").stream()
                    .map(frames -> FuzzRecord.join(frames.stream()
                            .filter(frame -> frame.kind() != CatalogFormat.KIND_END)
                            .map(frame -> new FuzzRecord(frame.kind(), frame.body()))
                            .toList()))
                    .toList();
        }

        @Override
        public Runnable parse(byte[] input) {
            CatalogContent content = CatalogContent.EMPTY;
            for (FuzzRecord record : FuzzRecord.split(input)) {
                content = CatalogFormat.decode(reader(record.body()), content);
            }
            CatalogContent parsed = content;
            return () -> checkRewritten(parsed);
        }
    },
    /// The file `FORMAT`, with a good checksum.
    FORMAT {
        private final SimulatedHost machine = SimulatedHost.create(1);
        private final DatabaseOptions options = DatabaseOptions.DEFAULT.mustExist();

        @Override
        public List<byte[]> seeds() {
            return Stream.concat(
                            GoldenFiles.of(DatabaseFormat.FILE_NAME).stream(),
                            Stream.of(new DatabaseFormat(1, 65_536, 20, "abcdefghijklmnop").encode()))
                    .toList();
        }

        @Override
        public Runnable parse(byte[] input) {
            byte[] file = input.clone();
            if (file.length >= DatabaseFormat.LENGTH) {
                int end = DatabaseFormat.LENGTH - Integer.BYTES;
                CRC32C checksum = new CRC32C();
                checksum.update(file, 0, end);
                ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(end, (int) checksum.getValue());
            }
            replace(machine, DatabaseFormat.FILE_NAME, file);
            DatabaseFormat format = DatabaseFormat.openOrCreate(machine.host(), options);
            return () -> {
                // Features that no release must know are passed over, and the checksum is made good here.
                FuzzTarget.require(
                        Arrays.equals(format.encode(), 0, COMPATIBLE_FEATURES, file, 0, COMPATIBLE_FEATURES),
                        format + " has other bytes");
            };
        }
    },
    /// The file `CURRENT_TERM`.
    CURRENT_TERM {
        private final SimulatedHost machine = SimulatedHost.create(1);

        @Override
        public List<byte[]> seeds() {
            return Stream.of(0L, 1L, 47L, 999_999_999_999_999_999L)
                    .map(term -> Term.text(DATABASE, term).getBytes(StandardCharsets.US_ASCII))
                    .toList();
        }

        @Override
        public Runnable parse(byte[] input) {
            replace(machine, Term.FILE_NAME, input);
            var damage = Term.damage(machine.disk(), DATABASE);
            if (damage != null) {
                throw damage;
            }
            return () -> {
                String text = Term.text(DATABASE, Term.read(machine.disk(), DATABASE));
                FuzzTarget.require(
                        text.equals(new String(input, StandardCharsets.US_ASCII)), "the term is that of " + text);
            };
        }
    },
    /// Names of files and directories.
    NAME {
        @Override
        public List<byte[]> seeds() {
            return Stream.of(
                            new DataFileName(17, 3).format(),
                            new DataFileName(Long.MAX_VALUE, Long.MAX_VALUE).format(),
                            new ManifestName(4, 0).format(),
                            new ManifestName(4, 12).format(),
                            WalFormat.segmentName(5),
                            WalFormat.segmentName(Long.MAX_VALUE),
                            "catalog_00000000000000000003_000002",
                            "orders.0.9")
                    .map(name -> name.getBytes(StandardCharsets.ISO_8859_1))
                    .toList();
        }

        @Override
        public Runnable parse(byte[] input) {
            String name = new String(input, StandardCharsets.ISO_8859_1);
            DataFileName data = DataFileName.parse(name);
            ManifestName manifest = ManifestName.parse(name);
            long segment = WalFormat.parseSegmentName(name);
            List<String> catalogs = Catalog.names(List.of(name));
            long incarnation = StoreContext.incarnationOf(name);
            return () -> {
                FuzzTarget.require(data == null || data.format().equals(name), "another name of " + data);
                FuzzTarget.require(manifest == null || manifest.format().equals(name), "another name of " + manifest);
                FuzzTarget.require(
                        segment < 0 || WalFormat.segmentName(segment).equals(name), "another name of " + segment);
                FuzzTarget.require(catalogs.isEmpty() || catalogs.equals(List.of(name)), "another name");
                FuzzTarget.require(incarnation >= 0, "a negative incarnation");
            };
        }
    };

    private static final int COMPATIBLE_FEATURES = 58;
    private static final long DATABASE = 0x0123_4567_89AB_CDEFL;

    private static void replace(SimulatedHost machine, String name, byte[] bytes) {
        try {
            machine.disk().replace(name, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BodyReader reader(byte[] body) {
        return new BodyReader("catalog", 0, body, 0, body.length);
    }

    /// What a catalog says is what it says when it is written anew.
    private static void checkRewritten(CatalogContent content) {
        CatalogChange all = new CatalogChange(
                new ArrayList<>(content.forks().values()),
                List.of(),
                new ArrayList<>(content.archives().values()),
                List.of());
        BodyWriter writer = new BodyWriter(0);
        CatalogFormat.encode(writer, content.nextForkId(), all);
        CatalogContent again = CatalogFormat.decode(reader(writer.body()), CatalogContent.EMPTY);
        FuzzTarget.require(again.nextForkId() == content.nextForkId(), "another number of the next fork");
        FuzzTarget.require(again.forks().equals(content.forks()), "other forks");
        FuzzTarget.require(again.archives().equals(content.archives()), "other archives");
    }

    /// Writes the operations of a commit into another.
    private record Rewriting(CommitRecord target) implements CommitOperations {
        @Override
        public void mutate(TableIdent table, byte[] record, int at) {
            byte[] key = new byte[Mutation.keyLength(record, at)];
            Mutation.copyKey(record, at, key);
            int value = Mutation.valueOffset(record, at);
            if (!Mutation.isPut(record, at)) {
                target.delete(table, key);
            } else if (Mutation.isOverflow(record, at)) {
                target.putOverflow(
                        table,
                        key,
                        Mutation.expiry(record, at),
                        Mutation.overflowLength(record, at),
                        Mutation.overflowPage(record, at));
            } else {
                target.put(
                        table,
                        key,
                        Mutation.expiry(record, at),
                        Arrays.copyOfRange(record, value, value + Mutation.valueLength(record, at)));
            }
        }

        @Override
        public void create(TableIdent table) {
            target.create(table);
        }

        @Override
        public void drop(TableIdent table) {
            target.drop(table);
        }

        @Override
        public void truncate(TableIdent table, byte[] fromKey) {
            target.truncate(table, fromKey);
        }

        @Override
        public void mapPages(TableIdent table, long firstPage, long[] filePages) {
            target.mapPages(table, firstPage, filePages);
        }

        @Override
        public void mapValuePages(TableIdent table, long firstPage, long firstFilePage, long count) {
            target.mapValuePages(table, firstPage, firstFilePage, count);
        }

        @Override
        public void unmapPages(TableIdent table, long firstPage, long count) {
            target.unmapPages(table, firstPage, count);
        }

        @Override
        public void replaceTrees(TableIdent table, Tree entries, Tree expiries) {
            target.replaceTrees(table, entries, expiries);
        }
    }
}
