package dev.coppice.graph.id;

import dev.coppice.graph.GraphException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// The bytes of a lineage: see the package page.
final class IdLineageFormat {
    private static final int VERSION = 1;
    /// Three varints of one byte.
    private static final int OWNER_SIZE_MIN = 3;

    private IdLineageFormat() {}

    static byte[] encode(IdLineage lineage) {
        var bytes = new ByteArrayOutputStream(2 + lineage.owners().size() * 2 * OWNER_SIZE_MIN);
        bytes.write(VERSION);
        writeVarint(bytes, lineage.owners().size());
        IdMarks before = IdMarks.ZERO;
        for (IdLineage.Owner owner : lineage.owners()) {
            writeVarint(bytes, owner.forkId());
            writeVarint(bytes, owner.first().vid() - before.vid());
            writeVarint(bytes, owner.first().eid() - before.eid());
            before = owner.first();
        }
        return bytes.toByteArray();
    }

    private static void writeVarint(ByteArrayOutputStream bytes, long value) {
        long rest = value;
        while (rest >>> 7 != 0) {
            bytes.write((byte) (rest | 0x80));
            rest >>>= 7;
        }
        bytes.write((byte) rest);
    }

    /// Reads one lineage from bytes that may be anything.
    static final class Reader {
        private final byte[] bytes;
        private final String where;
        private int at;

        Reader(byte[] bytes, String where) {
            this.bytes = bytes;
            this.where = where;
        }

        IdLineage lineage() {
            int version = bytes.length == 0 ? -1 : bytes[at++] & 0xFF;
            if (version != VERSION) {
                throw corruptAt(0, "format version " + VERSION, version < 0 ? "no bytes" : "version " + version);
            }
            int count = count();
            List<IdLineage.Owner> owners = new ArrayList<>(count);
            IdMarks first = IdMarks.ZERO;
            for (int i = 0; i < count; i++) {
                long forkId = forkId();
                first = new IdMarks(
                        first(first.vid(), "a first vertex id", i), first(first.eid(), "a first edge id", i));
                owners.add(new IdLineage.Owner(forkId, first));
            }
            if (at < bytes.length) {
                throw corruptAt(at, "the end", (bytes.length - at) + " more bytes");
            }
            return new IdLineage(owners);
        }

        /// No more than what is left can hold, before anything is allocated for them.
        private int count() {
            int start = at;
            long count = varint("the number of owners");
            int fitting = (bytes.length - at) / OWNER_SIZE_MIN;
            if (Long.compareUnsigned(count - 1, fitting) >= 0) { // as unsigned, 0 - 1 is above every number that fits
                throw corruptAt(start, "1 to " + fitting + " owners", Long.toUnsignedString(count));
            }
            return (int) count;
        }

        private long forkId() {
            int start = at;
            long forkId = varint("the number of a fork");
            if (forkId < 0) {
                throw corruptAt(start, "the number of a fork", Long.toUnsignedString(forkId));
            }
            return forkId;
        }

        private long first(long before, String what, int index) {
            int start = at;
            long step = varint(what);
            long first = before + step;
            boolean isPrimary = index == 0;
            if (isPrimary && step != 0) {
                throw corruptAt(start, "0 as " + what + " of primary", Long.toUnsignedString(step));
            }
            if (Long.compareUnsigned(first, before) < 0) {
                throw corruptAt(start, what + " of 64 bits", "one that goes beyond them");
            }
            return first;
        }

        private long varint(String what) {
            int start = at;
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                if (at == bytes.length) {
                    throw corruptAt(start, what, "the end");
                }
                byte next = bytes[at++];
                if (shift == 63 && (next & 0xFE) != 0) {
                    throw corruptAt(start, what, "a number of more than 64 bits");
                }
                value |= (next & 0x7FL) << shift;
                if (next >= 0) {
                    if (next == 0 && shift > 0) {
                        throw corruptAt(start, what, "a number in more bytes than it needs");
                    }
                    return value;
                }
            }
        }

        private GraphException.Corrupt corruptAt(int offset, String expected, String found) {
            return new GraphException.Corrupt(
                    where + ", byte " + offset + " of the lineage of ids: expected " + expected + ", found " + found
                            + "; it is unknown whose the ids of this fork are: restore it from a copy");
        }
    }
}
