package dev.coppice.store.partition;

import static dev.coppice.store.partition.FilePages.NO_PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.TableIdent;
import dev.coppice.store.host.Storage;
import dev.coppice.store.host.StorageFile;
import dev.coppice.store.log.RecordFormat;
import dev.coppice.store.log.RecordWriter;
import dev.coppice.store.sim.SimulatedDisk;
import java.io.IOException;
import java.util.TreeMap;

/// A small partition on a simulated disk: 7 pages to a file besides its header, and a fork that inherits from another.
final class ManifestFixture {
    static final int SHIFT = 3;
    static final long DATABASE = 0xD1CEL;
    static final PartitionDirectory DIRECTORY = directory(4);
    static final ManifestLimits SMALL = new ManifestLimits(200, 1000);

    private ManifestFixture() {}

    static PartitionDirectory directory(long forkId) {
        return new PartitionDirectory("forks/" + forkId + "/orders.0.9", DATABASE, forkId, TableIdent.of("orders"), 9);
    }

    static ManifestReplayer replayer(Storage storage) {
        return new ManifestReplayer(storage, DIRECTORY, SHIFT, owner -> directory(owner.forkId()));
    }

    static ManifestReplayer.Replayed replay(Storage storage) {
        return replayer(storage).replayNewest(new FileIdTermMapping(), null);
    }

    static ManifestWriter writer(
            Storage storage, long term, FileIdTermMapping terms, Manifest replayed, ManifestLimits limits) {
        return new ManifestWriter(storage, DIRECTORY, term, SHIFT, terms, replayed, limits);
    }

    /// A state whose parts all follow from one number, with a root if there is a page for it.
    static PartitionState state(long number, PageMapping mapping) {
        boolean isEmpty = mapping.size() == 0;
        return new PartitionState(
                number,
                number / 2,
                isEmpty ? NO_PAGE : mapping.limit() - 1,
                isEmpty ? 0 : 1 + (int) number % 3,
                isEmpty ? 0 : number * 7,
                NO_PAGE,
                0,
                0);
    }

    static void assertSame(Manifest actual, Manifest expected) {
        assertThat(difference(actual, expected)).isNull();
    }

    /// What tells two manifests apart, null when nothing does.
    static String difference(Manifest actual, Manifest expected) {
        if (!actual.state().equals(expected.state())) {
            return "state " + actual.state() + " instead of " + expected.state();
        }
        if (actual.maxFilePage() != expected.maxFilePage()) {
            return "maximum " + actual.maxFilePage() + " instead of " + expected.maxFilePage();
        }
        if (!actual.terms().sameAs(expected.terms())) {
            return "terms " + actual.terms() + " instead of " + expected.terms();
        }
        if (!actual.owners().equals(expected.owners())) {
            return "owners " + actual.owners() + " instead of " + expected.owners();
        }
        return pages(actual.mapping()).equals(pages(expected.mapping()))
                ? null
                : "pages " + pages(actual.mapping()) + " instead of " + pages(expected.mapping());
    }

    static TreeMap<Long, Long> pages(PageMapping mapping) {
        var pages = new TreeMap<Long, Long>();
        mapping.forEach(pages::put);
        return pages;
    }

    /// Writes a manifest of records with any bodies, sealed as they should be.
    static void writeManifest(SimulatedDisk disk, ManifestName name, Record... bodies) throws IOException {
        String path = DIRECTORY.file(name.format());
        disk.delete(path);
        try (StorageFile file = disk.create(path)) {
            RecordWriter writer = new RecordWriter(file, path, DIRECTORY.manifestTag(name), 0, -1);
            for (Record record : bodies) {
                byte[] bytes = new byte[RecordFormat.HEADER_LENGTH + record.body.length];
                System.arraycopy(record.body, 0, bytes, RecordFormat.HEADER_LENGTH, record.body.length);
                writer.append(record.kind, bytes, bytes.length);
                writer.sync();
            }
        }
        disk.syncDirectory(DIRECTORY.path());
    }

    static void createDataFile(SimulatedDisk disk, PartitionDirectory directory, long fileId, long term)
            throws IOException {
        disk.create(directory.file(new DataFileName(fileId, term).format())).close();
        disk.syncDirectory(directory.path());
    }

    /// A manifest record to be written by [#writeManifest].
    record Record(int kind, byte[] body) {}
}
