package dev.coppice.store.partition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// The open data files of a partition by file id, an immutable table; forks and snapshots share it and its files.
///
/// Finding a file is one array load for all but stray old ones: file ids grow for ever while old files go, so the table
/// has a dense part for the ids at the upper end and a sorted list for those far below. [#get] allocates nothing.
public final class DataFiles {
    /// No files.
    public static final DataFiles EMPTY = new DataFiles(new DataFile[0]);

    private static final int SLOTS_MIN = 64;
    private static final int SLOTS_PER_FILE = 8;

    private final DataFile[] ascending;
    private final long firstDenseId;
    private final DataFile[] dense; // index: file id - firstDenseId; null where there is no file
    private final long[] sparseIds; // of the first files of ascending

    private DataFiles(DataFile[] ascending) {
        this.ascending = ascending;
        int firstDense = firstDense(ascending);
        this.sparseIds = new long[firstDense];
        for (int i = 0; i < firstDense; i++) {
            sparseIds[i] = ascending[i].fileId();
        }
        if (firstDense == ascending.length) {
            this.firstDenseId = 0;
            this.dense = new DataFile[0];
        } else {
            this.firstDenseId = ascending[firstDense].fileId();
            this.dense = new DataFile[slots(ascending, firstDense)];
            for (int i = firstDense; i < ascending.length; i++) {
                dense[(int) (ascending[i].fileId() - firstDenseId)] = ascending[i];
            }
        }
    }

    /// The longest end of the files whose ids are close enough to spend a slot on each id between them.
    private static int firstDense(DataFile[] ascending) {
        int first = ascending.length;
        for (int i = ascending.length - 1; i >= 0; i--) {
            long slots = ascending[ascending.length - 1].fileId() - ascending[i].fileId() + 1;
            if (slots <= SLOTS_MIN + (long) SLOTS_PER_FILE * (ascending.length - i)) {
                first = i;
            }
        }
        return first;
    }

    private static int slots(DataFile[] ascending, int first) {
        return (int) (ascending[ascending.length - 1].fileId() - ascending[first].fileId() + 1);
    }

    /// A table of files.
    ///
    /// @throws IllegalArgumentException when two have the same id
    public static DataFiles of(Collection<DataFile> files) {
        DataFile[] ascending = files.toArray(DataFile[]::new);
        Arrays.sort(ascending, Comparator.comparingLong(DataFile::fileId));
        for (int i = 1; i < ascending.length; i++) {
            if (ascending[i].fileId() == ascending[i - 1].fileId()) {
                throw new IllegalArgumentException("two files of one id: " + ascending[i - 1] + ", " + ascending[i]);
            }
        }
        return ascending.length == 0 ? EMPTY : new DataFiles(ascending);
    }

    /// The file with an id, null when there is none.
    public DataFile get(long fileId) {
        long slot = fileId - firstDenseId;
        if (slot >= 0 && slot < dense.length) {
            return dense[(int) slot];
        }
        int index = Arrays.binarySearch(sparseIds, fileId);
        return index < 0 ? null : ascending[index];
    }

    /// This table and one more file.
    ///
    /// @throws IllegalArgumentException when there is a file of this id already
    public DataFiles with(DataFile file) {
        List<DataFile> files = new ArrayList<>(all());
        files.add(file);
        return of(files);
    }

    /// This table without the file with an id; the file stays open.
    public DataFiles without(long fileId) {
        List<DataFile> files = new ArrayList<>(all());
        files.removeIf(file -> file.fileId() == fileId);
        return of(files);
    }

    /// All files, ascending by id.
    public List<DataFile> all() {
        return List.of(ascending);
    }

    /// The number of files.
    public int size() {
        return ascending.length;
    }
}
