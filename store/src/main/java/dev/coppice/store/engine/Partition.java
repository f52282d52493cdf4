package dev.coppice.store.engine;

import dev.coppice.store.PageCompression;
import dev.coppice.store.StoreException;
import dev.coppice.store.TableIdent;
import dev.coppice.store.partition.AppendAllocator;
import dev.coppice.store.partition.DataFile;
import dev.coppice.store.partition.DataFiles;
import dev.coppice.store.partition.FileIdTermMapping;
import dev.coppice.store.partition.FileOwners;
import dev.coppice.store.partition.FilePages;
import dev.coppice.store.partition.LogicalPages;
import dev.coppice.store.partition.Manifest;
import dev.coppice.store.partition.ManifestPosition;
import dev.coppice.store.partition.ManifestReplayer;
import dev.coppice.store.partition.ManifestWriter;
import dev.coppice.store.partition.PageMapping;
import dev.coppice.store.partition.PartitionDirectory;
import dev.coppice.store.partition.PartitionState;
import dev.coppice.store.tree.PageAllocation;
import dev.coppice.store.tree.Pages;
import dev.coppice.store.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/// One table partition of one fork, as its writer sees it: the data files that it can reach, its own and inherited, the
/// allocators of file pages and logical pages, and the manifest.
///
/// What a state of the table is, is said by [TableState]; this object is shared by all states of the table in one fork.
/// Allocators and manifest writer are made when something is first written, so that a fork that only reads costs
/// nothing. Thread-safe.
final class Partition implements PageAllocation {
    private final StoreContext context;
    private final PartitionDirectory directory;
    private final FileIdTermMapping terms;
    private final FileOwners owners;
    private final Manifest replayed;
    private final long firstFileId;
    private final long checkpointedAtOpen;
    private final TableHead inheritedHead;
    private volatile DataFiles files;
    private boolean isManifestUnproven;
    private ManifestWriter manifest;
    private AppendAllocator allocator;
    private LogicalPages logicalPages;
    private final TreeMap<Long, Integer> writingFrom = new TreeMap<>();
    private volatile Cleaned cleaned = new Cleaned(null, null);
    private volatile long firstLoggedFile;
    private UsedPages usedPages;

    private Partition(
            StoreContext context,
            PartitionDirectory directory,
            FileIdTermMapping terms,
            Manifest replayed,
            long firstFileId,
            long checkpointedAtOpen,
            TableHead head,
            DataFiles files) {
        this.context = context;
        this.directory = directory;
        this.terms = terms;
        this.owners = replayed.owners();
        this.replayed = replayed;
        this.firstFileId = firstFileId;
        this.checkpointedAtOpen = checkpointedAtOpen;
        this.inheritedHead = head;
        this.files = files;
    }

    /// A table that a commit has just created.
    ///
    /// @param pinned whether it belongs to an old state that is read again
    static TableState create(StoreContext context, long forkId, TableIdent ident, long incarnation, boolean pinned) {
        PartitionDirectory directory = context.directory(forkId, ident, incarnation);
        TableHead head = new TableHead(ident, incarnation, forkId, null, 0);
        FileIdTermMapping terms = context.fileTerms(directory, pinned);
        Partition partition = new Partition(context, directory, terms, Manifest.empty(), 0, 0, head, DataFiles.EMPTY);
        return TableState.clean(
                partition,
                incarnation,
                new Pages(
                        PageMapping.EMPTY,
                        DataFiles.EMPTY,
                        context.format.pageSize(),
                        context.format.pagesPerFileShift(),
                        context.images),
                Tree.EMPTY,
                Tree.EMPTY);
    }

