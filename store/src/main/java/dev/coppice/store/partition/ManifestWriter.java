package dev.coppice.store.partition;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.Storage;
import dev.coppice.store.host.StorageFile;
import dev.coppice.store.log.BodyWriter;
import dev.coppice.store.log.RecordFormat;
import dev.coppice.store.log.RecordWriter;
import java.io.IOException;

/// Writes one partition's manifest in one term. It is told what the partition is like now and writes what differs from
/// what the manifest carries: a change record of the pages that moved, or a snapshot of everything where a change
/// record would not do. Every call returns when its record is durable.
///
/// The first call in a term starts a new manifest, so a manifest is never appended to by another term. A new manifest
/// is written under a temporary name, synced and renamed, and the directory synced: whoever looks, also after a crash,
/// sees the old one or the new one. Old manifests are left for their owner to delete, because positions in them may be
/// pinned.
///
/// **No record refers to a file whose term the manifest does not yet carry**: new terms are recorded in the same record
/// or an earlier one, and this is checked before a record is written.
///
/// **When a call fails** with a full disk or a failed write, the manifest carries what it carried before and the writer
/// can be used again. When a sync or the switch of files fails, nobody knows what reached the disk, and every later
/// call throws the same error; reopen and replay.
///
/// Thread-safe: an allocator records new files while a checkpoint is under way.
public final class ManifestWriter implements AutoCloseable {
    private final Storage storage;
    private final PartitionDirectory directory;
    private final long term;
    private final int pagesPerFileShift;
    private final FileIdTermMapping terms;
    private final ManifestLimits limits;
    private Manifest carried;
    private ManifestName name; // null until the term has a manifest
    private StorageFile file;
    private RecordWriter records;
    private long snapshotLength;
    private long durableLength;
    private StoreException poison;
    private boolean isLastAppendDurable;
    private boolean isClosed;

    /// A writer that has not written yet.
    ///
    /// @param storage where the files are
    /// @param directory the partition's directory, and whose it is
    /// @param term the term of this writer, higher than that of any manifest in the directory that it did not write
    /// @param pagesPerFileShift a data file holds `2^pagesPerFileShift` pages
    /// @param terms the partition's shared mapping, which the allocator records into
    /// @param replayed what the newest manifest says, [Manifest#empty()] when there is none; for a new fork, what its
    ///     parent's manifest says with itself among the owners
    /// @param limits when to rewrite
    public ManifestWriter(
            Storage storage,
            PartitionDirectory directory,
            long term,
            int pagesPerFileShift,
            FileIdTermMapping terms,
            Manifest replayed,
            ManifestLimits limits) {
        this.storage = storage;
        this.directory = directory;
        this.term = term;
        this.pagesPerFileShift = pagesPerFileShift;
        this.terms = terms;
        this.limits = limits;
        this.carried = replayed;
    }

    /// Records what a checkpoint or compaction made of the partition.
    ///
    /// @param state the trees
    /// @param mapping where the logical pages are
    /// @param maxFilePage [AppendAllocator#maxFilePage()], read after the last page of the mapping was handed out
    /// @throws StoreException.Full or [StoreException.Io] see the class comment
    /// @throws IllegalStateException when a page lies in a file that the shared mapping does not have, or a root is not
    ///     mapped; nothing is written
    public synchronized void append(PartitionState state, PageMapping mapping, long maxFilePage) {
        ensureUsable();
        checkRoot(state.root(), mapping);
        checkRoot(state.expiryRoot(), mapping);
        // Files may have been started since the caller read the maximum, and then the manifest carries them already.
        long max = Math.max(maxFilePage, carried.maxFilePage());
        Manifest next = new Manifest(state, max, terms.copy(), carried.owners(), mapping);
        if (isSnapshotForced(next)) {
            switchTo(next);
            return;
        }
        BodyWriter body = new BodyWriter(RecordFormat.HEADER_LENGTH);
        ManifestFormat.encodeChange(body, carried, next, pagesPerFileShift);
        if (limits.isRewriteDue(snapshotLength, records.position() + body.end() - snapshotLength)) {
            switchTo(next);
        } else {
            append(ManifestFormat.KIND_CHANGE, body, next);
        }
    }

    /// Records files that are about to be created: all those in the shared mapping that the manifest does not carry.
    ///
    /// @param maxFilePage not below the first page of the newest file
    /// @throws StoreException.Full or [StoreException.Io] see the class comment
    public synchronized void recordFiles(long maxFilePage) {
        ensureUsable();
        long max = Math.max(maxFilePage, carried.maxFilePage());
        Manifest next = new Manifest(carried.state(), max, terms.copy(), carried.owners(), carried.mapping());
        if (isSnapshotForced(next)) {
            switchTo(next);
            return;
        }
        BodyWriter body = new BodyWriter(RecordFormat.HEADER_LENGTH);
        ManifestFormat.encodeFiles(body, carried, next);
        append(ManifestFormat.KIND_FILES, body, next);
    }

    /// Starts a new manifest with a snapshot of what the present one carries and the present terms, under other owners
    /// of inherited files if wanted.
    ///
    /// @param owners whose the inherited files are from now on
    /// @throws StoreException.Full or [StoreException.Io] see the class comment
    public synchronized void rewrite(FileOwners owners) {
        ensureUsable();
        switchTo(new Manifest(carried.state(), carried.maxFilePage(), terms.copy(), owners, carried.mapping()));
    }

