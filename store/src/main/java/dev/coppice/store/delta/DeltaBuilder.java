package dev.coppice.store.delta;

import dev.coppice.store.host.Ahead;
import dev.coppice.store.host.Scheduler;
import java.util.Arrays;

/// Builds a [Delta] of very many mutations at once, as a replay of a log does: gathers them in the order in which they
/// were written, sorts them, and packs them into leaves. What comes out holds the same as if a [Delta.Editor] had been
/// given the same puts, in a fraction of the time: nothing is searched, split or moved while they come.
///
/// Confined to one thread.
public final class DeltaBuilder {
    // Leaves some room, since more may be put into the delta later.
    private static final int FILL = DeltaNode.CAPACITY * 3 / 4;
    private static final int ROOM_MIN = 64;
    // So many leaves are worth a second thread.
    private static final int SHARED_LEAVES_MIN = 256;
    // So few are sorted by comparing keys.
    private static final int INSERTION_MAX = 12;

    // Of each mutation, by its number: its head, where it is (the index of its chunk, then its offset in it, in 32 bits
    // each), and its weight. What is kept here need not be fetched from all over the heap when leaves are packed.
    private long[] heads = new long[ROOM_MIN];
    private long[] places = new long[ROOM_MIN];
    private int[] weights = new int[ROOM_MIN];
    private int count;
    private long leastHead = Long.MAX_VALUE;
    private long greatestHead = Long.MIN_VALUE;
    private boolean mayExpire;

    private byte[][] chunks = new byte[ROOM_MIN][];
    private long[] sequences = new long[ROOM_MIN];
    private int chunkCount;

    private byte[] prefix = KeyHeads.NO_PREFIX; // that all keys begin with; heads are those of the bytes after it
    private int[] order; // the numbers of the mutations that count, by key
    private int kept; // so many of them
    private final Object token = new Object();

    /// Adds a mutation, in place of an earlier one of the same key.
    ///
    /// @param chunk a whole record with its header, or several; nobody may change it from now on
    /// @param at where in the chunk the mutation begins; it must be well-formed, as [Mutation#verify] says
    public void put(byte[] chunk, int at) {
        if (chunkCount == 0 || chunks[chunkCount - 1] != chunk) {
            addChunk(chunk);
        }
        if (count == heads.length) {
            grow();
        }
        int keyAt = Mutation.keyOffset(chunk, at);
        long head = KeyHeads.head(chunk, keyAt, keyAt + Mutation.keyLength(chunk, at));
        leastHead = Math.min(leastHead, head);
        greatestHead = Math.max(greatestHead, head);
        heads[count] = head;
        places[count] = (chunkCount - 1L) << Integer.SIZE | at;
        weights[count] = DeltaLeaf.weight(chunk, at);
        mayExpire |= Mutation.hasExpiry(chunk, at);
        count++;
    }

    private void addChunk(byte[] chunk) {
        if (chunkCount == chunks.length) {
            chunks = Arrays.copyOf(chunks, chunkCount * 2);
            sequences = Arrays.copyOf(sequences, chunkCount * 2);
        }
        chunks[chunkCount] = chunk;
        sequences[chunkCount] = Mutation.sequence(chunk);
        chunkCount++;
    }

    private void grow() {
        heads = Arrays.copyOf(heads, count * 2);
        places = Arrays.copyOf(places, count * 2);
        weights = Arrays.copyOf(weights, count * 2);
    }

    /// The delta of all that was put. The builder cannot be used again.
    ///
    /// @param scheduler whose threads, if one is free, do a part of the work
    public Delta build(Scheduler scheduler) {
        if (count == 0) {
            return Delta.EMPTY;
        }
        skipSharedPrefix();
        order = new int[count];
        sort(null, count, heads);
        return pack(scheduler);
    }

    // Where the first four bytes of all keys are the same, their heads tell little; those after what all share do.
    private void skipSharedPrefix() {
        if (KeyHeads.wasteful(leastHead, greatestHead)) {
            int[] all = new int[count];
            Arrays.setAll(all, i -> i);
            int shared = sharedLength(all);
            int keyAt = keyAt(0);
            prefix = Arrays.copyOfRange(chunk(0), keyAt, keyAt + shared);
            fillHeads(all, shared, heads);
        }
    }

    // ---- order ----

    // Adds mutations to the order by key, of those of one key the last.
    //
    // mutations: their numbers, those of one key ascending; null for 0 and so on
    // headsOf: their heads, after some bytes that all of these keys share
    private void sort(int[] mutations, int length, long[] headsOf) {
        long[] pairs = HeadSort.sorted(headsOf, length);
        for (int i = 0; i < length; ) {
            int end = i + 1;
            while (end < length && HeadSort.alike(pairs[i], pairs[end])) {
                end++;
            }
            if (end == i + 1) {
                int place = HeadSort.place(pairs[i]);
                order[kept++] = mutations == null ? place : mutations[place];
            } else {
                int[] alike = new int[end - i];
                for (int j = i; j < end; j++) {
                    int place = HeadSort.place(pairs[j]);
                    alike[j - i] = mutations == null ? place : mutations[place];
                }
                sortAlike(alike, length);
            }
            i = end;
        }
    }

    // Some that their heads did not tell apart, out of `outerLength`.
    private void sortAlike(int[] mutations, int outerLength) {
        if (mutations.length <= INSERTION_MAX) {
            sortByInsertion(mutations);
            keepLatest(mutations);
        } else if (mutations.length == outerLength) {
            // Keys that differ only in the number of zeros at their end, or not at all.
            sortByMerging(mutations);
            keepLatest(mutations);
        } else {
            long[] headsOf = new long[mutations.length];
            fillHeads(mutations, sharedLength(mutations), headsOf);
            sort(mutations, mutations.length, headsOf);
        }
    }