    /// Reads the durable part of a table: from the fork's own newest manifest if it has one and `pinned` is false, else
    /// from the pinned one.
    ///
    /// @param forkId the fork whose writer will use the partition
    static TableState open(StoreContext context, long forkId, TableHead head, boolean pinned) {
        PartitionDirectory own = context.directory(forkId, head.ident(), head.incarnation());
        FileIdTermMapping terms = context.fileTerms(own, pinned);
        if (!pinned) {
            ManifestReplayer.Replayed newest = replayer(context, own).replayNewest(terms, knownOf(forkId, head));
            if (newest != null) {
                TableHead ownHead =
                        new TableHead(head.ident(), head.incarnation(), forkId, newest.position(), newest.nextFileId());
                TableState opened = open(context, own, ownHead, newest.manifest(), terms, newest.nextFileId());
                opened.partition().isManifestUnproven = !newest.isEnded();
                return opened;
            }
        }
        if (head.manifest() == null) {
            TableState empty = create(context, forkId, head.ident(), head.incarnation(), pinned);
            return head.fileMark() == 0 ? empty : withMark(context, own, head, empty, terms);
        }
        PartitionDirectory of = context.directory(head.manifestForkId(), head.ident(), head.incarnation());
        Manifest base = replayer(context, of).replay(head.manifest(), terms).manifest();
        FileOwners inherited = head.manifestForkId() == forkId
                ? base.owners()
                : base.owners().inheritedBelow(head.fileMark(), head.manifestForkId(), head.incarnation());
        Manifest seen = new Manifest(base.state(), base.maxFilePage(), base.terms(), inherited, base.mapping());
        return open(context, own, head, seen, terms, head.fileMark());
    }

    private static TableState withMark(
            StoreContext context, PartitionDirectory own, TableHead head, TableState empty, FileIdTermMapping terms) {
        Partition partition =
                new Partition(context, own, terms, Manifest.empty(), head.fileMark(), 0, head, DataFiles.EMPTY);
        return empty.inheritedBy(partition);
    }

    private static TableState open(
            StoreContext context,
            PartitionDirectory own,
            TableHead head,
            Manifest manifest,
            FileIdTermMapping terms,
            long firstFileId) {
        PartitionState state = manifest.state();
        Partition partition = new Partition(
                context, own, terms, manifest, firstFileId, state.checkpointSequence(), head, DataFiles.EMPTY);
        for (long fileId : filesOf(manifest.mapping(), context.format.pagesPerFileShift())) {
            DataFile file = partition.require(fileId);
            if (!terms.contains(fileId)) {
                // A manifest that is written next must say what this one means.
                requireThere(context, file, head);
                terms.record(fileId, FileIdTermMapping.NO_TERM);
            }
        }
        Pages pages = new Pages(
                manifest.mapping(),
                partition.files,
                context.format.pageSize(),
                context.format.pagesPerFileShift(),
                context.images);
        return TableState.clean(
                partition,
                state.checkpointSequence(),
                pages,
                tree(state.root(), state.height(), state.entryCount()),
                tree(state.expiryRoot(), state.expiryHeight(), state.expiryCount()));
    }

    /// Checks that there is a file of which a manifest does not say the term.
    private static void requireThere(StoreContext context, DataFile file, TableHead head) {
        if (file.isLost()) {
            throw new StoreException.Corrupt(
                    context.directory(head.manifestForkId(), head.ident(), head.incarnation())
                            .file(head.manifest().fileName()),
                    0,
                    "the term of data file " + file.fileId() + ", in which pages are, or the file data_" + file.fileId()
                            + "_" + FileIdTermMapping.NO_TERM,
                    "neither");
        }
    }

    /// Where the data files are that a pinned manifest names. Opens none of them.
    static PinnedFiles.Files pinnedFiles(StoreContext context, TableHead head) {
        PartitionDirectory of = context.directory(head.manifestForkId(), head.ident(), head.incarnation());
        Manifest manifest = replayer(context, of)
                .replay(head.manifest(), new FileIdTermMapping())
                .manifest();
        List<PinnedFiles.Place> used = new ArrayList<>();
        for (long fileId : filesOf(manifest.mapping(), context.format.pagesPerFileShift())) {
            used.add(place(
                    context, of, manifest.owners(), fileId, manifest.terms().term(fileId)));
        }
        List<PinnedFiles.Place> logged = new ArrayList<>();
        manifest.terms().forEach((fileId, term) -> {
            if (fileId >= manifest.state().firstLoggedFile()) {
                logged.add(place(context, of, manifest.owners(), fileId, term));
            }
        });
        return new PinnedFiles.Files(used, logged);
    }

