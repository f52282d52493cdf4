package dev.coppice.store.delta;

import java.util.Arrays;

/// The keys, in ascending order, at which two deltas hold different mutations: another chunk or offset on the two
/// sides, or an entry on one side only. Parts that both deltas share are skipped unseen, so the time depends on what
/// differs and not on the size. Confined to one thread.
///
/// What the deltas hide in lower layers is not compared: see [Delta#hiddenFrom].
public final class DeltaDiff {
    private final DeltaWalk a;
    private final DeltaWalk b;
    private final byte[] from;
    private boolean inA;
    private boolean inB;

    private DeltaDiff(Delta a, Delta b, byte[] from) {
        this.from = from;
        this.a = new DeltaWalk(a);
        this.b = new DeltaWalk(b);
    }

    /// A comparison of two deltas, before its first key. Cheapest when one was edited from the other, or both from a
    /// third.
    public static DeltaDiff keys(Delta a, Delta b) {
        return new DeltaDiff(a, b, null);
    }

    /// As [#keys(Delta, Delta)], from a key on; what is below it is passed over unseen.
    ///
    /// @param from the lower bound, null for none
    public static DeltaDiff keysFrom(Delta a, Delta b, byte[] from) {
        return new DeltaDiff(a, b, from);
    }

    /// Moves to the next key that differs.
    ///
    /// @return false when there is none; from then on the other methods must not be called
    public boolean next() {
        leaveDifference();
        while (!a.isAtEnd() || !b.isAtEnd()) {
            if (step()) {
                return true;
            }
        }
        return false;
    }

    /// Whether the first delta has an entry for the key. At least one of the two has.
    public boolean inA() {
        return inA;
    }

    /// Whether the second delta has an entry for the key.
    public boolean inB() {
        return inB;
    }

    /// The chunk of the first delta's entry; only if [#inA].
    public byte[] chunkA() {
        return a.chunk();
    }

    /// The offset of the first delta's entry in its chunk; only if [#inA].
    public int atA() {
        return a.at();
    }

    /// The chunk of the second delta's entry; only if [#inB].
    public byte[] chunkB() {
        return b.chunk();
    }

    /// The offset of the second delta's entry in its chunk; only if [#inB].
    public int atB() {
        return b.at();
    }

    /// The chunk of a mutation that has the key, from whichever side has one.
    public byte[] keyChunk() {
        return inA ? a.chunk() : b.chunk();
    }

    /// The offset in [#keyChunk] of a mutation that has the key.
    public int keyAt() {
        return inA ? a.at() : b.at();
    }

    /// How many nodes of both deltas were looked into so far.
    long visitedNodes() {
        return a.visitedNodes() + b.visitedNodes();
    }

    private void leaveDifference() {
        if (inA) {
            a.skip();
        }
        if (inB) {
            b.skip();
        }
        inA = false;
        inB = false;
    }

    // Skips what is equal or opens what may differ; true when both stand at a difference.
    private boolean step() {
        if (from != null && (passOver(a) || passOver(b))) {
            return false;
        }
        if (a.isAtEnd()) {
            return openOrReport(b, false);
        }
        if (b.isAtEnd()) {
            return openOrReport(a, true);
        }
        if (a.isAtNode() && b.isAtNode()) {
            stepNodes();
            return false;
        }
        if (a.isAtNode()) {
            return stepEntryAndNode(b, a, false);
        }
        if (b.isAtNode()) {
            return stepEntryAndNode(a, b, true);
        }
        return stepEntries();
    }

    private boolean passOver(DeltaWalk side) {
        boolean isBelow = side.isBelow(from);
        if (isBelow) {
            side.skip();
        }
        return isBelow;
    }

    private boolean openOrReport(DeltaWalk side, boolean isA) {
        if (side.isAtNode()) {
            side.open();
            return false;
        }
        return report(isA, !isA);
    }

    // Shared nodes are at the same level of both trees, counted from the leaves: bring both sides there.
    private void stepNodes() {
        if (a.node() == b.node()) {
            a.skip();
            b.skip();
            return;
        }
        int levelA = a.level();
        int levelB = b.level();
        if (levelA >= levelB) {
            a.open();
        }
        if (levelB >= levelA) {
            b.open();
        }
    }

    // An entry that is below the other side's whole node is reported without opening that node: it may be one that
    // both sides share, and that this side is still to come to.
    private boolean stepEntryAndNode(DeltaWalk entry, DeltaWalk node, boolean entryIsA) {
        byte[] bound = node.lowerBound();
        if (bound != null && Mutation.compareKey(entry.chunk(), entry.at(), bound, bound.length) < 0) {
            return report(entryIsA, !entryIsA);
        }
        node.open();
        return false;
    }

    private boolean stepEntries() {
        byte[] chunkA = a.chunk();
        byte[] chunkB = b.chunk();
        int atA = a.at();
        int atB = b.at();
        if (chunkA == chunkB && atA == atB) {
            a.skip();
            b.skip();
            return false;
        }
        int keyA = Mutation.keyOffset(chunkA, atA);
        int keyB = Mutation.keyOffset(chunkB, atB);
        int order = Arrays.compareUnsigned(
                chunkA,
                keyA,
                keyA + Mutation.keyLength(chunkA, atA),
                chunkB,
                keyB,
                keyB + Mutation.keyLength(chunkB, atB));
        return report(order <= 0, order >= 0);
    }

    private boolean report(boolean isInA, boolean isInB) {
        inA = isInA;
        inB = isInB;
        return true;
    }
}
