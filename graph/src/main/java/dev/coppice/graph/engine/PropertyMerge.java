package dev.coppice.graph.engine;

import dev.coppice.graph.GraphConflict;
import dev.coppice.graph.GraphPromotion.Choice;
import dev.coppice.graph.schema.ElementKind;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Function;

/// Merges the properties of one element: what only the fork changed is taken over, what only the target changed stays,
/// what both changed to the same is left as it is, and for the rest somebody chooses.
///
/// @param kind what the element is
/// @param id its number in the target
/// @param areSame compares two values of a property, of which either may be null for absent
/// @param choose is asked for each conflict
/// @param <V> what stands for the values of a property
record PropertyMerge<V>(ElementKind kind, long id, BiPredicate<V, V> areSame, Function<GraphConflict, Choice> choose) {
    /// What a merge did.
    ///
    /// @param taken properties that were taken over
    /// @param kept properties that stayed as the target has them, though the fork has others
    record Result(int taken, int kept) {}

    /// Merges.
    ///
    /// @param take is given each property that is taken over, with null for one that goes
    Result merge(Map<String, V> base, Map<String, V> fork, Map<String, V> target, BiConsumer<String, V> take) {
        TreeSet<String> keys = new TreeSet<>(base.keySet());
        keys.addAll(fork.keySet());
        int taken = 0;
        int kept = 0;
        for (String key : keys) {
            V old = base.get(key);
            V mine = fork.get(key);
            V theirs = target.get(key);
            if (areSame.test(old, mine) || areSame.test(mine, theirs)) {
                continue;
            }
            boolean isConflict = !areSame.test(old, theirs);
            if (isConflict && choose.apply(new GraphConflict(kind, id, key, old, mine, theirs)) != Choice.TAKE_FORK) {
                kept++;
            } else {
                take.accept(key, mine);
                taken++;
            }
        }
        return new Result(taken, kept);
    }
}
