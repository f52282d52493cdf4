package dev.coppice.volume.device;

import dev.coppice.volume.device.DeviceLog.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// The states in which a loss of power can leave a device: at every write of a log, with every choice of what was not
/// synced, as far as there are not too many.
public final class PowerCuts {
    /// Up to so many writes that were not synced, every subset of them is tried.
    private static final int ALL_SUBSETS_MAX = 6;

    private static final int RANDOM_SUBSETS = 8;

    /// What is done with one state.
    @FunctionalInterface
    public interface Visitor {
        /// @param content the device after the cut; a copy
        /// @param lastMark the last mark before the cut; -1 for none
        /// @param description which cut it is
        void visit(byte[] content, long lastMark, String description) throws Exception;
    }

    private final DeviceLog log;
    private final SplittableRandom random;
    private final Visitor visitor;

    private PowerCuts(DeviceLog log, long seed, Visitor visitor) {
        this.log = log;
        random = new SplittableRandom(seed);
        this.visitor = visitor;
    }

    /// Visits the states.
    ///
    /// @return how many
    public static int forEach(DeviceLog log, long seed, Visitor visitor) throws Exception {
        return new PowerCuts(log, seed, visitor).run();
    }

    private int run() throws Exception {
        byte[] durable = log.initial().clone();
        List<Event.Write> pending = new ArrayList<>();
        long lastMark = -1;
        int count = 0;
        List<Event> events = log.events();
        for (int i = 0; i < events.size(); i++) {
            switch (events.get(i)) {
                case Event.Write write -> {
                    pending.add(write);
                    count += cut(durable, pending, lastMark, i);
                }
                case Event.Sync _ -> {
                    pending.forEach(write -> apply(durable, write));
                    pending.clear();
                    visitor.visit(durable.clone(), lastMark, "after the sync that is event " + i);
                    count++;
                }
                case Event.Mark mark -> lastMark = mark.value();
            }
        }
        return count;
    }

    /// The power fails during or right after the last of the pending writes.
    private int cut(byte[] durable, List<Event.Write> pending, long lastMark, int event) throws Exception {
        int count = 0;
        for (long subset : subsets(pending.size())) {
            byte[] content = durable.clone();
            for (int i = 0; i < pending.size(); i++) {
                if ((subset & 1L << i) != 0) {
                    apply(content, pending.get(i));
                }
            }
            visitor.visit(
                    content,
                    lastMark,
                    "at event " + event + " with the writes " + Long.toBinaryString(subset) + " of " + pending.size());
            count++;
        }
        byte[] torn = durable.clone();
        for (int i = 0; i < pending.size() - 1; i++) {
            apply(torn, pending.get(i));
        }
        String sectors = tear(torn, pending.getLast());
        visitor.visit(torn, lastMark, "at event " + event + ", torn: " + sectors);
        return count + 1;
    }

    private List<Long> subsets(int count) {
        List<Long> subsets = new ArrayList<>();
        long all = count >= Long.SIZE ? -1L : (1L << count) - 1;
        if (count <= ALL_SUBSETS_MAX) {
            // Those without the last write were tried when it was not yet there.
            for (long subset = 1L << (count - 1); subset <= all; subset++) {
                subsets.add(subset);
            }
            return subsets;
        }
        subsets.add(all);
        subsets.add(1L << (count - 1));
        for (int i = 0; i < RANDOM_SUBSETS; i++) {
            subsets.add(random.nextLong() & all | 1L << (count - 1));
        }
        subsets.add(all & ~(1L << random.nextInt(Math.min(count, Long.SIZE) - 1)));
        return subsets;
    }

    /// Applies some sectors of a write, and says which.
    private String tear(byte[] content, Event.Write write) {
        StringBuilder kept = new StringBuilder();
        for (int at = 0; at < write.bytes().length; at += BlockDevice.SECTOR) {
            boolean isKept = random.nextBoolean();
            kept.append(isKept ? '1' : '0');
            if (isKept) {
                System.arraycopy(write.bytes(), at, content, (int) write.position() + at, BlockDevice.SECTOR);
            }
        }
        return kept.length() <= 128 ? kept.toString() : kept.substring(0, 128) + "...";
    }

    private static void apply(byte[] content, Event.Write write) {
        System.arraycopy(write.bytes(), 0, content, (int) write.position(), write.bytes().length);
    }
}
