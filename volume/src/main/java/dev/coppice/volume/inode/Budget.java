package dev.coppice.volume.inode;

/// How many blocks one operation may give back, so that it fits into the journal. Confined to one thread.
public final class Budget {
    private long left;

    /// @param blocks at least 1
    public Budget(long blocks) {
        left = blocks;
    }

    /// A budget that is never spent.
    public static Budget unlimited() {
        return new Budget(Long.MAX_VALUE);
    }

    /// Takes blocks off.
    public void spend(long blocks) {
        left -= blocks;
    }

    /// Whether nothing more may be given back now.
    public boolean isSpent() {
        return left <= 0;
    }
}
