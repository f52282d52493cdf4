package dev.coppice.store;

import java.util.function.Predicate;

/// What is promoted, where to, and what happens with conflicts. Immutable.
///
/// @param policy what happens with entries that both sides changed
/// @param target the name of the fork to change; null for the parent
/// @param filter which changes are promoted; null for all
public record PromotionOptions(ConflictPolicy policy, String target, Predicate<Change> filter) {
    /// All changes, into the parent, with the given policy.
    public static PromotionOptions onConflict(ConflictPolicy policy) {
        return new PromotionOptions(policy, null, null);
    }

    /// The same, into another fork: an ancestor, a sibling, or any other of the database.
    public PromotionOptions into(String fork) {
        return new PromotionOptions(policy, fork, filter);
    }

    /// The same, of one table only; further calls narrow the choice.
    public PromotionOptions table(String name) {
        return where(change -> change.table().name().equals(name));
    }

    /// The same, of keys that begin with the given bytes only.
    public PromotionOptions prefix(byte[] prefix) {
        KeyRange range = KeyRange.prefix(prefix);
        return where(change -> range.contains(change.key()));
    }

    /// The same, of changes that also pass the predicate only.
    public PromotionOptions where(Predicate<Change> predicate) {
        return new PromotionOptions(policy, target, filter == null ? predicate : filter.and(predicate));
    }
}
