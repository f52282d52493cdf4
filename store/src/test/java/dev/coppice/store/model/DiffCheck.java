package dev.coppice.store.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Change;
import dev.coppice.store.Diff;
import dev.coppice.store.DiffOptions;
import java.util.Arrays;
import java.util.List;

/// Proves diffs right.
final class DiffCheck {
    private DiffCheck() {}

    /// Compares a diff with one made by brute force, and closes it.
    static void requireDifferences(Diff diff, State before, State after, long at, DiffOptions part, boolean countOnly) {
        List<RowChange> expected = ThreeWay.diff(before, after, at);
        expected.removeIf(change -> !part.includes(change.table(), change.key()));
        try (diff) {
            if (countOnly) {
                assertThat(diff.count().total()).isEqualTo(expected.size());
                return;
            }
            int index = 0;
            for (Change found = diff.next(); found != null; found = diff.next()) {
                Change wanted = index < expected.size() ? expected.get(index) : null;
                if (wanted == null || !isSame(found, wanted)) {
                    throw new AssertionError(
                            "difference " + index + " is " + shown(found) + " instead of " + shown(wanted));
                }
                index++;
            }
            assertThat(index).as("differences").isEqualTo(expected.size());
        }
    }

    private static String shown(Change change) {
        return change == null
                ? "none"
                : change.kind() + " " + change.table() + " " + Write.shortened(change.key()) + " "
                        + (change.before() == null ? "-" : change.before().length) + " "
                        + (change.after() == null ? "-" : change.after().length);
    }

    private static boolean isSame(Change a, Change b) {
        return a.table().equals(b.table())
                && Arrays.equals(a.key(), b.key())
                && a.kind() == b.kind()
                && a.beforeExpiresAtMillis() == b.beforeExpiresAtMillis()
                && a.afterExpiresAtMillis() == b.afterExpiresAtMillis()
                && Arrays.equals(a.before(), b.before())
                && Arrays.equals(a.after(), b.after());
    }
}
