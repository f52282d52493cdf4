package dev.coppice.store.page;

import static dev.coppice.store.page.PageFormat.BIG_ENDIAN_INT_IN_ARRAY;
import static dev.coppice.store.page.PageFormat.HEAD_SIZE;

import java.util.Arrays;

/// The ascending keys that a builder has collected, each followed by the bytes that will follow it in the page too, and
/// the exact number of bytes that their suffixes take there.
///
/// What a suffix takes depends on the prefix that all keys share, which the next key can shorten. So a builder asks
/// twice: what [#sharedWith] and [#suffixBytesWith] would become, and then, when it fits, for [#append].
final class KeyRun {
    /// Room after the last byte, so that heads of short suffixes are read as a whole and then cut.
    private static final int SLACK = Long.BYTES;

    private byte[] bytes = new byte[4096];
    private int used;
    private int[] starts = new int[64];
    private int[] keyLengths = new int[64];
    private int count;
    private int prefixLength;
    private int suffixBytes;
    private int totalKeyLength;
    private int minKeyLength;
    private int maxKeyLength;

    void clear() {
        used = 0;
        count = 0;
        prefixLength = 0;
        suffixBytes = 0;
        totalKeyLength = 0;
        minKeyLength = Integer.MAX_VALUE;
        maxKeyLength = 0;
    }

    int count() {
        return count;
    }

    /// The length of the prefix that all keys share: all of the key, when there is one only.
    int prefixLength() {
        return prefixLength;
    }

    /// The bytes that the entries of all keys take for the lengths of their suffixes and the bytes after the heads.
    int suffixBytes() {
        return suffixBytes;
    }

    byte[] bytes() {
        return bytes;
    }

    /// Where in [#bytes] a key starts. The one at [#count] is where the next key will.
    int start(int index) {
        return index == count ? used : starts[index];
    }

    int keyLength(int index) {
        return keyLengths[index];
    }

    /// The length of the prefix with one more key.
    ///
    /// @throws IllegalArgumentException when the key is too long or not after the last one
    int sharedWith(byte[] key, int offset, int length) {
        if (length > PageFormat.MAX_KEY_LENGTH) {
            throw new IllegalArgumentException(
                    "a key has at most " + PageFormat.MAX_KEY_LENGTH + " bytes, not " + length);
        }
        if (count == 0) {
            return length;
        }
        // The keys ascend, so what this one shares with all of them is what it shares with the last.
        int last = starts[count - 1];
        int lastLength = keyLengths[count - 1];
        int shared = Keys.sharedPrefix(bytes, last, lastLength, key, offset, length);
        boolean ascending = shared < length
                && (shared == lastLength || Byte.compareUnsigned(bytes[last + shared], key[offset + shared]) < 0);
        if (!ascending) {
            throw new IllegalArgumentException("the key after entry " + (count - 1) + " is not after its key");
        }
        return Math.min(shared, prefixLength);
    }

    /// What [#suffixBytes] becomes with one more key of a length, when the prefix becomes `shared` bytes long.
    int suffixBytesWith(int shared, int keyLength) {
        int added = suffixSize(keyLength - shared);
        if (shared == prefixLength || count == 0) {
            return suffixBytes + added;
        }
        if (minKeyLength - shared >= HEAD_SIZE && maxKeyLength - shared < 1 << 7) {
            return count + totalKeyLength - count * (shared + HEAD_SIZE) + added;
        }
        int sum = added;
        for (int i = 0; i < count; i++) {
            sum += suffixSize(keyLengths[i] - shared);
        }
        return sum;
    }

    /// Makes room for a key and what follows it, and returns where in [#bytes] it starts.
    int reserve(int byteCount) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            keyLengths = Arrays.copyOf(keyLengths, 2 * count);
        }
        int needed = Math.addExact(used + SLACK, byteCount);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
        }
        return used;
    }

    /// Adds the key that lies where [#reserve] said, and the bytes that follow it.
    void append(int keyLength, int followingLength, int shared, int newSuffixBytes) {
        starts[count] = used;
        keyLengths[count] = keyLength;
        used += keyLength + followingLength;
        count++;
        prefixLength = shared;
        suffixBytes = newSuffixBytes;
        totalKeyLength += keyLength;
        minKeyLength = Math.min(minKeyLength, keyLength);
        maxKeyLength = Math.max(maxKeyLength, keyLength);
    }

    /// The head of a key, after the prefix.
    int head(int index) {
        int head = (int) BIG_ENDIAN_INT_IN_ARRAY.get(bytes, starts[index] + prefixLength);
        int suffixLength = keyLengths[index] - prefixLength;
        return suffixLength >= HEAD_SIZE ? head : head & (int) (-1L << Integer.SIZE >>> Byte.SIZE * suffixLength);
    }

    /// Writes the prefix and what pads it, and returns where the slots start.
    int writePrefix(byte[] target, int at) {
        int prefix = at + PageFormat.HEADER_SIZE;
        int slots = at + PageFormat.slotsOffset(prefixLength);
        System.arraycopy(bytes, count == 0 ? 0 : starts[0], target, prefix, prefixLength);
        Arrays.fill(target, prefix + prefixLength, slots, (byte) 0);
        return slots;
    }

    /// Forgets the keys from `newCount` on.
    void truncate(int newCount) {
        used = start(newCount);
        count = newCount;
        totalKeyLength = 0;
        minKeyLength = Integer.MAX_VALUE;
        maxKeyLength = 0;
        for (int i = 0; i < count; i++) {
            totalKeyLength += keyLengths[i];
            minKeyLength = Math.min(minKeyLength, keyLengths[i]);
            maxKeyLength = Math.max(maxKeyLength, keyLengths[i]);
        }
        int last = count - 1;
        prefixLength = count == 0
                ? 0
                : Keys.sharedPrefix(bytes, starts[0], keyLengths[0], bytes, starts[last], keyLengths[last]);
        suffixBytes = 0;
        for (int i = 0; i < count; i++) {
            suffixBytes += suffixSize(keyLengths[i] - prefixLength);
        }
    }

    private static int suffixSize(int suffixLength) {
        return Varint.size(suffixLength) + Math.max(suffixLength - HEAD_SIZE, 0);
    }
}
