package dev.coppice.store.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// One file of a simulated disk: what processes see, and what the disk is sure to hold. Guarded by the disk's lock.
///
/// The second is kept as the way back from the first: for each 512-byte sector changed since the last sync, the
/// contents it had before each change. A sync forgets the way back; a crash walks some of it.
final class Inode {
    static final int SECTOR = 512;

    /// More contents of one sector than this are not told apart: the oldest but one is given up.
    private static final int MAX_STATES = 16;

    private static final byte[] ZEROS = new byte[SECTOR];

    private final Content content;
    private long size;
    private long durableSize;
    private final List<SizeChange> sizeChanges = new ArrayList<>();
    private final TreeMap<Long, List<Change>> unsynced = new TreeMap<>();

    /// Sectors that a failed sync marked clean, with what the disk really holds.
    private final TreeMap<Long, byte[]> lost = new TreeMap<>();

    Inode() {
        this(new Content(), 0);
    }

    private Inode(Content content, long size) {
        this.content = content;
        this.size = size;
        this.durableSize = size;
    }

    Content content() {
        return content;
    }

    long size() {
        return size;
    }

    /// How many sectors differ, or may differ, from what the disk holds.
    int unsyncedSectors() {
        return unsynced.size() + lost.size();
    }

    /// Whether a crash could change anything.
    boolean isSynced() {
        return unsynced.isEmpty() && lost.isEmpty() && sizeChanges.isEmpty();
    }

    void write(long call, long position, byte[] source, int length) {
        if (length == 0) {
            return;
        }
        remember(call, position, position + length, false);
        content.write(position, source, 0, length);
        if (position + length > size) {
            changeSize(call, position + length, false);
        }
    }

    void truncate(long call, long newSize) {
        if (newSize < size) {
            remember(call, newSize, Math.min(size, content.end()), true);
            content.clearFrom(newSize);
            changeSize(call, newSize, true);
        } else if (newSize > size) {
            changeSize(call, newSize, false);
        }
    }

    void sync() {
        unsynced.clear();
        sizeChanges.clear();
        durableSize = size;
    }

    /// A sync that fails after some sectors were written and forgets that the others were not.
    void loseSync(Choices choices) {
        for (Map.Entry<Long, List<Change>> entry : unsynced.entrySet()) {
            if (choices.coin()) {
                lost.put(entry.getKey(), entry.getValue().getFirst().before);
            }
        }
        unsynced.clear();
    }

    /// Changes bytes behind the back of everyone: what processes see and what the disk holds, in all its states.
    void damage(long position, byte[] bytes) {
        content.write(position, bytes, 0, bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            long sector = (position + i) / SECTOR;
            int inSector = (int) ((position + i) % SECTOR);
            byte value = bytes[i];
            lost.computeIfPresent(sector, (_, held) -> with(held, inSector, value));
            unsynced.computeIfPresent(sector, (_, changes) -> {
                changes.replaceAll(change -> new Change(change.call, change.cut, with(change.before, inSector, value)));
                return changes;
            });
        }
    }

    private static byte[] with(byte[] sector, int index, byte value) {
        byte[] changed = sector == null ? new byte[SECTOR] : sector.clone();
        changed[index] = value;
        return changed;
    }

    /// Makes the size what it is said to be, at once and durably, for damage.
    void damageSize(long newSize) {
        content.clearFrom(Math.min(newSize, size));
        unsynced.tailMap((newSize + SECTOR - 1) / SECTOR, true).clear();
        sizeChanges.clear();
        size = newSize;
        durableSize = newSize;
    }

    /// The file with all that is un-synced still un-synced.
    Inode copy() {
        var copy = new Inode(content.copy(), size);
        copy.durableSize = durableSize;
        copy.sizeChanges.addAll(sizeChanges);
        unsynced.forEach((sector, changes) -> copy.unsynced.put(sector, new ArrayList<>(changes)));
        copy.lost.putAll(lost);
        return copy;
    }

    /// The file as a crash leaves it.
    Inode afterCrash(Loss loss, Choices choices) {
        if (isSynced()) {
            return new Inode(content.copy(), size);
        }
        return switch (loss) {
            case DROP_UNSYNCED -> survivor(durableSize, (_, _) -> 0);
            case KEEP_ALL -> survivor(size, (_, changes) -> changes.size());
            case REORDER -> reordered(choices);
            case TEAR -> torn(choices);
        };
    }

