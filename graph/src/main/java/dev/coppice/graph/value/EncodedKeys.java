package dev.coppice.graph.value;

import dev.coppice.graph.GraphException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// The bytes of the elements of a set, or of the keys of a map, ascending, in which one is found by its own bytes. So
/// nothing depends on hash codes, of which whoever makes the bytes could make all equal, and arrays are found, too.
final class EncodedKeys {
    private static final int CAPACITY = 32;
    private static final int COUNT_MIN = 4;

    private final ByteWriter bytes = new ByteWriter(CAPACITY);
    private int[] ends = new int[COUNT_MIN];
    private int count;

    /// Appends a key, which is above those before.
    ///
    /// @return whether it is; if not, it was not appended
    boolean add(MemorySegment source, long from, int length) {
        int start = bytes.extend(length);
        MemorySegment.copy(source, ValueLayout.JAVA_BYTE, from, bytes.array(), start, length);
        int before = count > 1 ? ends[count - 2] : 0;
        boolean ascends = count == 0
                || Arrays.compareUnsigned(bytes.array(), before, start, bytes.array(), start, start + length) < 0;
        if (!ascends) {
            bytes.truncate(start);
            return false;
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, 2 * count);
        }
        ends[count++] = bytes.length();
        return true;
    }

    /// The index of a key, or -1 when it is not there.
    int indexOf(Object key) {
        var wanted = new ByteWriter(CAPACITY);
        try {
            ValueWriter.writeElement(wanted, key, 0);
        } catch (GraphException.Invalid e) {
            // What cannot be stored is in no collection that was.
            return -1;
        }
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            int start = middle > 0 ? ends[middle - 1] : 0;
            int order = Arrays.compareUnsigned(bytes.array(), start, ends[middle], wanted.array(), 0, wanted.length());
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }
}
