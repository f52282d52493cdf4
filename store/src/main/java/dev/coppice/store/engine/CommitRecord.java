package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import dev.coppice.store.TableIdent;
import dev.coppice.store.delta.Mutation;
import dev.coppice.store.log.RecordFormat;
import dev.coppice.store.page.PageFormat;
import dev.coppice.store.tree.Tree;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One transaction's operations as bytes, with room for the log record's header in front: what is written to the log,
/// what is replayed from it, and what the in-memory delta refers into, are the same array. Confined to one thread.
final class CommitRecord {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final int ORDINAL_LENGTH = 2;
    private static final int MAX_TABLES = 0xFFFF;
    /// The longest run of pages that one operation maps or unmaps.
    private static final int MAX_RUN = 1 << 20;
    /// The longest record that is written.
    static final int MAX_LENGTH = 1 << 30;

    private static final int SHORT_LENGTH = 4 << 10;
    /// An array with so many bytes for each spare one stays as it is.
    private static final int BYTES_PER_SPARE = 8;

    private final Map<TableIdent, Integer> ordinals = new HashMap<>();
    private final int usualLength;
    private TableIdent latestTable;
    private int latestOrdinal;
    private byte[] bytes = new byte[256];
    private int end = RecordFormat.HEADER_LENGTH;

    /// An empty record.
    CommitRecord() {
        this(0);
    }

    /// An empty record.
    ///
    /// @param usualLength the length of records like this one. Once it is no short one, it gets room for that and a
    ///     little more at once, so that what is written in batches is not copied again and again
    CommitRecord(int usualLength) {
        this.usualLength = usualLength + usualLength / BYTES_PER_SPARE / 2;
    }

    /// Whether there are no operations.
    boolean isEmpty() {
        return end == RecordFormat.HEADER_LENGTH;
    }

    /// The bytes so far, header included.
    int length() {
        return end;
    }

    /// The array behind, replaced when it grows. What was written to a replaced array stays in it unchanged.
    byte[] array() {
        return bytes;
    }

    /// The array, cut to its length if much of it is spare.
    byte[] toRecord() {
        return bytes.length - end <= end / BYTES_PER_SPARE ? bytes : Arrays.copyOf(bytes, end);
    }

    /// Appends an insertion or replacement.
    ///
    /// @return where the mutation lies in [#array()]
    int put(TableIdent table, byte[] key, long expiry, byte[] value) {
        begin(CommitFormat.MUTATION, table, mutationRoom(key.length, value.length));
        int at = end;
        end = Mutation.encodePut(bytes, at, key, 0, key.length, value, 0, value.length, expiry);
        return at;
    }

    /// Appends an insertion or replacement whose value lies in overflow pages.
    int putOverflow(TableIdent table, byte[] key, long expiry, long valueLength, long firstPage) {
        begin(CommitFormat.MUTATION, table, mutationRoom(key.length, Mutation.OVERFLOW_REFERENCE_LENGTH));
        int at = end;
        end = Mutation.encodeOverflow(bytes, at, key, 0, key.length, valueLength, firstPage, expiry);
        return at;
    }

    /// Appends a deletion.
    int delete(TableIdent table, byte[] key) {
        begin(CommitFormat.MUTATION, table, mutationRoom(key.length, 0));
        int at = end;
        end = Mutation.encodeDelete(bytes, at, key, 0, key.length);
        return at;
    }

    void create(TableIdent table) {
        begin(CommitFormat.CREATE, table, 0);
    }

    void drop(TableIdent table) {
        begin(CommitFormat.DROP, table, 0);
    }

    void truncate(TableIdent table, byte[] fromKey) {
        begin(CommitFormat.TRUNCATE, table, Short.BYTES + fromKey.length);
        SHORT.set(bytes, end, (short) fromKey.length);
        System.arraycopy(fromKey, 0, bytes, end + Short.BYTES, fromKey.length);
        end += Short.BYTES + fromKey.length;
    }

    void mapValuePages(TableIdent table, long firstLogicalPage, long firstFilePage, long count) {
        begin(CommitFormat.VALUE_PAGES, table, 16);
        INT.set(bytes, end, (int) firstLogicalPage);
        LONG.set(bytes, end + 4, firstFilePage);
        INT.set(bytes, end + 12, (int) count);
        end += 16;
    }

    /// Appends pages of a tree.
    ///
    /// @param filePages of consecutive logical pages, each at most 255 above the one before and not below it
    void mapPages(TableIdent table, long firstLogicalPage, long[] filePages) {
        for (int from = 0; from < filePages.length; from += MAX_RUN) {
            int count = Math.min(MAX_RUN, filePages.length - from);
            begin(CommitFormat.PAGES, table, 16 + count - 1);
            INT.set(bytes, end, (int) (firstLogicalPage + from));
            LONG.set(bytes, end + 4, filePages[from]);
            INT.set(bytes, end + 12, count);
            end += 16;
            for (int i = from + 1; i < from + count; i++) {
                bytes[end++] = (byte) (filePages[i] - filePages[i - 1]);
            }
        }
    }

