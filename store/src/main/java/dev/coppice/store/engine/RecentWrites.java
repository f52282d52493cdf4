package dev.coppice.store.engine;

import dev.coppice.store.KeyRange;
import dev.coppice.store.delta.Delta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Remembers what was written lately, for as long as an open transaction could conflict with it. Writes that are still
/// in a table's deltas are looked up there; those that a checkpoint has moved to pages are kept here until every
/// transaction that began before the checkpoint has ended, or they take more memory than allowed.
///
/// Guarded by the fork's commit lock, but for [#begin] and [#end].
final class RecentWrites {
    private record Merged(int slot, long incarnation, Delta delta, long lastSequence) {}

    private final long maxBytes;
    private final TreeMap<Long, Integer> openSnapshots = new TreeMap<>();
    private final List<Merged> merged = new ArrayList<>();
    private long mergedBytes;
    private long forgottenThrough = -1;

    RecentWrites(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /// A transaction that read the state of a sequence has begun.
    synchronized void begin(long sequence) {
        openSnapshots.merge(sequence, 1, Integer::sum);
    }

    /// That transaction has ended.
    synchronized void end(long sequence) {
        openSnapshots.computeIfPresent(sequence, (key, count) -> count == 1 ? null : count - 1);
    }

    /// The transactions that are open.
    synchronized int openTransactions() {
        return openSnapshots.values().stream().mapToInt(Integer::intValue).sum();
    }

    private synchronized long oldestSnapshot() {
        Map.Entry<Long, Integer> oldest = openSnapshots.firstEntry();
        return oldest == null ? Long.MAX_VALUE : oldest.getKey();
    }

    /// A checkpoint has moved writes to pages.
    void merged(int slot, long incarnation, Delta delta, long lastSequence) {
        merged.add(new Merged(slot, incarnation, delta, lastSequence));
        mergedBytes += delta.approximateBytes();
        long oldest = oldestSnapshot();
        while (!merged.isEmpty()) {
            Merged first = merged.getFirst();
            boolean needed = first.lastSequence() > oldest;
            if (needed && mergedBytes <= maxBytes) {
                return;
            }
            if (needed) {
                forgottenThrough = Math.max(forgottenThrough, first.lastSequence());
            }
            merged.removeFirst();
            mergedBytes -= first.delta().approximateBytes();
        }
    }

    /// Whether writes after a sequence may have been forgotten.
    boolean isTooOld(long sequence) {
        return sequence < forgottenThrough;
    }

    /// Whether a key was written after a sequence, or may have been by a load of the whole table.
    boolean isWritten(TableState table, int slot, byte[] key, int keyLength, long after) {
        if (table.lastSequence() <= after) {
            return false;
        }
        if (table.lastLoad() > after) {
            return true;
        }
        if (table.active().lastChange(key, keyLength) > after || table.frozen().lastChange(key, keyLength) > after) {
            return true;
        }
        for (Merged each : merged) {
            if (each.slot() == slot
                    && each.incarnation() == table.incarnation()
                    && each.lastSequence() > after
                    && each.delta().lastChange(key, keyLength) > after) {
                return true;
            }
        }
        return false;
    }

    /// Whether a key in a range was written after a sequence.
    boolean isWritten(TableState table, int slot, KeyRange range, long after) {
        if (table.lastSequence() <= after) {
            return false;
        }
        if (table.lastLoad() > after) {
            return true;
        }
        if (isWritten(table.active(), range, after) || isWritten(table.frozen(), range, after)) {
            return true;
        }
        for (Merged each : merged) {
            if (each.slot() == slot
                    && each.incarnation() == table.incarnation()
                    && each.lastSequence() > after
                    && isWritten(each.delta(), range, after)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWritten(Delta delta, KeyRange range, long after) {
        return delta.maxSequenceInRange(
                        range.lower(), range.lowerInclusive(), range.upper(), range.upperInclusive(), after)
                > after;
    }
}
