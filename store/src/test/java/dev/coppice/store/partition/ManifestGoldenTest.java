package dev.coppice.store.partition;

import static dev.coppice.store.partition.ManifestFixture.DIRECTORY;
import static dev.coppice.store.partition.ManifestFixture.assertSame;
import static dev.coppice.store.partition.ManifestFixture.replay;
import static dev.coppice.store.partition.ManifestFixture.state;
import static dev.coppice.store.partition.ManifestFixture.writer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.sim.SimulatedDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// The bytes of format version 1, as they were written when it was settled. They are read for ever, and as long as the
/// version is 1 the same is written. A change of the file is a new version of the format, not a correction of the test.
class ManifestGoldenTest {
    private static final String FILE = DIRECTORY.file("manifest_7");

    @Test
    void manifest_version1_isWrittenByteForByte() throws IOException {
        var disk = new SimulatedDisk(1);
        write(disk);

        assertThat(HexFormat.of().formatHex(disk.contents(FILE))).isEqualTo(golden());
    }

    @Test
    void manifest_version1_isReadBack() throws IOException {
        var disk = new SimulatedDisk(1);
        disk.replace(FILE, HexFormat.of().parseHex(golden()));
        var replayed = replay(disk);

        assertThat(replayed.tornReason()).isNull();
        assertThat(replayed.nextFileId()).isEqualTo(4);
        assertSame(replayed.manifest(), write(new SimulatedDisk(2)));
    }

    /// A fork's first manifest of a term, with an inherited file, a file of its own, changes and an orderly end.
    private static Manifest write(SimulatedDisk disk) {
        FileIdTermMapping terms = new FileIdTermMapping();
        terms.record(1, 2);
        PageMapping.Editor editor = PageMapping.EMPTY.edit();
        for (int i = 0; i < 7; i++) {
            editor.set(i, 9 + i);
        }
        Manifest inherited = new Manifest(
                state(300, editor.freeze()),
                15,
                terms.copy(),
                FileOwners.NONE.inheritedBelow(2, 1, 9),
                editor.freeze());
        try (ManifestWriter writer = writer(disk, 7, terms, inherited, ManifestLimits.DEFAULT)) {
            terms.record(2, 7);
            writer.recordFiles(16);
            editor.set(3, 17);
            editor.set(200_000, 18);
            editor.clear(4);
            writer.append(state(301, editor.freeze()), editor.freeze(), 18);
            terms.record(3, 7);
            writer.recordFiles(24);
            return writer.carried();
        }
    }

    private static String golden() throws IOException {
        try (InputStream bytes = ManifestGoldenTest.class.getResourceAsStream("golden/manifest-v1.hex")) {
            return new String(bytes.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", "");
        }
    }
}