    /// The mapping that a fork's newest manifest of a table carries; of one that has none of its own, none.
    static PageMapping newestMapping(StoreContext context, long forkId, TableHead head) {
        PartitionDirectory own = context.directory(forkId, head.ident(), head.incarnation());
        ManifestReplayer.Replayed newest =
                replayer(context, own).replayNewest(new FileIdTermMapping(), knownOf(forkId, head));
        return newest == null ? PageMapping.EMPTY : newest.manifest().mapping();
    }

    /// How much of a fork's own newest manifest is known to be durable.
    private static ManifestPosition knownOf(long forkId, TableHead head) {
        return head.manifestForkId() == forkId ? head.manifest() : null;
    }

    private static PinnedFiles.Place place(
            StoreContext context, PartitionDirectory own, FileOwners owners, long fileId, long term) {
        PartitionDirectory home = home(context, own, owners, fileId);
        return new PinnedFiles.Place(home.forkId(), fileId, context.dataFilePath(home, fileId, term));
    }

    /// The directory that a file is in: that of the fork that owns it.
    private static PartitionDirectory home(
            StoreContext context, PartitionDirectory own, FileOwners owners, long fileId) {
        FileOwners.Owner owner = owners.ownerOf(fileId);
        return owner == null ? own : context.directory(owner.forkId(), own.table(), owner.incarnation());
    }

    private static Tree tree(long root, int height, long count) {
        return height == 0 ? Tree.EMPTY : new Tree(root, height, count);
    }

    private static ManifestReplayer replayer(StoreContext context, PartitionDirectory directory) {
        return new ManifestReplayer(
                context.storage,
                directory,
                context.format.pagesPerFileShift(),
                owner -> context.directory(owner.forkId(), directory.table(), owner.incarnation()));
    }

    /// The ids of the files that a mapping refers to.
    static TreeSet<Long> filesOf(PageMapping mapping, int pagesPerFileShift) {
        TreeSet<Long> ids = new TreeSet<>();
        // Neighbouring pages may be all over the files: what was seen last of the ids that share a place here is not
        // looked for again.
        long[] seen = new long[64];
        mapping.forEach((logical, filePage) -> {
            long id = FilePages.fileId(filePage, pagesPerFileShift);
            int place = (int) id & seen.length - 1;
            if (seen[place] != id + 1) {
                ids.add(id);
                seen[place] = id + 1;
            }
        });
        return ids;
    }

    /// The same table for a fork that begins with a state of it.
    Partition inheritedBy(long childForkId) {
        // In this order, because a file may be started meanwhile: one that an earlier of the three names is below the
        // mark that the last one gives.
        Manifest carried = carried();
        FileIdTermMapping inheritedTerms = terms.copy();
        TableHead head = head();
        PartitionDirectory child = context.directory(childForkId, directory.table(), directory.incarnation());
        FileIdTermMapping childTerms = context.fileTerms.replace(child, inheritedTerms);
        FileOwners childOwners = carried.owners();
        if (head.manifest() != null && head.manifestForkId() == directory.forkId()) {
            childOwners = childOwners.inheritedBelow(head.fileMark(), directory.forkId(), directory.incarnation());
        }
        Manifest seen =
                new Manifest(carried.state(), carried.maxFilePage(), inheritedTerms, childOwners, carried.mapping());
        Partition inherited =
                new Partition(context, child, childTerms, seen, head.fileMark(), checkpointedAtOpen, head, files);
        // For writes that are set apart already, and that the child may be the one to merge.
        inherited.firstLoggedFile = firstLoggedFile;
        return inherited;
    }

    private synchronized Manifest carried() {
        return manifest == null ? replayed : manifest.carried();
    }

    TableIdent ident() {
        return directory.table();
    }

    long incarnation() {
        return directory.incarnation();
    }

    PartitionDirectory directory() {
        return directory;
    }

    StoreContext context() {
        return context;
    }

    /// The commits up to this one are in the trees that the partition was opened with.
    long checkpointedAtOpen() {
        return checkpointedAtOpen;
    }

    /// The files that can be reached.
    DataFiles files() {
        return files;
    }