    private Inode reordered(Choices choices) {
        int kept = sizeChanges.isEmpty() ? 0 : choices.choose(sizeChanges.size() + 1);
        long newSize = kept == 0 ? durableSize : sizeChanges.get(kept - 1).size;
        long lastCall = kept == 0 ? -1 : sizeChanges.get(kept - 1).call;
        return survivor(newSize, (_, changes) -> {
            // A file that was cut shows nothing older, and one whose cut was lost shows nothing younger.
            int first = 0;
            int last = changes.size();
            for (int i = 0; i < changes.size(); i++) {
                if (changes.get(i).cut && changes.get(i).call <= lastCall) {
                    first = i + 1;
                } else if (changes.get(i).cut) {
                    last = i;
                    break;
                }
            }
            return first == last ? first : first + choices.choose(last - first + 1);
        });
    }

    private Inode torn(Choices choices) {
        var calls = new TreeSet<Long>();
        sizeChanges.forEach(change -> calls.add(change.call));
        unsynced.values().forEach(changes -> changes.forEach(change -> calls.add(change.call)));
        List<Long> ordered = List.copyOf(calls);
        if (ordered.isEmpty()) {
            return survivor(durableSize, (_, _) -> 0);
        }
        int whole = choices.choose(ordered.size() + 1);
        long tornCall = whole == ordered.size() ? Long.MAX_VALUE : ordered.get(whole);
        boolean tornSize = whole < ordered.size() && changesSize(tornCall) && choices.coin();
        long newSize = durableSize;
        for (SizeChange change : sizeChanges) {
            newSize = change.call < tornCall || (change.call == tornCall && tornSize) ? change.size : newSize;
        }
        return survivor(newSize, (_, changes) -> {
            int state = 0;
            for (Change change : changes) {
                boolean survives =
                        change.call < tornCall || (change.call == tornCall && (change.cut ? tornSize : choices.coin()));
                if (!survives) {
                    break;
                }
                state++;
            }
            return state;
        });
    }

    private boolean changesSize(long call) {
        return sizeChanges.stream().anyMatch(change -> change.call == call);
    }

    /// A file of the given size in which each un-synced sector is in the chosen one of its states.
    private Inode survivor(long newSize, StateChooser chooser) {
        Content survived = content.copy();
        lost.forEach((sector, held) -> put(survived, sector, held));
        for (Map.Entry<Long, List<Change>> entry : unsynced.entrySet()) {
            long sector = entry.getKey();
            if (sector * SECTOR < newSize) {
                List<Change> changes = entry.getValue();
                int state = chooser.choose(sector, changes);
                if (state < changes.size()) {
                    put(survived, sector, changes.get(state).before);
                }
            }
        }
        survived.clearFrom(newSize);
        return new Inode(survived, newSize);
    }

    private static void put(Content content, long sector, byte[] bytes) {
        content.write(sector * SECTOR, bytes == null ? ZEROS : bytes, 0, SECTOR);
    }

    private void changeSize(long call, long newSize, boolean cut) {
        size = newSize;
        sizeChanges.add(new SizeChange(call, newSize, cut));
    }

    private void remember(long call, long from, long to, boolean cut) {
        for (long sector = from / SECTOR; sector * SECTOR < to; sector++) {
            byte[] before = content.isHole(sector * SECTOR) ? null : content.read(sector * SECTOR, SECTOR);
            List<Change> changes = unsynced.computeIfAbsent(sector, _ -> new ArrayList<>(1));
            if (changes.isEmpty() && lost.containsKey(sector)) {
                changes.add(new Change(call, false, lost.remove(sector)));
            }
            if (changes.size() >= MAX_STATES && !changes.get(1).cut) {
                changes.remove(1);
            }
            changes.add(new Change(call, cut, before));
        }
    }

    /// A change of a sector.
    ///
    /// @param call the call that made it
    /// @param cut whether it cleared what lies beyond a smaller size
    /// @param before the sector before it, null for zeros
    private record Change(long call, boolean cut, byte[] before) {}

    private record SizeChange(long call, long size, boolean cut) {}

    /// Picks one of the states that a sector had: 0 before the first of its changes, n after the n-th.
    @FunctionalInterface
    private interface StateChooser {
        int choose(long sector, List<Change> changes);
    }
}
