package dev.coppice.store.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.StoreException;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.PowerCut;
import dev.coppice.store.sim.Seeds;
import dev.coppice.store.sim.SimulatedDisk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The write-ahead log on a disk that fails, fills up and loses power, against a list of what was promised.
///
/// After any of it: every synced commit is there, the rest is a prefix of what was written, nothing of a batch that was
/// reported as failed comes back, and the log opens without complaint.
public class WalCrashTest {
    private static final long DATABASE = 7;
    private static final long FORK = 3;

    @Test
    void replay_afterCrashesAndFaultsAtRandom_keepsWhatWasPromised() throws Exception {
        Seeds.forEach(getClass(), 500, seed -> new Scenario(seed).run());
    }

    /// One run, for whoever looks for a bug in the log.
    public static void crashAtRandom(long seed) {
        new Scenario(seed).run();
    }

    @Test
    void replay_powerCutAtEveryCallOfAScript_keepsWhatWasPromised() throws Exception {
        Seeds.forEach(getClass(), 2, seed -> {
            long calls = script(new Scenario(seed), -1);
            for (long call = 0; call < calls; call++) {
                Scenario scenario = new Scenario(seed);
                script(scenario, call);
                for (SimulatedDisk survivor : scenario.disk.everyCrash(24, seed)) {
                    scenario.copy().recover(survivor);
                }
            }
        });
    }

    // A fixed course: segments that fill up, a recovery, trimming, an orderly end. Returns the calls made.
    private static long script(Scenario scenario, long cutAt) {
        if (cutAt >= 0) {
            scenario.disk.cutPowerAt(cutAt);
        }
        try {
            scenario.open(700);
            for (int i = 0; i < 8; i++) {
                scenario.commit(1 + i % 3, 90, i % 4 != 1);
            }
            scenario.trim(scenario.acknowledged);
            scenario.log.close();
            scenario.recover(scenario.disk);
            scenario.open(700);
            scenario.commit(2, 50, false);
            scenario.commit(1, 1200, true);
            scenario.log.close();
        } catch (PowerCut e) {
            assertThat(cutAt).isNotNegative();
        }
        return scenario.disk.nextCall();
    }

    /// The log, the disk, and what the user may expect.
    private static final class Scenario {
        private final SplittableRandom random;
        private SimulatedDisk disk;
        private WriteAheadLog log;
        private WalState state = WalState.empty(0);
        private long term;

        // For each sequence what it may hold; more than one only while the outcome of a call is unknown.
        private TreeMap<Long, List<byte[]>> possible = new TreeMap<>();
        private long acknowledged;
        private long trimmed;

        Scenario(long seed) {
            random = new SplittableRandom(seed);
            disk = new SimulatedDisk(seed);
        }

        Scenario copy() {
            Scenario copy = new Scenario(0);
            copy.possible = new TreeMap<>(possible);
            copy.acknowledged = acknowledged;
            copy.trimmed = trimmed;
            return copy;
        }

        void run() {
            for (int round = random.nextInt(1, 6); round > 0; round--) {
                try {
                    open(random.nextInt(200, 5000));
                    plantFaults();
                    for (int step = random.nextInt(30); step > 0; step--) {
                        step();
                    }
                    if (random.nextInt(3) == 0) {
                        close();
                    }
                } catch (PowerCut e) {
                    log = null;
                }
                recover(nextDisk());
            }
        }

        void open(long segmentLength) {
            log = new WriteAheadLog(disk, DATABASE, FORK, ++term, state, segmentLength, (after, through) -> false);
        }

        private void plantFaults() {
            if (random.nextInt(3) == 0) {
                disk.capacity(random.nextInt(1 << 17));
            }
            for (int i = random.nextInt(4); i > 0; i--) {
                Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
                disk.failAt(disk.nextCall() + random.nextInt(80), fault);
            }
        }

        private void step() {
            switch (random.nextInt(10)) {
                case 0 -> trim(acknowledged == 0 ? 0 : random.nextLong(acknowledged) + 1);
                case 1 -> sync();
                default -> commit(random.nextInt(1, 6), random.nextInt(300), random.nextBoolean());
            }
        }

