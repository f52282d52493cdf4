package dev.coppice.store.partition;

import static dev.coppice.store.partition.ManifestFixture.DIRECTORY;
import static dev.coppice.store.partition.ManifestFixture.createDataFile;
import static dev.coppice.store.partition.ManifestFixture.directory;
import static dev.coppice.store.partition.ManifestFixture.replay;
import static dev.coppice.store.partition.ManifestFixture.replayer;
import static dev.coppice.store.partition.ManifestFixture.writeManifest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.StoreException;
import dev.coppice.store.partition.ManifestFixture.Record;
import dev.coppice.store.sim.Seeds;
import dev.coppice.store.sim.SimulatedDisk;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A manifest whose section of file terms is malformed under a good checksum: the reader warns, takes it as empty, and
/// finds the true terms in the names of the files.
class FileTermRecoveryTest {
    private static final ManifestName NAME = new ManifestName(8, 0);

    private final SimulatedDisk disk = new SimulatedDisk(1);
    private final List<LogRecord> warnings = new ArrayList<>();
    private final Logger logger = Logger.getLogger(ManifestReplayer.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord warning) {
            warnings.add(warning);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "05", "0201", "020103", "02030103010405", "01ffffffffffffffffff0303", "8000", "0001", "0103"
            })
    void replay_malformedSection_warnsAndTakesTermsFromNames(String section) throws Exception {
        createDataFile(disk, directory(1), 0, 2);
        createDataFile(disk, DIRECTORY, 1, 5);
        createDataFile(disk, DIRECTORY, 2, 7);
        writeManifest(disk, NAME, snapshot(section));
        FileIdTermMapping restored = new FileIdTermMapping();
        restored.record(9, 9); // what was there is replaced
        var replayed = replayer(disk).replayNewest(restored, null);

        assertThat(restored).hasToString("{0=2, 1=5, 2=7}");
        assertThat(replayed.hasRecoveredTerms()).isTrue();
        assertThat(replayed.manifest().mapping().get(0)).isEqualTo(9);
        assertThat(replayed.manifest().mapping().get(1)).isEqualTo(1);
        assertThat(warnings).singleElement().satisfies(warning -> {
            assertThat(warning.getLevel()).isEqualTo(Level.WARNING);
            assertThat(warning.getParameters())
                    .anySatisfy(parameter -> assertThat(parameter.toString()).contains("manifest_8"));
        });
    }

    @Test
    void replay_goodSection_doesNotWarn() throws Exception {
        writeManifest(disk, NAME, snapshot("0200020105"));
        var replayed = replay(disk);

        assertThat(replayed.hasRecoveredTerms()).isFalse();
        assertThat(replayed.manifest().terms()).hasToString("{0=2, 1=5}");
        assertThat(warnings).isEmpty();
    }

    @Test
    void replay_filesOfOthersInTheDirectories_areNotTaken() throws Exception {
        createDataFile(disk, directory(1), 0, 2);
        createDataFile(disk, directory(1), 1, 99); // the other fork's own, above its mark for this one
        createDataFile(disk, DIRECTORY, 1, 5);
        createDataFile(disk, DIRECTORY, 0, 99); // below the mark, so not this fork's
        writeManifest(disk, NAME, snapshot("05"));

        assertThat(replay(disk).manifest().terms()).hasToString("{0=2, 1=5}");
    }

    @Test
    void replay_mappedFileIsMissing_isCorrupt() throws Exception {
        createDataFile(disk, directory(1), 0, 2);
        writeManifest(disk, NAME, snapshot("05"));

        assertThatThrownBy(() -> replay(disk))
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining("one file data_1_<term>")
                .hasMessageContaining("found none");
    }

    @Test
    void replay_twoFilesOfOneMappedId_isCorruptAndNotGuessed() throws Exception {
        createDataFile(disk, directory(1), 0, 2);
        createDataFile(disk, DIRECTORY, 1, 5);
        createDataFile(disk, DIRECTORY, 1, 6);
        createDataFile(disk, DIRECTORY, 1, 7);
        writeManifest(disk, NAME, snapshot("05"));

        assertThatThrownBy(() -> replay(disk))
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining("found several");
    }

    @Test
    void replay_laterRecordNamesTheTerm_decidesBetweenTwoFiles() throws Exception {
        createDataFile(disk, directory(1), 0, 2);
        createDataFile(disk, DIRECTORY, 1, 5);
        createDataFile(disk, DIRECTORY, 1, 6);
        writeManifest(
                disk,
                NAME,
                snapshot("05"),
                new Record(ManifestFormat.KIND_FILES, HexFormat.of().parseHex("0114010106")));

        assertThat(replay(disk).manifest().terms()).hasToString("{0=2, 1=6}");
    }

    @Test
    void replay_laterRecordContradictsAName_isCorrupt() throws Exception {
        createDataFile(disk, directory(1), 0, 2);
        createDataFile(disk, DIRECTORY, 1, 5);
        writeManifest(
                disk,
                NAME,
                snapshot("05"),
                new Record(ManifestFormat.KIND_FILES, HexFormat.of().parseHex("0114010106")));

        assertThatThrownBy(() -> replay(disk))
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining("the one term of file 1");
    }

    @Test
    void replay_anySectionBytes_giveTermsFromTheSectionOrFromNames() {
        Seeds.forEach(getClass(), 500, seed -> {
            var random = new SplittableRandom(seed);
            var storage = new SimulatedDisk(seed);
            createDataFile(storage, directory(1), 0, 2);
            createDataFile(storage, DIRECTORY, 1, 5);
            byte[] section = new byte[random.nextInt(12)];
            random.nextBytes(section);
            if (section.length > 0) {
                section[0] &= 3;
            }
            writeManifest(storage, NAME, snapshot(HexFormat.of().formatHex(section)));
            var replayed = replay(storage);
            if (replayed.hasRecoveredTerms()) {
                assertThat(replayed.manifest().terms()).hasToString("{0=2, 1=5}");
            } else {
                assertThat(replayed.manifest().terms().encode()).isEqualTo(section);
            }
        });
    }

    /// Logical page 0 at file page 9, in file 1 of this fork; logical page 1 at file page 1, in file 0 of fork 1.
    private static Record snapshot(String section) {
        String body = "01" + "0000000000000000" + "14"
                + HexFormat.of().toHexDigits((byte) (section.length() / 2)) + section
                + "01010109" + "02" + "493d";
        return new Record(ManifestFormat.KIND_SNAPSHOT, HexFormat.of().parseHex(body));
    }
}
