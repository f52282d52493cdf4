package dev.coppice.gremlin;

import java.util.Arrays;

/// A set of numbers that only grows, without an object for each. Confined to one thread.
final class LongSet {
    private static final int CAPACITY_MIN = 16;

    // Open addressing; 0 stands for an empty place, so the number 0 itself is apart.
    private long[] places = new long[CAPACITY_MIN];
    private int count;
    private boolean hasZero;

    /// Adds a number.
    ///
    /// @return whether it was not there
    boolean add(long number) {
        if (number == 0) {
            boolean isNew = !hasZero;
            hasZero = true;
            return isNew;
        }
        if (!insert(number)) {
            return false;
        }
        count++;
        if (count > places.length / 2) {
            long[] old = places;
            places = new long[Math.multiplyExact(old.length, 2)];
            Arrays.stream(old).filter(other -> other != 0).forEach(this::insert);
        }
        return true;
    }

    private boolean insert(long number) {
        int mask = places.length - 1;
        // Multiplied by the golden ratio, so that numbers in a row do not end up in a row with others.
        int at = (int) (number * 0x9E3779B97F4A7C15L >>> 32) & mask;
        while (places[at] != 0) {
            if (places[at] == number) {
                return false;
            }
            at = at + 1 & mask;
        }
        places[at] = number;
        return true;
    }
}