    void unmapPages(TableIdent table, long firstLogicalPage, long count) {
        for (long from = 0; from < count; from += MAX_RUN) {
            begin(CommitFormat.UNMAP, table, 8);
            INT.set(bytes, end, (int) (firstLogicalPage + from));
            INT.set(bytes, end + 4, (int) Math.min(MAX_RUN, count - from));
            end += 8;
        }
    }

    void replaceTrees(TableIdent table, Tree entries, Tree expiries) {
        begin(CommitFormat.TREES, table, 34);
        putTree(entries);
        putTree(expiries);
    }

    private void putTree(Tree tree) {
        LONG.set(bytes, end, tree.root());
        bytes[end + 8] = (byte) tree.height();
        LONG.set(bytes, end + 9, tree.entryCount());
        end += 17;
    }

    private static int mutationRoom(int keyLength, int valueLength) {
        return Math.toIntExact(Mutation.encodedLength(keyLength, valueLength, true));
    }

    private void begin(int operation, TableIdent table, int room) {
        int ordinal = ordinal(table);
        reserve(1 + ORDINAL_LENGTH + room);
        bytes[end] = (byte) operation;
        SHORT.set(bytes, end + 1, (short) ordinal);
        end += 1 + ORDINAL_LENGTH;
    }

    private int ordinal(TableIdent table) {
        // A load puts entry after entry into one table.
        if (!table.equals(latestTable)) {
            Integer known = ordinals.get(table);
            latestOrdinal = known == null ? introduce(table) : known;
            latestTable = table;
        }
        return latestOrdinal;
    }

    private int introduce(TableIdent table) {
        if (ordinals.size() == MAX_TABLES) {
            throw new StoreException.Invalid("a transaction may write to at most " + MAX_TABLES + " tables");
        }
        byte[] name = table.name().getBytes(StandardCharsets.US_ASCII);
        reserve(2 + name.length + Short.BYTES);
        bytes[end] = (byte) CommitFormat.TABLE;
        bytes[end + 1] = (byte) name.length;
        System.arraycopy(name, 0, bytes, end + 2, name.length);
        SHORT.set(bytes, end + 2 + name.length, (short) table.partition());
        end += 2 + name.length + Short.BYTES;
        int ordinal = ordinals.size();
        ordinals.put(table, ordinal);
        return ordinal;
    }

    private void reserve(int room) {
        long needed = (long) end + room;
        if (needed > MAX_LENGTH) {
            throw new StoreException.Invalid("a transaction may write at most " + MAX_LENGTH
                    + " bytes besides large values; split it, or load in bulk");
        }
        if (needed > bytes.length) {
            long usual = needed > SHORT_LENGTH ? usualLength : 0;
            bytes = Arrays.copyOf(bytes, (int)
                    Math.min(MAX_LENGTH, Math.max(usual, Math.max(needed, 2L * bytes.length))));
        }
    }

    /// Visits the operations of a record.
    ///
    /// @param bytes hold the record
    /// @param bodyOffset where in the array the body of the record begins, behind its header
    /// @param bodyLength bytes of the body
    /// @throws StoreException.Corrupt when the bytes are not operations
    static void visit(byte[] bytes, int bodyOffset, int bodyLength, CommitOperations operations) {
        new Parser(bytes, bodyOffset, bodyLength).visit(operations);
    }

    /// Reads operations back; survives any bytes.
    private static final class Parser {
        private final byte[] record;
        private final int start;
        private final int limit;
        private final List<TableIdent> tables = new ArrayList<>();
        private int at;

        Parser(byte[] bytes, int bodyOffset, int bodyLength) {
            record = bytes;
            start = bodyOffset - RecordFormat.HEADER_LENGTH;
            limit = bodyOffset + bodyLength;
            at = bodyOffset;
        }

        void visit(CommitOperations operations) {
            while (at < limit) {
                int operation = record[at];
                if (operation == CommitFormat.TABLE) {
                    tables.add(readTable());
                } else {
                    need(1 + ORDINAL_LENGTH);
                    TableIdent table = table((short) SHORT.get(record, at + 1) & 0xFFFF);
                    at += 1 + ORDINAL_LENGTH;
                    visit(operation, table, operations);
                }
            }
        }

        private void visit(int operation, TableIdent table, CommitOperations operations) {
            switch (operation) {
                case CommitFormat.MUTATION -> visitMutations(table, operations);
                case CommitFormat.CREATE -> operations.create(table);
                case CommitFormat.DROP -> operations.drop(table);
                case CommitFormat.TRUNCATE -> operations.truncate(table, readKey());
                case CommitFormat.VALUE_PAGES -> {
                    need(16);
                    operations.mapValuePages(
                            table, readPages(at), readFilePage(at + 4), readCount(at + 12, readPages(at)));
                    at += 16;
                }
                case CommitFormat.PAGES -> {
                    need(16);
                    long count = readCount(at + 12, readPages(at));
                    need(16 + (int) count - 1);
                    operations.mapPages(table, readPages(at), readFilePages(at, (int) count));
                    at += 16 + (int) count - 1;
                }
                case CommitFormat.UNMAP -> {
                    need(8);
                    operations.unmapPages(table, readPages(at), readCount(at + 4, readPages(at)));
                    at += 8;
                }
                case CommitFormat.TREES -> {
                    need(34);
                    operations.replaceTrees(table, readTree(at), readTree(at + 17));
                    at += 34;
                }
                default -> throw corrupt("an operation from 1 to 9", Integer.toString(operation));
            }
        }

