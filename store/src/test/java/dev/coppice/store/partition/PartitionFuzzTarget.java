package dev.coppice.store.partition;

import dev.coppice.store.fuzz.FuzzRecord;
import dev.coppice.store.fuzz.FuzzTarget;
import dev.coppice.store.golden.GoldenFiles;
import dev.coppice.store.log.BodyReader;
import dev.coppice.store.log.BodyWriter;
import java.util.Arrays;
import java.util.List;

/// The parsers of what a partition keeps in its manifests.
public enum PartitionFuzzTarget implements FuzzTarget {
    /// The section of file terms.
    FILE_TERMS {
        @Override
        public List<byte[]> seeds() {
            FileIdTermMapping mapping = new FileIdTermMapping();
            byte[] empty = mapping.encode();
            mapping.record(0, 1);
            mapping.record(1, 1);
            mapping.record(300, 70_000);
            mapping.record(Long.MAX_VALUE, Long.MAX_VALUE);
            return List.of(empty, mapping.encode());
        }

        @Override
        public Runnable parse(byte[] input) {
            FileIdTermMapping mapping = FileIdTermMapping.decode(input);
            return () -> FuzzTarget.require(
                    Arrays.equals(mapping.encode(), input), "the mapping " + mapping + " has other bytes");
        }
    },
    /// The bodies of the records of a manifest.
    MANIFEST {
        @Override
        public List<byte[]> seeds() {
            return GoldenFiles.logs("manifest_").stream()
                    .map(frames -> FuzzRecord.join(frames.stream()
                            .map(frame -> new FuzzRecord(frame.kind(), frame.body()))
                            .toList()))
                    .toList();
        }

        @Override
        public Runnable parse(byte[] input) {
            ManifestState state = new ManifestState("manifest", SHIFT, _ -> new FileIdTermMapping());
            long number = 0;
            for (FuzzRecord record : FuzzRecord.split(input)) {
                state.apply(record.kind(), number++, reader(record.body()));
            }
            Manifest manifest = state.manifest();
            return () -> checkRewritten(manifest);
        }

        /// A step of few bytes may lead to a page whose leaf of the mapping is new, and that of 8 KiB: what the format
        /// says of one page must be kept in memory somewhere, however far it is from the one before.
        @Override
        public long allocatedBytesMax(byte[] input) {
            return super.allocatedBytesMax(input) + NODE_BYTES * (input.length / STEPS_BYTES_MIN);
        }
    };

    private static final int SHIFT = 4;
    private static final long NODE_BYTES = 8 << 10;
    /// A step over the rest of a leaf, and one that maps a page in the next.
    private static final int STEPS_BYTES_MIN = 3;

    private static BodyReader reader(byte[] body) {
        return new BodyReader("manifest", 0, body, 0, body.length);
    }

    /// What a manifest says is what it says when it is written anew.
    private static void checkRewritten(Manifest manifest) {
        if (!carriesAllFiles(manifest)) {
            return;
        }
        BodyWriter writer = new BodyWriter(0);
        ManifestFormat.encodeSnapshot(writer, manifest, SHIFT);
        ManifestState again = new ManifestState("rewritten", SHIFT, _ -> new FileIdTermMapping());
        again.apply(ManifestFormat.KIND_SNAPSHOT, 0, reader(writer.body()));
        String difference = ManifestFixture.difference(again.manifest(), manifest);
        FuzzTarget.require(difference == null, difference);
    }

    /// A file without a term has term 0, which no writer gives.
    private static boolean carriesAllFiles(Manifest manifest) {
        return ManifestFixture.pages(manifest.mapping()).values().stream()
                .allMatch(filePage -> manifest.terms().contains(FilePages.fileId(filePage, SHIFT)));
    }
}