    /// The durable part of the table at this moment, to be pinned.
    TableHead head() {
        ManifestWriter writer;
        AppendAllocator pages;
        synchronized (this) {
            writer = manifest;
            pages = allocator;
        }
        // The position first: a file that is started meanwhile is then above the mark or not in the manifest yet.
        ManifestPosition position = writer == null ? null : writer.position();
        long mark = pages == null ? firstFileId : pages.highWaterFileId() + 1;
        return position == null
                ? new TableHead(ident(), incarnation(), inheritedHead.manifestForkId(), inheritedHead.manifest(), mark)
                : new TableHead(ident(), incarnation(), directory.forkId(), position, mark);
    }

    /// The first file page that is not the same page in another fork's partition of the table.
    long sharedBelow(Partition other) {
        long fileId = FileOwners.sharedBelow(owners, directory.forkId(), other.owners, other.directory.forkId());
        return fileId == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : FilePages.filePage(fileId, 0, context.format.pagesPerFileShift());
    }

    /// Makes sure that a file is among those that can be reached.
    synchronized DataFile require(long fileId) {
        DataFile known = files.get(fileId);
        if (known != null) {
            return known;
        }
        DataFile file = context.dataFile(home(context, directory, owners, fileId), fileId, terms.term(fileId));
        files = files.with(file);
        return file;
    }

    /// Lets go of files of this fork that nothing can reach any more. The next record of the manifest is a snapshot
    /// without them.
    synchronized void forget(List<Long> fileIds) {
        for (long fileId : fileIds) {
            files = files.without(fileId);
            terms.forget(fileId);
        }
    }

    /// The ids of files of this fork's own that are recorded.
    synchronized List<Long> ownFileIds() {
        List<Long> ids = new ArrayList<>();
        terms.forEach((fileId, term) -> {
            if (owners.ownerOf(fileId) == null) {
                ids.add(fileId);
            }
        });
        return ids;
    }

    /// The term of a file of the partition.
    long term(long fileId) {
        return terms.term(fileId);
    }

    /// The logical pages that are not in use.
    ///
    /// @param mapping the latest mapping, from which the free pages are found at the first call
    synchronized LogicalPages logicalPages(PageMapping mapping) {
        if (logicalPages == null) {
            logicalPages = LogicalPages.of(mapping);
        }
        return logicalPages;
    }

    /// Whether a logical page could be given out; nothing is while nothing has been written.
    synchronized boolean isFree(long logicalPage) {
        return logicalPages != null && logicalPages.isFree(logicalPage);
    }

    private synchronized ManifestWriter writer() {
        if (manifest == null) {
            manifest = new ManifestWriter(
                    context.storage,
                    directory,
                    context.term,
                    context.format.pagesPerFileShift(),
                    terms,
                    replayed,
                    context.logSizes.manifest());
        }
        return manifest;
    }

    /// Whether the process that wrote the manifest did not close it, and it has not been made durable since.
    synchronized boolean isManifestUnproven() {
        return isManifestUnproven;
    }

    /// Writes the manifest again if the process that wrote it did not close it: what was read of it may not be durable,
    /// and must be before anything refers to it.
    synchronized void makeManifestDurable() {
        if (isManifestUnproven) {
            writer().rewrite(owners);
            isManifestUnproven = false;
        }
    }

    /// Whether nobody knows what the manifest says after a failed sync.
    synchronized boolean isManifestInDoubt() {
        return manifest != null && manifest.isInDoubt();
    }

    private synchronized AppendAllocator allocator() {
        if (allocator == null) {
            allocator = new AppendAllocator(
                    context.format.pagesPerFileShift(), context.term, terms, firstFileId, this::startFile);
        }
        return allocator;
    }

    private void startFile(long fileId, long term) {
        writer().recordFiles(FilePages.filePage(fileId, 0, context.format.pagesPerFileShift()));
        DataFile file = context.createDataFile(directory, fileId, term);
        synchronized (this) {
            files = files.with(file);
        }
    }

    @Override
    public long allocate() {
        return allocator().allocate();
    }

    @Override
    public AppendAllocator.Run allocateRun(int pages) {
        return allocator().allocateRun(pages);
    }

    @Override
    public PageCompression compression() {
        return context.compression;
    }

    @Override
    public DataFile file(long filePage) {
        return files.get(FilePages.fileId(filePage, context.format.pagesPerFileShift()));
    }