        // Most operations are one of many mutations of one table after another. A replay meets a million of them while
        // little is compiled yet.
        private void visitMutations(TableIdent table, CommitOperations operations) {
            short ordinal = (short) SHORT.get(record, at - ORDINAL_LENGTH);
            while (true) {
                String defect = Mutation.verify(record, at, limit);
                if (defect != null) {
                    throw corrupt("a mutation", defect);
                }
                operations.mutate(table, record, at);
                at += Mutation.encodedLength(record, at);
                if (limit - at <= 1 + ORDINAL_LENGTH
                        || record[at] != CommitFormat.MUTATION
                        || (short) SHORT.get(record, at + 1) != ordinal) {
                    return;
                }
                at += 1 + ORDINAL_LENGTH;
            }
        }

        private TableIdent readTable() {
            need(2);
            int nameLength = record[at + 1] & 0xFF;
            need(2 + nameLength + Short.BYTES);
            String name = new String(record, at + 2, nameLength, StandardCharsets.US_ASCII);
            int partition = (short) SHORT.get(record, at + 2 + nameLength) & 0xFFFF;
            try {
                TableIdent ident = new TableIdent(name, partition);
                at += 2 + nameLength + Short.BYTES;
                return ident;
            } catch (StoreException.Invalid invalid) {
                throw corrupt("the name of a table", invalid.getMessage());
            }
        }

        private TableIdent table(int ordinal) {
            if (ordinal >= tables.size()) {
                throw corrupt("one of " + tables.size() + " tables", "table " + ordinal);
            }
            return tables.get(ordinal);
        }

        private byte[] readKey() {
            need(Short.BYTES);
            int keyLength = (short) SHORT.get(record, at) & 0xFFFF;
            if (keyLength > dev.coppice.store.Limits.MAX_KEY_LENGTH) {
                throw corrupt("a key", keyLength + " bytes");
            }
            need(Short.BYTES + keyLength);
            byte[] key = Arrays.copyOfRange(record, at + Short.BYTES, at + Short.BYTES + keyLength);
            at += Short.BYTES + keyLength;
            return key;
        }

        private Tree readTree(int from) {
            long root = readLong(from);
            int height = record[from + 8];
            long count = readLong(from + 9);
            boolean empty = root == Tree.NO_PAGE && height == 0 && count == 0;
            boolean filled = root >= 0 && height > 0 && height < 32 && count >= 0;
            if (!empty && !filled) {
                throw corrupt("a tree", "root " + root + ", height " + height + ", " + count + " entries");
            }
            return empty ? Tree.EMPTY : new Tree(root, height, count);
        }

        /// The number, or a count, of logical pages.
        private long readPages(int from) {
            return (int) INT.get(record, from) & 0xFFFF_FFFFL;
        }

        private long readCount(int from, long firstLogicalPage) {
            long count = readPages(from);
            if (count == 0 || count > MAX_RUN) {
                throw corrupt("1 to " + MAX_RUN + " pages", Long.toString(count));
            }
            if (firstLogicalPage + count - 1 > PageFormat.MAX_LOGICAL_PAGE) {
                throw corrupt("logical pages to " + PageFormat.MAX_LOGICAL_PAGE, count + " from " + firstLogicalPage);
            }
            return count;
        }

        private long[] readFilePages(int from, int count) {
            long[] filePages = new long[count];
            filePages[0] = readFilePage(from + 4);
            for (int i = 1; i < count; i++) {
                filePages[i] = filePages[i - 1] + Byte.toUnsignedInt(record[from + 15 + i]);
            }
            if (filePages[count - 1] < 0) {
                throw corrupt("file pages below 2^63", Long.toUnsignedString(filePages[count - 1]));
            }
            return filePages;
        }

        private long readFilePage(int from) {
            long filePage = readLong(from);
            if (filePage < 0) {
                throw corrupt("a file page", Long.toString(filePage));
            }
            return filePage;
        }

        private long readLong(int from) {
            return (long) LONG.get(record, from);
        }

        private void need(int count) {
            if (count > limit - at) {
                throw corrupt(count + " more bytes", (limit - at) + " bytes");
            }
        }

        private StoreException.Corrupt corrupt(String expected, String found) {
            return new StoreException.Corrupt(
                    "the commit record of sequence " + RecordFormat.number(record, start), at - start, expected, found);
        }
    }
}
