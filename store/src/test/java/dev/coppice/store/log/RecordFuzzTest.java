package dev.coppice.store.log;

import static dev.coppice.store.log.Records.TAG;
import static dev.coppice.store.log.Records.commit;
import static dev.coppice.store.log.Records.reader;
import static dev.coppice.store.log.Records.sealed;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.coppice.store.StoreException;
import dev.coppice.store.sim.Seeds;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Arbitrary bytes: the reader gives records as they were written or a typed error, within bounded memory.
class RecordFuzzTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ALLOCATION_BASE =
            1 << 20; // what the JDK allocates when a message is put together for the first time

    @Test
    void next_randomBytes_isATypedAnswer() throws Exception {
        Seeds.forEach(getClass(), 2000, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] bytes = Records.body(random, random.nextInt(2000));
            assertThat(readBounded(bytes, policy(random))).isEmpty();
        });
    }

    @Test
    void next_mutatedLog_isAPrefixOrATypedError() throws Exception {
        Seeds.forEach(getClass(), 4000, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            LogPolicy policy = policy(random);
            int count = random.nextInt(1, 30);
            byte[] bytes = log(random, count);
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                bytes = mutate(random, bytes);
            }
            List<Long> read = readBounded(bytes, policy);
            assertThat(read)
                    .isEqualTo(LongStream.range(1, 1 + read.size()).boxed().toList());
        });
    }

    @Test
    void next_headersResealedAfterMutation_isATypedAnswer() throws Exception {
        Seeds.forEach(getClass(), 4000, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            LogPolicy policy = policy(random);
            Records log = new Records().add(log(random, random.nextInt(3)));
            for (int i = random.nextInt(1, 5); i > 0; i--) {
                byte[] record = sealed(random.nextInt(256), random.nextInt(5), random.nextInt(5), TAG, new byte[3]);
                for (int j = random.nextInt(3); j > 0; j--) {
                    record = Records.resealed(record, random.nextInt(4, 48), random.nextInt(256));
                }
                log.add(record);
            }
            readBounded(log.bytes(), policy);
        });
    }

    private static LogPolicy policy(SplittableRandom random) {
        return LogPolicy.values()[random.nextInt(LogPolicy.values().length)];
    }

    private static byte[] log(SplittableRandom random, int count) {
        Records log = new Records();
        for (int number = 1; number <= count; number++) {
            log.add(commit(number, random.nextInt(number), Records.body(random, random.nextInt(100))));
        }
        return log.zeros(random.nextInt(2) * random.nextInt(500)).bytes();
    }

    private static byte[] mutate(SplittableRandom random, byte[] bytes) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        int length = random.nextInt(bytes.length - at + 1);
        byte[] changed = bytes.clone();
        switch (random.nextInt(7)) {
            case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> changed[at] = (byte) random.nextInt();
            case 2 -> Arrays.fill(changed, at, at + length, (byte) 0);
            case 3 -> System.arraycopy(Records.body(random, length), 0, changed, at, length);
            case 4 -> changed = Arrays.copyOf(bytes, at);
            case 5 -> System.arraycopy(bytes, random.nextInt(bytes.length - length + 1), changed, at, length);
            default -> { // bytes put in or taken out
                Records moved = new Records().add(Arrays.copyOf(bytes, at));
                changed = random.nextBoolean()
                        ? moved.add(Records.body(random, random.nextInt(64)))
                                .add(Arrays.copyOfRange(bytes, at, bytes.length))
                                .bytes()
                        : moved.add(Arrays.copyOfRange(bytes, at + length, bytes.length))
                                .bytes();
            }
        }
        return changed;
    }

    // The numbers read until the end or a typed error.
    private static List<Long> readBounded(byte[] bytes, LogPolicy policy) {
        MemoryFile file = new MemoryFile(bytes);
        List<Long> read = new ArrayList<>();
        StoreException error = null;
        long before = THREADS.getCurrentThreadAllocatedBytes();
        RecordReader reader = reader(file, policy, 0);
        try {
            while (reader.next()) {
                if (policy != LogPolicy.WRITE_AHEAD || reader.kind() == WalFormat.KIND_COMMIT) {
                    read.add(reader.number());
                }
            }
        } catch (StoreException.Corrupt | StoreException.NotADatabase e) {
            error = e;
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).isLessThan(ALLOCATION_BASE + 16L * bytes.length);
        assertThat(reader.validLength()).isLessThanOrEqualTo(bytes.length);
        if (error == null) {
            assertThat(reader.end()).isNotNull();
        } else {
            assertThat(error).hasMessageContaining(Records.NAME);
        }
        return read;
    }
}
