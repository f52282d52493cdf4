package dev.coppice.store.page;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/// Encodes leaf and index pages from the package page's tables, with no thought of speed: the second opinion on
/// builders.
final class ReferencePages {
    /// An entry; of a value in overflow pages `firstPage` is 0 or above and `value` null.
    record Entry(byte[] key, long expiry, byte[] value, long valueLength, long firstPage) {
        static Entry inline(byte[] key, long expiry, byte[] value) {
            return new Entry(key, expiry, value, value.length, -1);
        }

        static Entry overflow(byte[] key, long expiry, long valueLength, long firstPage) {
            return new Entry(key, expiry, null, valueLength, firstPage);
        }

        boolean isOverflow() {
            return value == null;
        }
    }

    private ReferencePages() {}

    /// The content from byte 48 on.
    static byte[] leafContent(List<Entry> entries) {
        int prefixLength = sharedPrefix(entries.stream().map(Entry::key).toList());
        int slots = prefixLength + 3 & ~3;
        ByteBuffer heads = littleEndian(6 * entries.size());
        ByteBuffer offsets = heads.duplicate().order(ByteOrder.LITTLE_ENDIAN).position(4 * entries.size());
        ByteArrayOutputStream bodies = new ByteArrayOutputStream();
        for (Entry entry : entries) {
            byte[] suffix = suffix(entry.key(), prefixLength);
            heads.putInt(ByteBuffer.wrap(suffix.length < 4 ? Arrays.copyOf(suffix, 4) : suffix)
                    .getInt());
            offsets.putShort((short) (48 + slots + 6 * entries.size() + bodies.size()));
            bodies.write((entry.isOverflow() ? 1 : 0) | (entry.expiry() != 0 ? 2 : 0));
            writeVarint(bodies, suffix.length);
            writeVarint(bodies, entry.valueLength());
            if (entry.expiry() != 0) {
                bodies.writeBytes(littleEndian(8).putLong(entry.expiry()).array());
            }
            bodies.writeBytes(suffix(suffix, Math.min(4, suffix.length)));
            bodies.writeBytes(
                    entry.isOverflow()
                            ? littleEndian(4).putInt((int) entry.firstPage()).array()
                            : entry.value());
        }
        return assemble(entries.isEmpty() ? new byte[0] : entries.getFirst().key(), prefixLength, heads, bodies);
    }

    /// The content of an index page from byte 48 on; the first separator is not looked at.
    static byte[] indexContent(List<byte[]> separators, List<Long> children) {
        List<byte[]> shared = separators.subList(1, separators.size());
        int prefixLength = sharedPrefix(shared);
        int count = separators.size();
        int slots = prefixLength + 3 & ~3;
        ByteBuffer arrays = littleEndian(10 * count);
        ByteArrayOutputStream bodies = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            byte[] suffix = i == 0 ? new byte[0] : suffix(separators.get(i), prefixLength);
            arrays.putInt(4 * i, ByteBuffer.wrap(Arrays.copyOf(suffix, 4)).getInt());
            arrays.putInt(4 * count + 4 * i, children.get(i).intValue());
            arrays.putShort(8 * count + 2 * i, (short) (48 + slots + 10 * count + bodies.size()));
            writeVarint(bodies, suffix.length);
            bodies.writeBytes(suffix(suffix, Math.min(4, suffix.length)));
        }
        return assemble(shared.isEmpty() ? new byte[0] : shared.getFirst(), prefixLength, arrays, bodies);
    }

    private static byte[] assemble(byte[] first, int prefixLength, ByteBuffer slots, ByteArrayOutputStream bodies) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(first, 0, prefixLength);
        while (content.size() % 4 != 0) {
            content.write(0);
        }
        content.writeBytes(slots.array());
        content.writeBytes(bodies.toByteArray());
        return content.toByteArray();
    }

    private static int sharedPrefix(List<byte[]> keys) {
        if (keys.isEmpty()) {
            return 0;
        }
        byte[] first = keys.getFirst();
        int length = first.length;
        for (byte[] key : keys) {
            int i = 0;
            while (i < length && i < key.length && key[i] == first[i]) {
                i++;
            }
            length = i;
        }
        return length;
    }

    private static byte[] suffix(byte[] key, int from) {
        return Arrays.copyOfRange(key, from, key.length);
    }

    private static void writeVarint(ByteArrayOutputStream out, long value) {
        long rest = value;
        while (Long.compareUnsigned(rest, 127) > 0) {
            out.write((int) (rest & 127) | 128);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
