package dev.coppice.store.partition;

import dev.coppice.store.StoreException;
import dev.coppice.store.log.BodyReader;
import dev.coppice.store.log.BodyWriter;
import java.util.Arrays;

/// Which writer's term created each data file of a partition. The term is part of a file's name, so that a writer which
/// does not know that it was superseded can never overwrite a newer writer's file.
///
/// There is one instance for each partition of a fork ([FileIdTermMappings]); the replayer restores into it, and the
/// page mapper, the allocator and the manifest writer all see that instance. A file that is not in the mapping has
/// term 0. File ids and terms are 0 to [Long#MAX_VALUE].
///
/// **On disk**: the number of entries, then for each, ascending by file id, the file id and the term; all as unsigned
/// LEB128 varints of 64 bits. An empty mapping is the one byte 0.
///
/// Thread-safe. Reading takes no lock and allocates nothing.
public final class FileIdTermMapping {
    /// The term of a file that is not in the mapping.
    public static final long NO_TERM = 0;

    // Few entries that change rarely, read by everyone: an immutable table that is replaced. A copy shares the table,
    // which is why a fork costs the same at any number of files.
    private volatile Table table;

    /// An empty mapping.
    public FileIdTermMapping() {
        this(Table.EMPTY);
    }

    private FileIdTermMapping(Table table) {
        this.table = table;
    }

    /// The term that created a file, [#NO_TERM] when the file is not in the mapping.
    public long term(long fileId) {
        Table seen = table;
        int index = seen.indexOf(fileId);
        return index < 0 ? NO_TERM : seen.terms[index];
    }

    /// Whether the file is in the mapping, perhaps with term 0.
    public boolean contains(long fileId) {
        return table.indexOf(fileId) >= 0;
    }

    /// Records the term that creates a file. Recording the same again changes nothing.
    ///
    /// @return true when the file was not in the mapping before
    /// @throws IllegalStateException when the file is recorded with another term; nothing is changed
    public synchronized boolean record(long fileId, long term) {
        checkRange("file id", fileId);
        checkRange("term", term);
        Table seen = table;
        int index = seen.indexOf(fileId);
        if (index >= 0) {
            if (seen.terms[index] != term) {
                throw new IllegalStateException("file " + fileId + " was created in term " + seen.terms[index]
                        + " and cannot be recorded with term " + term);
            }
            return false;
        }
        table = seen.with(~index, fileId, term);
        return true;
    }

    /// Forgets a file that nothing refers to and that an allocator has handed out all pages of. Its id is not free
    /// again: ids are kept from being given twice by the manifest's maximum file page.
    ///
    /// @return true when the file was in the mapping
    public synchronized boolean forget(long fileId) {
        Table seen = table;
        int index = seen.indexOf(fileId);
        if (index < 0) {
            return false;
        }
        table = seen.without(index);
        return true;
    }

    /// Replaces all that this mapping says by what another says now.
    public synchronized void replaceWith(FileIdTermMapping other) {
        table = other.table;
    }

    /// A mapping that says the same and changes on its own from here on. Takes the same time at any size.
    public FileIdTermMapping copy() {
        return new FileIdTermMapping(table);
    }

    /// The number of files in the mapping.
    public int size() {
        return table.fileIds.length;
    }

    /// The highest file id in the mapping, -1 when it is empty.
    public long highestFileId() {
        long[] fileIds = table.fileIds;
        return fileIds.length == 0 ? -1 : fileIds[fileIds.length - 1];
    }

    /// Passes every entry as it is now, ascending by file id.
    public void forEach(FileTermVisitor visitor) {
        Table seen = table;
        for (int i = 0; i < seen.fileIds.length; i++) {
            visitor.visit(seen.fileIds[i], seen.terms[i]);
        }
    }

    /// Whether every entry of another mapping is also in this one. Constant time when nothing was recorded since one
    /// was copied from the other.
    public boolean containsAll(FileIdTermMapping other) {
        Table mine = table;
        Table others = other.table;
        return mine == others || mine.countOf(others) == others.fileIds.length;
    }