    private void keepLatest(int[] sorted) {
        for (int i = 0; i < sorted.length; i++) {
            if (i + 1 == sorted.length || compareKeys(sorted[i], sorted[i + 1]) != 0) {
                order[kept++] = sorted[i];
            }
        }
    }

    private void sortByInsertion(int[] mutations) {
        for (int i = 1; i < mutations.length; i++) {
            int moving = mutations[i];
            int at = i;
            while (at > 0 && compareKeys(mutations[at - 1], moving) > 0) {
                mutations[at] = mutations[at - 1];
                at--;
            }
            mutations[at] = moving;
        }
    }

    private void sortByMerging(int[] mutations) {
        Integer[] boxed = new Integer[mutations.length];
        Arrays.setAll(boxed, i -> mutations[i]);
        Arrays.sort(boxed, this::compareKeys);
        Arrays.setAll(mutations, i -> boxed[i]);
    }

    private int sharedLength(int[] mutations) {
        byte[] first = chunk(mutations[0]);
        int firstAt = keyAt(mutations[0]);
        int shared = keyLength(mutations[0]);
        for (int other : mutations) {
            shared = KeyHeads.commonLength(first, firstAt, shared, chunk(other), keyAt(other), keyLength(other));
        }
        return shared;
    }

    private void fillHeads(int[] mutations, int skipped, long[] target) {
        for (int i = 0; i < mutations.length; i++) {
            int mutation = mutations[i];
            int keyAt = keyAt(mutation);
            target[i] = KeyHeads.head(chunk(mutation), keyAt + skipped, keyAt + keyLength(mutation));
        }
    }

    private int compareKeys(int a, int b) {
        int aAt = keyAt(a);
        int bAt = keyAt(b);
        return Arrays.compareUnsigned(chunk(a), aAt, aAt + keyLength(a), chunk(b), bAt, bAt + keyLength(b));
    }

    private byte[] chunk(int mutation) {
        return chunks[(int) (places[mutation] >>> Integer.SIZE)];
    }

    private int offset(int mutation) {
        return (int) places[mutation];
    }

    private int keyAt(int mutation) {
        return Mutation.keyOffset(chunk(mutation), offset(mutation));
    }

    private int keyLength(int mutation) {
        return Mutation.keyLength(chunk(mutation), offset(mutation));
    }

    // ---- nodes ----

    private Delta pack(Scheduler scheduler) {
        DeltaNode[] nodes = new DeltaNode[(kept + FILL - 1) / FILL];
        byte[][] separators = new byte[nodes.length][];
        packLeaves(nodes, separators, scheduler);
        int height = 0;
        while (nodes.length > 1) {
            DeltaNode[] parents = new DeltaNode[(nodes.length + FILL - 1) / FILL];
            byte[][] bounds = new byte[parents.length][];
            for (int i = 0; i < parents.length; i++) {
                int from = boundary(i, parents.length, nodes.length);
                int to = boundary(i + 1, parents.length, nodes.length);
                bounds[i] = separators[from];
                parents[i] = DeltaInner.of(
                        token, Arrays.copyOfRange(separators, from, to), Arrays.copyOfRange(nodes, from, to));
            }
            nodes = parents;
            separators = bounds;
            height++;
        }
        return Delta.of(nodes[0], height, mayExpire);
    }

    private void packLeaves(DeltaNode[] leaves, byte[][] separators, Scheduler scheduler) {
        int half = leaves.length / 2;
        if (leaves.length < SHARED_LEAVES_MIN) {
            packLeaves(leaves, separators, 0, leaves.length);
            return;
        }
        Ahead<Void> upper = Ahead.begin(scheduler, "packing of leaves", () -> {
            packLeaves(leaves, separators, half, leaves.length);
            return null;
        });
        packLeaves(leaves, separators, 0, half);
        if (upper.withdraw()) {
            packLeaves(leaves, separators, half, leaves.length);
        } else {
            upper.join();
        }
        separators[half] = ((DeltaLeaf) leaves[half - 1]).separatorTo((DeltaLeaf) leaves[half]);
    }

    // Leaves, and what separates each but the first from the one before.
    private void packLeaves(DeltaNode[] leaves, byte[][] separators, int from, int to) {
        DeltaLeaf before = null;
        for (int i = from; i < to; i++) {
            DeltaLeaf leaf = leaf(boundary(i, leaves.length, kept), boundary(i + 1, leaves.length, kept));
            separators[i] = before == null ? null : before.separatorTo(leaf);
            leaves[i] = leaf;
            before = leaf;
        }
    }

    // Where part `index` begins when a length is divided as evenly as possible.
    private static int boundary(int index, int parts, int length) {
        return (int) ((long) index * length / parts);
    }

    private DeltaLeaf leaf(int from, int to) {
        int capacity = DeltaNode.capacityFor(to - from);
        long[] leafHeads = new long[capacity];
        byte[][] leafChunks = new byte[capacity][];
        int[] leafOffsets = new int[capacity];
        long maxSequence = Delta.NO_SEQUENCE;
        long bytes = 0;
        for (int i = from; i < to; i++) {
            int mutation = order[i];
            long place = places[mutation];
            int chunk = (int) (place >>> Integer.SIZE);
            leafHeads[i - from] = heads[mutation];
            leafChunks[i - from] = chunks[chunk];
            leafOffsets[i - from] = (int) place;
            maxSequence = Math.max(maxSequence, sequences[chunk]);
            bytes += weights[mutation];
        }
        return DeltaLeaf.of(token, prefix, leafHeads, leafChunks, leafOffsets, to - from, maxSequence, bytes);
    }
}
