package dev.coppice.store.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.StoreException;
import dev.coppice.store.golden.Frame;
import dev.coppice.store.golden.GoldenDatabase;
import dev.coppice.store.golden.Image;
import dev.coppice.store.golden.Listing;
import dev.coppice.store.sim.Seeds;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Records, headers and pages whose bytes are wild and whose checksums are good, in whole databases: opening, reading
/// and checking them ends with an answer or a [StoreException], soon, and without much memory.
class HostileBytesTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /// Opening, checking and reading may allocate what they do in the sound database, and for wild bytes so many times
    /// the length of the files.
    private static final int LENGTH_TIMES = 16;

    private static final Map<GoldenDatabase, Long> SOUND = new EnumMap<>(GoldenDatabase.class);
    private static final long CPU_NANOS_MAX = 5_000_000_000L;
    private static final GoldenDatabase[] SUBJECTS = {
        GoldenDatabase.FORKS,
        GoldenDatabase.VALUES,
        GoldenDatabase.LOGGED,
        GoldenDatabase.TORN,
        GoldenDatabase.COMPRESSED
    };
    private static final long[] WILD = {
        0, 1, 0x7F, 0x80, 0xFFFF, 1 << 20, Integer.MAX_VALUE, -1, Long.MIN_VALUE, 1L << 40
    };

    @Test
    void open_hostileBytesUnderGoodChecksums_endsWithAnAnswerOrAnError() {
        Seeds.forEach(getClass(), 400, HostileBytesTest::attack);
    }

    @Tag("long")
    @Test
    void open_manyHostileBytesUnderGoodChecksums_endsWithAnAnswerOrAnError() {
        Seeds.forEach(getClass(), 100_000, HostileBytesTest::attack);
    }

    private static void attack(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        GoldenDatabase golden = SUBJECTS[random.nextInt(SUBJECTS.length)];
        Image image = golden.image();
        List<String> names = image.files().keySet().stream()
                .filter(name -> !name.equals("LOCK"))
                .filter(name -> !name.contains("/data_") || random.nextInt(4) == 0)
                .toList();
        String name = names.get(random.nextInt(names.size()));
        Image hostile = image.with(name, mutate(random, name, image.files().get(name)));
        long sound = SOUND.computeIfAbsent(golden, HostileBytesTest::allocatedBySound);
        measured(sound + LENGTH_TIMES * hostile.length(), () -> open(hostile, golden.options()));
    }

    /// What a sound database takes, once the code has run before.
    private static long allocatedBySound(GoldenDatabase golden) {
        open(golden.image(), golden.options());
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        open(golden.image(), golden.options());
        return THREADS.getCurrentThreadAllocatedBytes() - allocated;
    }

    private static void open(Image image, DatabaseOptions options) {
        for (boolean readOnly : new boolean[] {true, false}) {
            var machine = image.machine();
            try (Database database = Database.open(machine.host(), readOnly ? options.asReadOnly() : options)) {
                // A count under a good checksum may be wild, and then is not that of the entries.
                if (database.check().isSound()) {
                    assertThat(Listing.miscounted(database))
                            .as("tables that a check finds sound")
                            .isEmpty();
                }
            } catch (StoreException expected) {
                continue;
            }
        }
    }

    private static byte[] mutate(SplittableRandom random, String name, byte[] bytes) {
        if (name.equals("FORMAT")) {
            byte[] format = bytes.clone();
            scribble(random, format, 16, 60);
            ByteBuffer.wrap(format).order(ByteOrder.LITTLE_ENDIAN).putInt(60, checksum(format, 0, 60));
            return format;
        }
        if (name.equals("CURRENT_TERM")) {
            byte[] term = Arrays.copyOf(bytes, random.nextInt(40));
            scribble(random, term, 0, term.length);
            return term;
        }
        return name.contains("/data_") ? mutatePage(random, bytes) : mutateRecord(random, bytes);
    }

    private static byte[] mutateRecord(SplittableRandom random, byte[] bytes) {
        List<Frame> frames = new ArrayList<>(Frame.of(bytes));
        int index = random.nextInt(frames.size());
        Frame frame = frames.get(index);
        byte[] body = frame.body().clone();
        switch (random.nextInt(6)) {
            case 0 -> body = Arrays.copyOf(body, random.nextInt(body.length + 1));
            case 1 -> body = Arrays.copyOf(body, body.length + random.nextInt(200));
            case 2 ->
                frame = new Frame(
                        0, random.nextInt(8), frame.number(), frame.tag(), frame.syncedNumber(), frame.body());
            case 3 ->
                frame = new Frame(
                        0,
                        frame.kind(),
                        frame.number() + random.nextInt(5) - 2,
                        frame.tag(),
                        WILD[random.nextInt(WILD.length)],
                        frame.body());
            default -> scribble(random, body, 0, body.length);
        }
        frames.set(index, frame.withBody(body));
        return Frame.file(frames);
    }

    /// Wild bytes in a page's header of its kind, whose checksum is made good. What is in a leaf or index page under a
    /// good checksum is trusted by readers, and is the affair of a check.
    private static byte[] mutatePage(SplittableRandom random, byte[] bytes) {
        byte[] file = bytes.clone();
        int at = random.nextInt(file.length / 4_096) * 4_096;
        if (at == 0) {
            scribble(random, file, 4, 230);
        } else {
            scribble(random, file, at + 8, at + 32);
        }
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(at, checksum(file, at + 4, 4_092));
        return file;
    }

    private static void scribble(SplittableRandom random, byte[] bytes, int from, int to) {
        for (int i = 1 + random.nextInt(3); i > 0 && to > from; i--) {
            int at = from + random.nextInt(to - from);
            long wild = WILD[random.nextInt(WILD.length)];
            int length = Math.min(1 << random.nextInt(4), to - at);
            for (int j = 0; j < length; j++) {
                bytes[at + j] = random.nextInt(3) == 0 ? (byte) random.nextInt() : (byte) (wild >> 8 * j);
            }
            if (random.nextBoolean()) {
                varint(bytes, at, to, wild);
            }
        }
    }

    private static void varint(byte[] bytes, int from, int to, long value) {
        long left = value;
        for (int at = from; at < to; at++) {
            bytes[at] = (byte) ((left & 0x7F) | (left >>> 7 == 0 ? 0 : 0x80));
            left >>>= 7;
            if (left == 0) {
                return;
            }
        }
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, from, length);
        return (int) checksum.getValue();
    }

    private static void measured(long allocatedMax, Runnable attack) {
        long nanos = THREADS.getCurrentThreadCpuTime();
        long allocated = THREADS.getCurrentThreadAllocatedBytes();
        attack.run();
        allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
        if (allocated > allocatedMax) {
            throw new AssertionError("allocates " + allocated + " bytes, more than " + allocatedMax);
        }
        if (THREADS.getCurrentThreadCpuTime() - nanos > CPU_NANOS_MAX) {
            throw new AssertionError("takes too long");
        }
    }
}
