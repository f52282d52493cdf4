package dev.coppice.store.partition;

import static dev.coppice.store.partition.FilePages.NO_PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.coppice.store.StoreException;
import dev.coppice.store.log.BodyReader;
import dev.coppice.store.log.BodyWriter;
import dev.coppice.store.sim.Seeds;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Bodies that a good checksum covers and that contradict the format or each other.
class ManifestStateTest {
    private static final int SHIFT = 3;

    /// version, state with an empty tree, maximum file page, two files, no owners
    private static final String SNAPSHOT_START = "01" + "0000000000000000" + "14" + "05" + "0201030203" + "00";

    /// version, state with an empty tree, maximum file page, no files
    private static final String CHANGE_START = "01" + "0000000000000000" + "14" + "00";

    private static final String SNAPSHOT = SNAPSHOT_START + "02" + "4906";

    @ParameterizedTest
    @CsvSource({
        "02, newer than version 1",
        "ffffffffffffffffff01, newer than version 1",
        "00, expected format version 1",
        "'', cut off",
        "01, cut off",
        "010000000001000000, 'a partition state that agrees'", // entries without a root
        "010000010000000000, 'a partition state that agrees'", // a root without height
        "0100000141, 'a height of at most 64'",
        "010000ffffffff1f01, 'a root page plus one of at most'",
        "01ffffffffffffffffff01, 'a checkpoint sequence of at most'",
        "0100ffffffffffffffffff01, 'the first file of logged pages of at most'",
        "010000000000000000ffffffffffffffffff01, 'a maximum file page plus one of at most'",
        "0100000000000000001403, 'the length of the file-term section'",
        SNAPSHOT_START + "024906ff, cut off",
        SNAPSHOT_START + "024906, ''", // good: pages 0 and 1 at 9 and 10
        SNAPSHOT_START + "034906, '3 mapped pages, found 2'",
        SNAPSHOT_START + "014906, '1 mapped pages, found 2'",
        SNAPSHOT_START + "ffffffff1f4906, 'a number of mapped pages of at most'",
        SNAPSHOT_START + "0000, 'a step over 1 to'", // skip nothing
        SNAPSHOT_START + "0002, 'a step over 1 to'", // map nothing
        SNAPSHOT_START + "0003, 'a step over 1 to'", // unmap nothing
        SNAPSHOT_START + "0007, 'a mapped page to remove'",
        SNAPSHOT_START + "0141, 'the header of file 1'",
        SNAPSHOT_START + "01a101, 'at most 19, found 20'",
        SNAPSHOT_START + "010d, 'found -2'",
        SNAPSHOT_START + "01fdffffffffffffffff01, 'a file page of at most 19'",
        SNAPSHOT_START + "0922, 'at most 7 more pages'", // more pages than a file has
        SNAPSHOT_START + "05890112, 'at most 2 more pages in the file'", // 17, 18 and 19, and no 20
        SNAPSHOT_START + "00fcffffff3f, ''", // skips to the last page
        SNAPSHOT_START + "008080808040, 'a step over 1 to 4294967295'",
        SNAPSHOT_START + "01f8ffffff3f49, ''", // maps the last page
        SNAPSHOT_START + "01fcffffff3f49, 'a step over 1 to 0 logical pages'",
    })
    void apply_snapshotBody_isCheckedAgainstItself(String hex, String message) {
        check(message, () -> apply(state(), 1, 0, hex));
    }

    @ParameterizedTest
    @CsvSource({
        CHANGE_START + "08" + "8901, ''", // logical page 2 at file page 17
        CHANGE_START + "08" + "890112, 'at most 2 more pages'",
        "010000000000000000" + "1300, 'a maximum file page not below 19'",
        "010000000000000000" + "1c" + "00" + "08c901, 'pages in files whose term is recorded, found a page of file 3'",
        "010000000000000000" + "1c" + "010303" + "08c901, ''",
        "010000000000000000" + "14" + "010104, 'the one term of file 1'",
        "010000000000000000" + "14" + "010103, ''",
        "010000000000000000" + "14" + "01ff, 'fits the 1 bytes left'",
        "010000010101000000" + "14" + "00, ''", // the root is page 0
        "010000030101000000" + "14" + "00, 'a root that is mapped, found logical page 2'",
        "010000010101000000" + "14" + "00" + "07, 'a root that is mapped, found logical page 0'",
        "010000000000030101" + "14" + "00, 'an expiry root that is mapped'",
        CHANGE_START + "0b, ''", // removes both pages
        CHANGE_START + "0f, 'a mapped page to remove, found logical page 2'",
    })
    void apply_changeBody_isCheckedAgainstTheSnapshot(String hex, String message) {
        ManifestState state = state();
        apply(state, 1, 0, SNAPSHOT);
        check(message, () -> apply(state, 2, 1, hex));
    }

