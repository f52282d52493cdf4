package dev.coppice.store.mutation;

import java.util.List;

/// A bug that costs somebody data: what promises durability is left out, done too early, or reaches one too far or too
/// little. Each is a change of a few words in one source file, which is compiled and loaded for a test only.
///
/// What is not here because it changes nothing that can be observed:
/// - a torn tail of a log that is not cut, or a cut that is not synced: the next segment says where the one before it
///   was complete, so nobody reads the tail again;
/// - a new data file whose header is not synced: the sync of its first pages comes before anything names the file, and
///   takes the header along;
/// - the name of the file FORMAT that is not synced: the term, which is written before anything else, syncs the same
///   directory;
/// - the bytes of the file CURRENT_TERM that are not synced: each term writes a new file, so a power cut leaves none of
///   an older one, and a damaged one is made up for from the names of the files that carry terms;
/// - moved pages that no manifest names: what the catalog refers to still names the old places, so their files stay
///   until the next checkpoint has written a manifest of everything.
enum Mutant {
    COMMITS_ARE_NOT_SYNCED(
            "engine/Committer", "if (durable) {", "fork.syncLog();", "log.write();", "the model with seed 0"),
    LOG_IS_NOT_SYNCED("log/WriteAheadLog", "public void sync() {", "current.sync();", "current.write();"),
    LOGS_NAME_IS_NOT_SYNCED("log/SegmentWriter", "void sync() {", "syncDirectory(storage, directory);", ""),
    LOGS_END_IS_WRITTEN_BEFORE_A_SYNC("log/SegmentWriter", "void end() {", "sync();", "write();"),
    SEGMENT_IS_NOT_SYNCED_BEFORE_THE_NEXT("log/WriteAheadLog", "private void endSegment() {", ".end();", ".write();"),
    COMMIT_SAYS_THE_ONE_BEFORE_IS_DURABLE(
            "log/SegmentWriter", "void append(", "writer.tag(), syncedSequence)", "writer.tag(), sequence - 1)"),
    KILLED_LOG_IS_NOT_SYNCED("log/WriteAheadLog", "private void beginSegment() {", "syncEarlierSegment();", ""),
    LOST_LOG_IS_NOT_WRITTEN_AGAIN("log/WriteAheadLog", "private void syncEarlierSegment() {", "rewrite(file);", ""),
    LOG_IS_TRIMMED_TOO_FAR(
            "log/WriteAheadLog",
            "trimmable(long",
            "last <= throughSequence",
            "segment.startSequence() <= throughSequence"),
    LOG_IS_TRIMMED_BEFORE_THE_CATALOG_SAYS_SO(
            "engine/DatabaseCore",
            "void checkpointed(ForkCore fork) {",
            "ForkState reached = fork.frozenAt();",
            "ForkState reached = fork.frozenAt(); fork.log().trim(reached.sequence());",
            "kills in SEGMENTS"),
    LOG_IS_TRIMMED_UNDER_FORKS("engine/ForkCore", "private boolean isLogPinned(", "return true;", "return false;"),
    FAILED_SYNC_IS_TRIED_AGAIN(
            "log/RecordWriter",
            "private void syncFile() {",
            "poison = IoErrors.wrap(\"syncing \" + fileName, e);",
            "if (e != null) throw IoErrors.wrap(\"syncing \" + fileName, e);"),
    FAILED_BATCH_STAYS_IN_THE_FILE(
            "log/RecordWriter", "private StoreException cutBatch() {", "file.truncate(batchStart);", "file.size();"),
    REPLAY_ENDS_ONE_EARLY(
            "engine/StateLoader",
            "private long replay(WalRange range",
            "log(range)",
            "log(new WalRange(range.forkId(), range.after(), range.through() - 1))"),
    REPLAY_BEGINS_ONE_LATE(
            "engine/StateLoader",
            "private long replay(WalRange range",
            "log(range)",
            "log(new WalRange(range.forkId(), range.after() + 1, range.through()))"),
    REPLAY_PASSES_OVER_ONE_TOO_MANY(
            "engine/StateEditor", "private int existing(", "checkpointedAtOpen()", "checkpointedAtOpen() + 1"),
    CHECKPOINT_FREEZES_WHAT_IS_NOT_SYNCED("engine/ForkCore", "ForkState freeze() {", "syncLog();", ""),
    CHECKPOINT_CLAIMS_WHAT_CAME_SINCE(
            "engine/DatabaseCore", "void checkpointed(ForkCore fork) {", "fork.frozenAt()", "fork.state()"),
    CHECKPOINT_DOES_NOT_SYNC_PAGES("engine/TableMerge", "void sync() {", "writer.sync();", "writer.flush();"),
    LARGE_VALUES_ARE_NOT_SYNCED("engine/LargeValues", "void sync() {", "writer.sync();", "writer.flush();"),
    LOADS_ARE_NOT_SYNCED("engine/TableLoad", "void finish(CommitRecord record) {", "writer.sync();", "writer.flush();"),
    MOVED_PAGES_ARE_NOT_SYNCED("engine/Compaction", "private void publish() {", "writer.sync();", "writer.flush();"),
    MOVES_UNDO_WHAT_CAME_SINCE_THE_CHECKPOINT(
            "engine/Compaction",
            "private void publish() {",
            "mapping == recorded ? recordedMoved : edits.applyTo(mapping)",
            "recordedMoved",
            "kills in MEANWHILE"),
    DATA_FILE_IS_NOT_SYNCED("partition/DataFile", "public void sync() {", "file.sync();", "file.size();"),
    DATA_FILES_NAME_IS_NOT_SYNCED(
            "partition/DataFile",
            "public static DataFile create(",
            "storage.syncDirectory(path.substring(0, Math.max(0, path.lastIndexOf('/'))));",
            ""),
    FILE_IS_CREATED_BEFORE_ITS_TERM_IS_RECORDED(
            "engine/Partition",
            "private void startFile(",
            "writer().recordFiles(",
            "context.storage.description(); context.createDataFile(directory, fileId, term); writer().recordFiles("),
    FILE_ID_IS_GIVEN_TWICE(
            "partition/ManifestReplayer",
            "private Replayed replay(",
            "Math.max(manifest.nextFileId(pagesPerFileShift), highestFileId + 1)",
            "Math.max(0, manifest.nextFileId(pagesPerFileShift) - 1)"),
    FORK_GIVES_OUT_ITS_PARENTS_FILE_ID(
            "engine/Partition", "TableHead head() {", "pages.highWaterFileId() + 1", "pages.highWaterFileId()"),
    VALUES_GO_ON_IN_ANOTHER_FILE(
            "tree/ValuePacker",
            "long add(byte[] page",
            "allocation.file(next) == allocation.file(openPage)",
            "next != openPage"),
    OPEN_VALUE_PAGE_IS_NOT_WRITTEN("tree/PageWriter", "public void flush() {", "values.close();", ""),
    REPLACED_VALUE_STAYS_MAPPED(
            "tree/TreeMerge", "private void freeDropped() {", "edits.free(droppedPage, droppedCount);", ""),
    LONGER_VALUE_TAKES_OVER_THE_PAGES_OF_A_SHORTER_ONE(
            "tree/TreeMerge", "private long allocateOverflow(", "droppedCount == count", "droppedCount > 0"),
    FREED_PAGE_IS_GIVEN_OUT_AT_ONCE(
            "tree/PageEdits",
            "public void map(",
            "add(logicalPage, filePage);",
            "add(logicalPage, filePage); " + "if (count % 16 == 15) { logicalPages.release(logicalPage); }"),
    PAGES_OF_A_DOUBTFUL_MANIFEST_ARE_GIVEN_OUT(
            "engine/TableMerge",
            "void giveUp() {",
            "!before.partition().isManifestInDoubt()",
            "before != null",
            "EIO in ROOM"),
    MANIFEST_RECORD_IS_NOT_SYNCED(
            "partition/ManifestWriter", "private void append(int kind", "records.sync();", "records.write();"),
    MANIFEST_SNAPSHOT_IS_NOT_SYNCED(
            "partition/ManifestWriter", "private void writeTemporary(", "writer.sync();", "writer.write();"),
    MANIFESTS_NAME_IS_NOT_SYNCED(
            "partition/ManifestWriter", "private void switchTo(", "storage.syncDirectory(directory.path());", ""),
    KILLED_MANIFEST_IS_NOT_MADE_DURABLE(
            "engine/Partition", "void makeManifestDurable(", "writer().rewrite(owners);", ""),
    MANIFEST_IS_PINNED_WITH_ITS_END(
            "partition/ManifestReplayer", "private Replayed replay(", "state.isEnded() ? pinnable : ", ""),
    CATALOG_RECORD_IS_NOT_SYNCED("engine/Catalog", "synchronized void change(", "writer.sync();", "writer.write();"),
    CATALOG_SNAPSHOT_IS_NOT_SYNCED("engine/Catalog", "private void writeTemporary(", "records.sync();", ""),
    CATALOGS_NAME_IS_NOT_SYNCED("engine/Catalog", "private void rewrite(", "storage.syncDirectory(\"\");", ""),
    KILLED_CATALOG_IS_NOT_MADE_DURABLE(
            "engine/DatabaseCore", "DatabaseCore(", "catalog.makeDurable();", "", "kills in FORK"),
    OLD_CATALOG_IS_DELETED_FIRST(
            "engine/Catalog",
            "private void rewrite(",
            "rename(name + TEMPORARY, name);",
            "deleteOthers(name + TEMPORARY); rename(name + TEMPORARY, name);"),
    FORK_IS_MADE_OF_WHAT_IS_NOT_SYNCED(
            "engine/ForkLifecycle", "ForkCore add(", "parent.syncLogThrough(captured.pointer().sequence());", ""),
    FORK_OF_A_SNAPSHOT_IS_NOT_SYNCED(
            "engine/ForkLifecycle", "Fork createFrom(", "owner.syncLogThrough(range.through());", ""),
    ARCHIVE_IS_MADE_OF_WHAT_IS_NOT_SYNCED(
            "engine/Archives", "ArchiveInfo create(", "fork.syncLogThrough(captured.pointer().sequence());", ""),
    BACKUP_IS_NOT_SYNCED("engine/Backup", "private void copyFile(", "to.sync();", ""),
    BACKUPS_LOG_IS_CUT_SHORT("engine/Backup", "private void copyLog(", "range.getValue(),", "range.getValue() - 1,"),
    FORMAT_IS_NOT_SYNCED("engine/DatabaseFormat", "private static DatabaseFormat create(", "file.sync();", ""),
    TERM_IS_GIVEN_TWICE("engine/Term", "static long next(", "databaseId) + 1;", "databaseId);", "kills in REWRITES"),
    FILES_OF_ARCHIVES_ARE_DELETED(
            "engine/CatalogContent",
            "Collection<StatePointer> pointers() {",
            "archives.values().forEach(archive -> pointers.add(archive.state()));",
            ""),
    FILES_OF_FORK_POINTS_ARE_DELETED(
            "engine/CatalogContent", "Collection<StatePointer> pointers() {", "pointers.add(head.forkPoint());", ""),
    FILES_OF_SNAPSHOTS_ARE_DELETED("engine/DatabaseCore", "pinnedPointers() {", "pin.pointer() != null", "pin == null"),
    FILES_OF_LARGE_VALUES_IN_LOGS_ARE_DELETED(
            "engine/PinnedFiles",
            "private static void addNamed(",
            "writers.contains(place.forkId())",
            "writers.contains(-1L)"),
    FILES_OF_GRANDPARENTS_ARE_DELETED(
            "engine/PinnedFiles",
            "synchronized void addTo(",
            "pointer.logs().forEach(range -> writers.add(range.forkId()));",
            "pointer.logs().stream().skip(Math.max(0, pointer.logs().size() - 1)).forEach(range -> writers.add(range.forkId()));"),
    FILES_OF_COMMITS_IN_DOUBT_ARE_DELETED(
            "engine/FileCollector",
            "private boolean isCollectable(",
            "core != null && !core.hasFailed()",
            "core != null",
            "EIO in LARGE_VALUES"),
    FILES_OF_MANIFESTS_IN_DOUBT_ARE_DELETED(
            "engine/FileCollector", "private void collectPartition(", "if (isInDoubt || (", "if ((", "EIO in COMPACT"),
    FILES_OF_A_CATALOG_IN_DOUBT_ARE_DELETED(
            "engine/FileCollector",
            "private void collect(Collection<Long> forkIds",
            "database.catalog().isInDoubt()",
            "database.catalog() == null",
            "EIO in LARGE_VALUES"),
    PAGES_OF_COMMITS_IN_DOUBT_ARE_GIVEN_OUT(
            "engine/LargeValues",
            "void giveUp(boolean isInDoubt) {",
            "if (!isInDoubt) {",
            "if (mark != null) {",
            "EIO in MEANWHILE"),
    FILES_THAT_LOGS_NAME_ARE_DELETED(
            "engine/Partition",
            "void freeze() {",
            "Math.max(0, firstUnsettledFile())",
            "Math.max(0, firstUnsettledFile() + 2)",
            "kills in LARGE_VALUES"),
    FILES_BEING_WRITTEN_ARE_DELETED(
            "engine/Partition",
            "long firstUnsettledFile() {",
            "head().fileMark() - 1",
            "head().fileMark() + 1",
            "kills in LARGE_VALUES"),
    DROPPED_FORK_IS_DELETED_UNDER_ITS_CHILDREN(
            "engine/FileCollector",
            "private void collect(Collection<Long> forkIds",
            "&& !reachable.namesFork(id, directories.keySet())",
            ""),
    DROPPED_TABLE_IS_DELETED_BEFORE_THE_CHECKPOINT(
            "engine/FileCollector",
            "private boolean mayBeReplayed(",
            "incarnation > head.durable().checkpointSequence()",
            "incarnation < 0",
            "power cuts of each kind in RECLAIM"),
    NEWEST_MANIFEST_IS_DELETED(
            "engine/FileCollector",
            "private void collectPartition(",
            "(isNewest || manifest == null)",
            "manifest == null",
            "kills in RECLAIM");

    private final SourceChange change;
    private final String finder;

    Mutant(String file, String anchor, String from, String to) {
        this(file, anchor, from, to, null);
    }

    /// @param finder what has found it, where that comes late in the hunt: is asked first, so that others need not fail
    ///     to find it before; null for those that are found early
    Mutant(String file, String anchor, String from, String to, String finder) {
        change = new SourceChange(file, anchor, from, to);
        this.finder = finder;
    }

    /// The hunt to begin with; null for the usual order.
    String finder() {
        return finder;
    }

    /// What is planted.
    SourceChange change() {
        return change;
    }

    /// A few for every build, that are found at once, each by another kind of hunt: in the log alone, in the model, and
    /// by a failure in a script.
    static List<Mutant> few() {
        return List.of(LOG_IS_NOT_SYNCED, COMMITS_ARE_NOT_SYNCED, PAGES_OF_COMMITS_IN_DOUBT_ARE_GIVEN_OUT);
    }
}