    /// What the manifest carries; before the first record of the term, what the writer was created with.
    public synchronized Manifest carried() {
        return carried;
    }

    /// The durable state of this moment, to be pinned; null before the first record of the term.
    public synchronized ManifestPosition position() {
        return name == null ? null : new ManifestPosition(name.format(), durableLength);
    }

    /// Whether a sync or a switch of files has failed, so that the manifest may or may not carry the last record, and
    /// every call fails.
    public synchronized boolean isInDoubt() {
        return poison != null || (records != null && records.hasFailed());
    }

    /// Closes the manifest with a record that lets damage to the last one be told from an interrupted write. After an
    /// error nothing more is written. A second call does nothing.
    ///
    /// @throws StoreException.Full or [StoreException.Io] when the closing record could not be written; the manifest is
    ///     closed and good without it
    @Override
    public synchronized void close() {
        if (isClosed) {
            return;
        }
        isClosed = true;
        if (file == null) {
            return;
        }
        try (StorageFile _ = file) {
            if (isLastAppendDurable) {
                BodyWriter body = new BodyWriter(RecordFormat.HEADER_LENGTH);
                ManifestFormat.encodeEnd(body);
                records.append(ManifestFormat.KIND_END, body.array(), body.end());
                records.cutExtension();
                records.sync();
            }
        } catch (IOException e) {
            throw IoErrors.wrap("closing " + path(name), e);
        }
    }

    // A change record can add terms and pages to a manifest; all else is said by a snapshot.
    private boolean isSnapshotForced(Manifest next) {
        return name == null || !next.terms().containsAll(carried.terms());
    }

    private void append(int kind, BodyWriter body, Manifest next) {
        isLastAppendDurable = false;
        records.append(kind, body.array(), body.end());
        records.sync();
        isLastAppendDurable = true;
        durableLength = records.position();
        carried = next;
    }

    private void switchTo(Manifest next) {
        BodyWriter body = new BodyWriter(RecordFormat.HEADER_LENGTH);
        ManifestFormat.encodeSnapshot(body, next, pagesPerFileShift);
        ManifestName nextName = name == null ? firstName() : name.next();
        String temporary = path(nextName) + ManifestName.TEMPORARY_SUFFIX;
        isLastAppendDurable = false;
        long tag = directory.manifestTag(nextName);
        writeTemporary(temporary, tag, body);
        rename(temporary, path(nextName));
        StorageFile opened = null;
        try {
            storage.syncDirectory(directory.path());
            opened = storage.open(path(nextName), Storage.Access.READ_WRITE);
            closeFile();
        } catch (IOException e) {
            poison = IoErrors.wrap("switching to " + path(nextName), e);
            throw poison;
        }
        file = opened;
        snapshotLength = RecordFormat.paddedLength(body.end());
        records = new RecordWriter(file, path(nextName), tag, snapshotLength, 0);
        durableLength = snapshotLength;
        name = nextName;
        isLastAppendDurable = true;
        carried = next;
    }

    /// A disk that is full has changed no name, so the next call may try again.
    private void rename(String from, String to) {
        try {
            storage.rename(from, to);
        } catch (IOException e) {
            StoreException failure = IoErrors.wrap("switching to " + to, e);
            if (!(failure instanceof StoreException.Full)) {
                poison = failure;
            }
            throw failure;
        }
    }

    /// Writes the snapshot where no one looks for it, durably. What a failure leaves is ignored by readers and replaced
    /// by the next attempt.
    private void writeTemporary(String temporary, long tag, BodyWriter body) {
        try {
            storage.delete(temporary);
            try (StorageFile snapshot = storage.create(temporary)) {
                RecordWriter writer = new RecordWriter(snapshot, temporary, tag, 0, -1);
                writer.append(ManifestFormat.KIND_SNAPSHOT, body.array(), body.end());
                writer.write();
                writer.cutExtension();
                writer.sync();
            }
        } catch (IOException e) {
            throw IoErrors.wrap("writing " + temporary, e);
        }
    }

    // Names are never used twice, also not when this term had a writer before that failed.
    private ManifestName firstName() {
        try {
            ManifestName newest = ManifestReplayer.newest(storage.list(directory.path()));
            if (newest != null && newest.term() > term) {
                throw new IllegalStateException(
                        "term " + term + " cannot write beside " + newest.format() + " of a later writer");
            }
            return newest != null && newest.term() == term ? newest.next() : new ManifestName(term, 0);
        } catch (IOException e) {
            throw IoErrors.wrap("listing " + directory.path(), e);
        }
    }

    private String path(ManifestName manifest) {
        return directory.file(manifest.format());
    }

    private void closeFile() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }

    private static void checkRoot(long root, PageMapping mapping) {
        if (root != FilePages.NO_PAGE && mapping.get(root) == FilePages.NO_PAGE) {
            throw new IllegalStateException("root " + root + " is not mapped");
        }
    }

    private void ensureUsable() {
        if (poison != null) {
            throw poison;
        }
        if (isClosed) {
            throw new StoreException.Closed("the manifest of " + directory.path() + " is closed");
        }
    }
}