        private void sync() {
            try {
                log.sync();
                acknowledged = log.lastSequence();
                assertThat(log.syncedSequence()).isEqualTo(acknowledged);
            } catch (StoreException e) {
                assertThat(log.syncedSequence()).isLessThanOrEqualTo(log.lastSequence());
            }
        }

        // One batch: wholly there or wholly gone when it fails, unless its removal fails too.
        void commit(int count, int maxLength, boolean durable) {
            long before = log.lastSequence();
            List<byte[]> bodies = new ArrayList<>();
            try {
                for (int i = 0; i < count; i++) {
                    byte[] body = Records.body(random, random.nextInt(maxLength + 1));
                    bodies.add(body);
                    possible.computeIfAbsent(before + 1 + i, _ -> new ArrayList<>())
                            .add(body);
                    byte[] record = new byte[RecordFormat.HEADER_LENGTH + body.length];
                    System.arraycopy(body, 0, record, RecordFormat.HEADER_LENGTH, body.length);
                    RecordFormat.sealBody(record, record.length);
                    log.append(record, record.length, before + 1 + i);
                }
                log.write();
                for (int i = 0; i < count; i++) {
                    possible.put(before + 1 + i, new ArrayList<>(List.of(bodies.get(i))));
                }
            } catch (StoreException e) {
                assertThat(log.lastSequence()).isEqualTo(before);
                if (e.getSuppressed().length == 0) {
                    for (int i = 0; i < bodies.size(); i++) {
                        possible.get(before + 1 + i).remove(bodies.get(i));
                    }
                    possible.values().removeIf(List::isEmpty);
                }
                return;
            }
            if (durable) {
                sync();
            }
        }

        void trim(long through) {
            try {
                trimmed = Math.max(trimmed, through);
                log.trim(through);
            } catch (StoreException e) {
                assertThat(e).isInstanceOf(StoreException.Io.class);
            }
        }

        private void close() {
            try {
                log.close();
            } catch (StoreException e) {
                assertThat(e).isNotInstanceOf(StoreException.Corrupt.class);
            }
            acknowledged = Math.max(acknowledged, log.syncedSequence());
        }

        private SimulatedDisk nextDisk() {
            disk.heal();
            disk.capacity(Long.MAX_VALUE);
            return switch (random.nextInt(3)) {
                case 0 -> disk.killProcess();
                default -> disk.crash(random.nextLong(), Loss.values()[random.nextInt(Loss.values().length)]);
            };
        }

        void recover(SimulatedDisk survivor) {
            disk = survivor;
            boolean again = random.nextBoolean();
            TreeMap<Long, byte[]> found = new TreeMap<>();
            state = replay(found);
            long last = Math.max(trimmed, found.isEmpty() ? 0 : found.lastKey());
            assertThat(last).as("the last commit").isGreaterThanOrEqualTo(acknowledged);
            assertThat(state.lastSequence()).isEqualTo(last);
            assertThat(state.syncedSequence()).isBetween(trimmed, last);
            assertThat(found).hasSize((int) (last - trimmed));
            found.forEach((sequence, body) -> assertThat(possible.getOrDefault(sequence, List.of()))
                    .as("commit %d", sequence)
                    .anySatisfy(one -> assertThat(body).isEqualTo(one)));
            if (again) {
                TreeMap<Long, byte[]> second = new TreeMap<>();
                assertThat(replay(second).lastSequence()).isEqualTo(last);
                assertThat(second.keySet()).isEqualTo(found.keySet());
            }
            possible.clear();
            found.forEach((sequence, body) -> possible.put(sequence, new ArrayList<>(List.of(body))));
        }

        private WalState replay(TreeMap<Long, byte[]> found) {
            return WriteAheadLog.replay(
                    disk, DATABASE, FORK, trimmed, Long.MAX_VALUE, true, (record, offset, length, sequence) -> {
                        byte[] body = Arrays.copyOfRange(record, offset, offset + length);
                        assertThat(found.put(sequence, body)).isNull();
                    });
        }
    }
}