    @Test
    void apply_recordsInTheWrongPlace_areCorrupt() {
        check("a snapshot as the first record", () -> apply(state(), 2, 0, CHANGE_START));
        ManifestState state = state();
        apply(state, 1, 0, SNAPSHOT);
        check("a snapshot as the first record", () -> apply(state, 1, 1, SNAPSHOT));
        check("a kind of manifest record", () -> apply(state, 0, 1, "01"));
        check("a kind of manifest record", () -> apply(state, 5, 1, "01"));
        check("the end of the record", () -> apply(state, 3, 1, "01140000"));
        apply(state, 4, 1, "01");
        check("nothing after the record that closes", () -> apply(state, 3, 2, "011400"));
    }

    @Test
    void apply_snapshotNamesAFileWithoutTerm_itsTermIsZero() {
        ManifestState state = state();
        apply(state, 1, 0, "010000000000000000" + "14" + "0100" + "00" + "01" + "49");

        assertThat(state.manifest().mapping().get(0)).isEqualTo(9);
        assertThat(state.manifest().terms().term(1)).isZero();
        assertThat(state.termsFlaw()).isNull();
    }

    /// Any bytes are refused with a typed error or read; what is read can be written and read again; and nothing is
    /// allocated beyond what the pages of whole files can take.
    @Test
    void apply_mutatedBodies_areCorruptOrReadBackTheSame() {
        byte[][] bodies = {
            HexFormat.of().parseHex(SNAPSHOT),
            HexFormat.of().parseHex("010000020101000000" + "1c" + "010303" + "04c901"),
            HexFormat.of().parseHex("0121010407"),
        };
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int[] accepted = {0};
        Seeds.forEach(getClass(), 20_000, seed -> {
            var random = new SplittableRandom(seed);
            ManifestState state = state();
            long before = threads.getCurrentThreadAllocatedBytes();
            int length = 0;
            try {
                for (int i = 0; i < bodies.length; i++) {
                    byte[] body = random.nextInt(3) == 0 ? mutate(random, bodies[i]) : bodies[i];
                    length += body.length;
                    state.apply(i + 1, i, new BodyReader("fuzz", 0, body, 0, body.length));
                }
            } catch (StoreException.Corrupt | StoreException.NotADatabase refused) {
                return;
            } finally {
                assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                        .isLessThan((1 << 20) + (1L << 16) * length);
            }
            accepted[0]++;
            Manifest manifest = state.manifest();
            if (carriesItsFiles(manifest)) {
                BodyWriter writer = new BodyWriter(0);
                ManifestFormat.encodeSnapshot(writer, manifest, SHIFT);
                ManifestState again = state();
                again.apply(1, 0, new BodyReader("again", 0, writer.body(), 0, writer.bodyLength()));
                ManifestFixture.assertSame(again.manifest(), manifest);
            }
        });
        assertThat(accepted[0]).isGreaterThan(1000);
    }

    private static boolean carriesItsFiles(Manifest manifest) {
        boolean[] all = {true};
        manifest.mapping()
                .forEach((logicalPage, filePage) ->
                        all[0] &= manifest.terms().contains(FilePages.fileId(filePage, SHIFT)));
        return all[0];
    }

    private static byte[] mutate(SplittableRandom random, byte[] original) {
        byte[] bytes = original.clone();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + random.nextInt(10)), (byte) 0xFF);
                case 3 -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
                default -> {
                    byte[] longer = new byte[bytes.length + 1];
                    System.arraycopy(bytes, 0, longer, 0, at);
                    longer[at] = (byte) random.nextInt();
                    System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
                    bytes = longer;
                }
            }
        }
        return bytes;
    }

    @Test
    void partitionState_partsThatContradict_areRefused() {
        assertThatThrownBy(() -> new PartitionState(-1, 0, NO_PAGE, 0, 0, NO_PAGE, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PartitionState(0, -1, NO_PAGE, 0, 0, NO_PAGE, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PartitionState(0, 0, 3, 0, 0, NO_PAGE, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PartitionState(0, 0, NO_PAGE, 0, 0, NO_PAGE, 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PartitionState(0, 0, 1L << 32, 1, 1, NO_PAGE, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PartitionState(0, 0, 0, PartitionState.MAX_HEIGHT + 1, 1, NO_PAGE, 0, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static ManifestState state() {
        return new ManifestState("example", SHIFT, owners -> new FileIdTermMapping());
    }

    private static void apply(ManifestState state, int kind, long number, String hex) {
        byte[] body = HexFormat.of().parseHex(hex);
        state.apply(kind, number, new BodyReader("example", 0, body, 0, body.length));
    }

    /// Expects a typed error whose message has some words, or none when there are no words.
    private static void check(String message, Runnable action) {
        if (message == null || message.isEmpty()) {
            assertThatCode(action::run).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(action::run)
                    .isInstanceOfAny(StoreException.Corrupt.class, StoreException.NotADatabase.class)
                    .hasMessageContaining(message);
        }
    }
}