    /// Passes the entries of this mapping that are not in another, ascending by file id. Constant time when nothing was
    /// recorded since one was copied from the other.
    public void forEachAddedTo(FileIdTermMapping before, FileTermVisitor visitor) {
        Table mine = table;
        Table old = before.table;
        if (mine == old) {
            return;
        }
        for (int i = 0; i < mine.fileIds.length; i++) {
            if (old.indexOf(mine.fileIds[i]) < 0) {
                visitor.visit(mine.fileIds[i], mine.terms[i]);
            }
        }
    }

    /// The bytes of this mapping in the format of the class comment.
    public byte[] encode() {
        BodyWriter writer = new BodyWriter(0);
        encode(writer);
        return writer.body();
    }

    void encode(BodyWriter writer) {
        Table seen = table;
        writer.varint(seen.fileIds.length);
        for (int i = 0; i < seen.fileIds.length; i++) {
            writer.varint(seen.fileIds[i]);
            writer.varint(seen.terms[i]);
        }
    }

    /// Reads a mapping from bytes in the format of the class comment.
    ///
    /// @param bytes holds the mapping and nothing else
    /// @throws StoreException.Corrupt when the bytes are malformed; offsets count from the start of the array
    public static FileIdTermMapping decode(byte[] bytes) {
        BodyReader reader = new BodyReader("file-term section", 0, bytes, 0, bytes.length);
        FileIdTermMapping mapping = decode(reader);
        reader.expectEnd("the file terms");
        return mapping;
    }

    static FileIdTermMapping decode(BodyReader reader) {
        int count = reader.count("a number of file terms", 2);
        long[] fileIds = new long[count];
        long[] terms = new long[count];
        for (int i = 0; i < count; i++) {
            fileIds[i] = reader.varint("a file id", Long.MAX_VALUE);
            if (i > 0 && fileIds[i] <= fileIds[i - 1]) {
                throw reader.corrupt("a file id above " + fileIds[i - 1], Long.toString(fileIds[i]));
            }
            terms[i] = reader.varint("a term", Long.MAX_VALUE);
        }
        return new FileIdTermMapping(new Table(fileIds, terms));
    }

    /// Whether both say the same at this moment. Identity is left to [Object#equals], because a mapping changes.
    public boolean sameAs(FileIdTermMapping other) {
        Table mine = table;
        Table others = other.table;
        return mine == others
                || (Arrays.equals(mine.fileIds, others.fileIds) && Arrays.equals(mine.terms, others.terms));
    }

    /// The entries, for a person.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        forEach((fileId, term) -> text.append(text.length() == 1 ? "" : ", ")
                .append(fileId)
                .append("=")
                .append(term));
        return text.append('}').toString();
    }

    private static void checkRange(String what, long value) {
        if (value < 0) {
            throw new IllegalArgumentException("a " + what + " is not negative: " + value);
        }
    }

    /// Parallel arrays, ascending by file id, never changed.
    private record Table(long[] fileIds, long[] terms) {
        static final Table EMPTY = new Table(new long[0], new long[0]);

        int indexOf(long fileId) {
            return Arrays.binarySearch(fileIds, fileId);
        }

        /// How many of another table's entries this one has too.
        int countOf(Table other) {
            int count = 0;
            for (int i = 0; i < other.fileIds.length; i++) {
                int index = indexOf(other.fileIds[i]);
                if (index >= 0 && terms[index] == other.terms[i]) {
                    count++;
                }
            }
            return count;
        }

        Table with(int index, long fileId, long term) {
            return new Table(inserted(fileIds, index, fileId), inserted(terms, index, term));
        }

        Table without(int index) {
            return new Table(removed(fileIds, index), removed(terms, index));
        }

        private static long[] inserted(long[] values, int index, long value) {
            long[] result = new long[values.length + 1];
            System.arraycopy(values, 0, result, 0, index);
            result[index] = value;
            System.arraycopy(values, index, result, index + 1, values.length - index);
            return result;
        }

        private static long[] removed(long[] values, int index) {
            long[] result = new long[values.length - 1];
            System.arraycopy(values, 0, result, 0, index);
            System.arraycopy(values, index + 1, result, index, result.length - index);
            return result;
        }
    }
}
