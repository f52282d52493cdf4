package dev.coppice.store.hostile;

import dev.coppice.store.Database;
import dev.coppice.store.Fork;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import dev.coppice.store.golden.Frame;
import dev.coppice.store.golden.GoldenDatabase;
import dev.coppice.store.golden.Image;
import dev.coppice.store.host.StorageFile;
import dev.coppice.store.page.PageHeader;
import dev.coppice.store.partition.FileIdTermMapping;
import dev.coppice.store.partition.Manifest;
import dev.coppice.store.partition.ManifestLimits;
import dev.coppice.store.partition.ManifestReplayer;
import dev.coppice.store.partition.ManifestWriter;
import dev.coppice.store.partition.PageMapping;
import dev.coppice.store.partition.PartitionDirectory;
import dev.coppice.store.partition.PartitionState;
import dev.coppice.store.sim.SimulatedHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Plants defects into a database of one table, and puts good checksums over them.
final class Surgeon {
    static final int PAGE = 4_096;
    static final int ENTRIES = 120;
    static final int HINTS = 3;
    static final long FAR_FUTURE = 5_364_662_400_000L;
    private static final int PAGES_PER_FILE_SHIFT = 4;
    private static final String DIRECTORY = "forks/0/t.0.1";
    /// That of the files that are there: what is edited is a further manifest of it.
    private static final long TERM = 1;

    private final SimulatedHost machine = SimulatedHost.create(7);

    /// A sound database, closed: a tree of an index page over some leaves, two large values, some entries that expire.
    Surgeon() {
        try (Database database = Database.open(machine.host(), GoldenDatabase.OPTIONS)) {
            Fork primary = database.primary();
            Table table = primary.table("t");
            primary.transact(transaction -> {
                for (int i = 0; i < ENTRIES; i++) {
                    int length = i == 50 || i == 51 ? 9_000 : 100;
                    transaction.put(table, key(i), value(length), i >= 10 && i < 10 + HINTS ? FAR_FUTURE + i : 0);
                }
            });
            database.checkpoint();
        }
    }

    static byte[] key(int number) {
        return String.format("key-%04d", number).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] value(int length) {
        byte[] value = new byte[length];
        Arrays.fill(value, (byte) 'v');
        return value;
    }

    /// The database, opened for writing, without background work.
    Database openToWrite() {
        return Database.open(
                machine.restartOn(machine.disk()).host(), GoldenDatabase.OPTIONS.withBackgroundWork(false));
    }

    /// The database, opened for reading.
    Database open() {
        return Database.open(machine.restartOn(machine.disk()).host(), GoldenDatabase.OPTIONS.asReadOnly());
    }

    /// What the manifest says.
    Manifest manifest() {
        return replayer().replayNewest(new FileIdTermMapping(), null).manifest();
    }

    /// Makes the newest manifest say something else.
    void editManifest(UnaryOperator<Manifest> edit) {
        Manifest manifest = edit.apply(manifest());
        try (ManifestWriter writer = new ManifestWriter(
                machine.disk(),
                directory(),
                TERM,
                PAGES_PER_FILE_SHIFT,
                manifest.terms(),
                manifest,
                ManifestLimits.DEFAULT)) {
            writer.rewrite(manifest.owners());
        }
    }

    /// Makes the newest manifest name the term of another file instead of that in which all pages are, and end without
    /// the record that closes it.
    void forgeTerms() {
        editManifest(UnaryOperator.identity());
        String name = DIRECTORY + "/"
                + ManifestReplayer.newest(machine.disk().files().stream()
                                .filter(file -> file.startsWith(DIRECTORY))
                                .map(file -> file.substring(DIRECTORY.length() + 1))
                                .toList())
                        .format();
        List<Frame> frames = new ArrayList<>(Frame.of(machine.disk().contents(name)));
        byte[] body = frames.getFirst().body();
        int at = 0;
        for (int numbers = 0; numbers < 10; numbers++) { // up to the terms
            while (body[at++] < 0) {
                // Each number ends with its first byte that is not negative.
            }
        }
        if (body[at] != 3 || body[at + 1] != 1 || body[at + 2] != 0) {
            throw new AssertionError("not the terms of one file, 0");
        }
        body[at + 2] = 99;
        replace(name, Frame.file(frames.subList(0, 1)));
    }

    /// Makes a copy of the one data file under the name that it would have without a term.
    void addFileOfTerm0() {
        byte[] file = machine.disk().contents(file());
        try (StorageFile copy = machine.disk().create(DIRECTORY + "/data_0_0")) {
            copy.write(ByteBuffer.wrap(file), 0);
            copy.sync();
            machine.disk().syncDirectory(DIRECTORY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Makes the newest manifest say something else of the trees.
    void editState(UnaryOperator<PartitionState> edit) {
        editManifest(manifest -> new Manifest(
                edit.apply(manifest.state()),
                manifest.maxFilePage(),
                manifest.terms(),
                manifest.owners(),
                manifest.mapping()));
    }

    /// Makes the newest manifest map pages elsewhere.
    void editMapping(Consumer<PageMapping.Editor> edit) {
        editManifest(manifest -> {
            PageMapping.Editor editor = manifest.mapping().edit();
            edit.accept(editor);
            return new Manifest(
                    manifest.state(), manifest.maxFilePage(), manifest.terms(), manifest.owners(), editor.freeze());
        });
    }

    /// The logical page of the root of the entries.
    long root() {
        return manifest().state().root();
    }

    /// A page as it is.
    byte[] page(long logicalPage) {
        long filePage = manifest().mapping().get(logicalPage);
        byte[] file = machine.disk().contents(file());
        int at = (int) (filePage & (1 << PAGES_PER_FILE_SHIFT) - 1) * PAGE;
        return Arrays.copyOfRange(file, at, at + PAGE);
    }

    /// Changes the bytes of a page.
    void editPage(long logicalPage, Consumer<byte[]> edit) {
        long filePage = manifest().mapping().get(logicalPage);
        byte[] page = page(logicalPage);
        long tag = PageHeader.fileTag(MemorySegment.ofArray(page), 0);
        edit.accept(page);
        PageHeader.seal(page, 0, PAGE, tag, filePage, logicalPage);
        byte[] file = machine.disk().contents(file());
        System.arraycopy(page, 0, file, (int) (filePage & (1 << PAGES_PER_FILE_SHIFT) - 1) * PAGE, PAGE);
        replace(file(), file);
    }

    private void replace(String name, byte[] content) {
        try {
            machine.disk().replace(name, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String file() {
        return DIRECTORY + "/data_0_1";
    }

    private ManifestReplayer replayer() {
        return new ManifestReplayer(machine.disk(), directory(), PAGES_PER_FILE_SHIFT, _ -> directory());
    }

    private PartitionDirectory directory() {
        long databaseId = ByteBuffer.wrap(machine.disk().contents("FORMAT"))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong(32);
        return new PartitionDirectory(DIRECTORY, databaseId, 0, TableIdent.of("t"), 1);
    }

    /// The files as they are now.
    Image image() {
        return Image.of(machine.disk());
    }
}
