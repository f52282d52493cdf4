package dev.coppice.store.page;

import java.util.Arrays;

/// Chooses the keys that tell two neighbouring pages apart: the shorter they are, the more of them an index page holds.
public final class Separators {
    private Separators() {}

    /// The shortest separator `s` of two keys, `left < s <= right`.
    ///
    /// @throws IllegalArgumentException when `left` is not before `right`
    public static byte[] shortest(byte[] left, byte[] right) {
        return Arrays.copyOf(right, shortestLength(left, left.length, right, right.length));
    }

    /// The length of the shortest separator of two keys, which is the beginning of the right one.
    ///
    /// @param left holds the left key from index 0 on
    /// @param right holds the right key from index 0 on
    /// @throws IllegalArgumentException when `left` is not before `right`
    public static int shortestLength(byte[] left, int leftLength, byte[] right, int rightLength) {
        int shared = Keys.sharedPrefix(left, 0, leftLength, right, 0, rightLength);
        boolean ascending =
                shared < rightLength && (shared == leftLength || Byte.compareUnsigned(left[shared], right[shared]) < 0);
        if (!ascending) {
            throw new IllegalArgumentException("keys are not in order: they share " + shared + " of " + leftLength
                    + " and " + rightLength + " bytes, and then the left one is not before the right one");
        }
        return shared + 1;
    }
}
