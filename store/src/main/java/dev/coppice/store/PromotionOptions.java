package dev.coppice.store;

import java.util.function.Predicate;

/// What is promoted, where to, and what happens with conflicts. Immutable.
///
/// @param policy what happens with entries that both sides changed
/// @param target the name of the fork to change; null for the parent
/// @param part which tables and keys are compared; what differs elsewhere is not looked at
/// @param filter which of the changes are promoted; null for all
public record PromotionOptions(ConflictPolicy policy, String target, DiffOptions part, Predicate<Change> filter) {
    /// All changes, into the parent, with the given policy.
    public static PromotionOptions onConflict(ConflictPolicy policy) {
        return new PromotionOptions(policy, null, DiffOptions.ALL, null);
    }

    /// The same, into another fork: an ancestor, a sibling, or any other of the database.
    public PromotionOptions into(String fork) {
        return new PromotionOptions(policy, fork, part, filter);
    }

    /// The same, of one table only; further calls narrow the choice.
    public PromotionOptions table(String name) {
        return of(DiffOptions.ALL.table(name));
    }

    /// The same, of keys that begin with the given bytes only.
    public PromotionOptions prefix(byte[] prefix) {
        return of(DiffOptions.ALL.prefix(prefix));
    }

    /// The same, of the tables and keys of a part only.
    public PromotionOptions of(DiffOptions narrower) {
        DiffOptions both = new DiffOptions(
                part.tables().and(narrower.tables()), part.range().intersection(narrower.range()));
        return new PromotionOptions(policy, target, both, filter);
    }

    /// The same, of changes that also pass the predicate only. It must give the same answer for the same change,
    /// because a promotion that another transaction gets ahead of is begun again; and must not keep the change.
    public PromotionOptions where(Predicate<Change> predicate) {
        return new PromotionOptions(policy, target, part, filter == null ? predicate : filter.and(predicate));
    }

    /// Whether nothing was left out. Only then are tables created and dropped as the fork did, besides those that get
    /// entries.
    public boolean isWhole() {
        return part.equals(DiffOptions.ALL) && filter == null;
    }

    /// Whether a change is promoted.
    public boolean includes(Change change) {
        return part.includes(change.table(), change.key()) && (filter == null || filter.test(change));
    }
}