    /// All that was committed until now will be in the trees that are recorded next: commits that come after name pages
    /// that are being written now, or that will be. Under the commit lock.
    void freeze() {
        firstLoggedFile = Math.max(0, firstUnsettledFile());
    }

    /// Makes a state of the trees durable in the manifest. All its pages must be durable. They have all that had been
    /// committed at the last [#freeze()].
    void record(long checkpointSequence, Tree entries, Tree expiries, PageMapping mapping) {
        PartitionState state = new PartitionState(
                checkpointSequence,
                firstLoggedFile,
                entries.root(),
                entries.height(),
                entries.entryCount(),
                expiries.root(),
                expiries.height(),
                expiries.entryCount());
        writer().append(state, mapping, allocator().maxFilePage());
    }

    /// Says that pages will be written that no state refers to yet.
    WritingMark beginWriting() {
        long from = head().fileMark() - 1;
        synchronized (this) {
            writingFrom.merge(from, 1, Integer::sum);
            context.writing().add(this);
        }
        return () -> {
            synchronized (this) {
                writingFrom.computeIfPresent(from, (file, count) -> count == 1 ? null : count - 1);
                if (writingFrom.isEmpty()) {
                    context.writing().remove(this);
                }
            }
        };
    }

    /// Own files from this one on may hold pages that no state refers to yet.
    long firstUnsettledFile() {
        long open = head().fileMark() - 1;
        synchronized (this) {
            return writingFrom.isEmpty() ? open : Math.min(open, writingFrom.firstKey());
        }
    }

    /// The clean-up is done with all hints of a tree up to one; the next checkpoint deletes them.
    void cleaned(Tree hints, byte[] through) {
        cleaned = new Cleaned(hints, through);
    }

    /// The last hint of a tree that the clean-up is done with, null when there is none.
    byte[] cleanedThrough(Tree hints) {
        Cleaned seen = cleaned;
        // The tree itself: one that a checkpoint has made since may well be equal, and has hints that nobody looked at.
        return seen.hints() == hints ? seen.through() : null;
    }

    /// How far the clean-up has come in one version of the tree of expiry hints.
    @SuppressWarnings("ArrayRecordComponent")
    private record Cleaned(Tree hints, byte[] through) {}

    /// Makes durable that pages were moved to other file pages. All of them must be durable.
    void recordMoved(PageMapping mapping) {
        ManifestWriter writer = writer();
        writer.append(writer.carried().state(), mapping, allocator().maxFilePage());
    }

    /// The commits up to this one are in the trees that the manifest carries.
    long recordedSequence() {
        return carried().state().checkpointSequence();
    }

    /// The mapping that the manifest carries.
    PageMapping recordedMapping() {
        return carried().mapping();
    }

    /// Counts used pages, and remembers what it found for the next time. For the fork's maintenance alone.
    synchronized UsedPages usedPages() {
        if (usedPages == null) {
            usedPages = new UsedPages();
        }
        return usedPages;
    }

    /// The file that is being written and the bytes of it that are in use; null when none is.
    OpenFile openFile() {
        AppendAllocator pages;
        synchronized (this) {
            pages = allocator;
        }
        // Not under this lock, which the allocator takes under its own when it starts a file.
        long last = pages == null ? -1 : pages.maxFilePage();
        // An allocator that has handed out nothing names the last page before its first file.
        boolean isOwn = FilePages.fileId(last, context.format.pagesPerFileShift()) >= firstFileId;
        DataFile file = last < 0 || !isOwn ? null : file(last);
        return file == null ? null : new OpenFile(file, last, file.base(last) + context.format.pageSize());
    }

    /// A file that is being written.
    ///
    /// @param file the file
    /// @param lastFilePage the last page of it that was handed out
    /// @param usedBytes its length up to there
    record OpenFile(DataFile file, long lastFilePage, long usedBytes) {}

    // By name, so that sets of partitions have the same order in every run.
    @Override
    public int hashCode() {
        return directory.path().hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    /// Ends the manifest and gives back the unused rest of the last file.
    void close() {
        OpenFile open = openFile();
        if (open != null) {
            open.file().cutAfter(open.lastFilePage());
        }
        synchronized (this) {
            if (manifest != null) {
                manifest.close();
                manifest = null;
            }
        }
    }
}
