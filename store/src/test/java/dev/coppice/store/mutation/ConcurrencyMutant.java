package dev.coppice.store.mutation;

import java.util.List;

/// A bug that shows only when one thread comes between the steps of another: a look that is left out or taken too soon,
/// two steps in the other order, a lock that is not taken. Each names the test that finds it.
///
/// What is not here because it changes nothing that can be observed:
/// - a page's bit in a data file that is lost when another is set at the same moment: the page is verified once more;
/// - a page cache that sets the mark of an entry before the entry: what is found under a mark is asked who it is;
/// - a signal that looks for waiters before it moves the turn on: what it tells of is true by then, so whoever is not
///   yet counted as waiting sees it;
/// - a snapshot that is closed by two threads at once, and given back twice: the second time there is nothing to take
///   away, and looking for files to delete once more finds none.
enum ConcurrencyMutant {
    LATEST_STATE_IS_NOT_LOOKED_AT_AGAIN(
            "engine/Pins",
            "ViewPin addLatest(",
            "if (latest.get() == pin.state()) {",
            "if (pin.state() != null) {",
            "Interleavings#Readers"),
    STATE_IS_PINNED_AFTER_THE_SECOND_LOOK("engine/Pins", "ViewPin addLatest(", """
            ViewPin pin = add(new ViewPin(fork, latest.get(), null, description));
                        if (latest.get() == pin.state()) {
                            return pin;""", """
            ViewPin pin = new ViewPin(fork, latest.get(), null, description);
                        if (latest.get() == pin.state()) {
                            return add(pin);""", "Interleavings#Readers"),
    TRANSACTION_BEGINS_WITH_WHAT_IS_FORGOTTEN(
            "engine/DatabaseCore",
            "ViewPin pinForTransaction(",
            "if (fork.state() == pin.state()) {",
            "if (pin.state() != null) {",
            "engine.RacesTest#begin_commitAndCheckpointMeanwhile_overwritesNothing"),
    WRITES_ARE_FORGOTTEN_ONE_COMMIT_TOO_EARLY(
            "engine/RecentWrites",
            "void merged(",
            "first.lastSequence() > oldest;",
            "first.lastSequence() > oldest + 1;",
            "engine.RacesTest#commit_checkpointAndEndOfAnotherMeanwhile_stillConflicts"),
    ONE_END_ENDS_ALL_TRANSACTIONS_OF_A_STATE(
            "engine/RecentWrites",
            "synchronized void end(",
            "count == 1 ? null : count - 1",
            "null",
            "engine.RacesTest#commit_checkpointAndEndOfAnotherMeanwhile_stillConflicts"),
    BEGINNINGS_ARE_COUNTED_WITHOUT_A_LOCK(
            "engine/RecentWrites",
            "has begun.",
            "synchronized void begin(",
            "void begin(",
            "Interleavings#OpenTransactions"),
    COMMITS_OF_A_GROUP_DO_NOT_SEE_EACH_OTHER(
            "engine/Committer",
            "private void append(",
            "ConflictCheck.check(writes, editor,",
            "ConflictCheck.check(writes, fork.edit(),",
            "engine.RacesTest#commit_ofTwoOfOneGroup_secondConflicts"),
    COMMIT_IS_PUBLISHED_BEFORE_THE_SYNC(
            "engine/Committer",
            "private void append(",
            "if (durable) {",
            "fork.publishCommits(editor.toState(), 0); if (durable) {",
            "engine.RacesTest#commit_whileItIsSynced_isNotSeenAndKeepsOthersFromTheState"),
    LOG_IS_SYNCED_OUTSIDE_THE_COMMIT_LOCK(
            "engine/Committer",
            "if (durable) {",
            "fork.syncLog();",
            "fork.commitLock.unlock(); try { fork.syncLog(); } finally { fork.commitLock.lock(); }",
            "engine.RacesTest#commit_whileItIsSynced_isNotSeenAndKeepsOthersFromTheState"),
    CHECKPOINT_PUBLISHES_INTO_AN_OLDER_STATE(
            "engine/ForkCore",
            "void publish(TableMerge merge) {",
            """
            commitLock.lock();
                    try {
                        TableState table = state.table(merge.slot());""",
            """
            ForkState seen = state;
                    commitLock.lock();
                    try {
                        TableState table = seen.table(merge.slot());""",
            "engine.RacesTest#checkpoint_commitBeforeItPublishes_losesNothing"),
    QUEUE_IS_JOINED_WITHOUT_ITS_LOCK(
            "engine/GroupQueue",
            "@return whether the caller leads",
            "private synchronized boolean enqueue(",
            "private boolean enqueue(",
            "Interleavings#Commits"),
    GROUP_IS_TAKEN_WITHOUT_ITS_LOCK(
            "engine/GroupQueue",
            "return leads;",
            "private synchronized List<Waiting<T>> takeGroup()",
            "private List<Waiting<T>> takeGroup()",
            "Interleavings#Commits"),
    LEAD_IS_GIVEN_UP_THOUGH_ONE_WAITS(
            "engine/GroupQueue",
            "boolean endGroup(",
            "if (next == null) {",
            "if (next == null || !mayGoOn) {",
            "Interleavings#Commits"),
    LEAD_IS_GIVEN_UP_WITHOUT_ITS_LOCK(
            "engine/GroupQueue",
            "@return whether the caller still leads",
            "private synchronized boolean endGroup(",
            "private boolean endGroup(",
            "Interleavings#Commits"),
    LEAD_IS_HANDED_OVER_AND_KEPT(
            "engine/GroupQueue",
            "boolean endGroup(",
            "if (!mayGoOn) {",
            "if (next != null) {",
            "engine.GroupQueueTest#submit_othersComeMeanwhile_leaderLeadsOn"),
    WAITER_IS_WOKEN_BEFORE_IT_IS_DONE(
            "engine/GroupQueue",
            "leads = endGroup(",
            """
            each.isDone = true;
                            each.gate.open();""",
            """
            each.gate.open();
                            each.isDone = true;""",
            "engine.GroupQueueTest#submit_othersComeMeanwhile_leaderLeadsOn"),
    GATES_OWNER_IS_WOKEN_BEFORE_IT_IS_OPEN(
            "host/ThreadGate",
            "public void open() {",
            """
            isOpen = true;
                    LockSupport.unpark(owner);""",
            """
            LockSupport.unpark(owner);
                    isOpen = true;""",
            "host.ThreadGateTest#open_whileTheOwnerFallsAsleep_isNeverMissed"),
    GATE_IS_PASSED_AT_THE_FIRST_WAKING(
            "host/ThreadGate",
            "public void await() {",
            "while (!isOpen) {",
            "if (!isOpen) {",
            "host.ThreadGateTest#await_interrupted_waitsOnAndStaysInterrupted"),
    SIGNAL_DOES_NOT_MOVE_THE_TURN(
            "host/ThreadScheduler", "public void signal() {", "turn.incrementAndGet();", "", "Interleavings#Waits"),
    ONE_WAITER_IS_WOKEN_FOR_ALL(
            "host/ThreadScheduler",
            "public void signal() {",
            "monitor.notifyAll();",
            "monitor.notify();",
            "host.ThreadSchedulerTest#await_signalsFromManyThreads_missesNone"),
    WAITER_SLEEPS_THOUGH_THE_TURN_IS_OVER(
            "host/ThreadScheduler",
            "private boolean sleepWhile(",
            "while (turn.get() == seen) {",
            "if (seen >= 0) {",
            "Interleavings#Waits"),
    TURN_IS_READ_AFTER_THE_CONDITION(
            "host/ThreadScheduler",
            "public void await(",
            "interrupted |= sleepWhile(seen);",
            "interrupted |= sleepWhile(turn.get());",
            "Interleavings#Waits"),
    CACHED_PAGE_IS_NOT_ASKED_WHO_IT_IS(
            "tree/PageCache",
            "MemorySegment find(",
            "if (entry != null && entry.is(fileTag, filePage, logicalPage)) {",
            "if (entry != null) {",
            "Interleavings#CachedPages"),
    PAGE_COUNTS_AS_VERIFIED_BEFORE_IT_IS(
            "partition/DataFile",
            "public void verify(",
            "ByteBuffer page = ByteBuffer.allocate(pageSize);",
            "long before = (long) WORD.getAndBitwiseOr(verified, pageIndex(filePage) >>> 6, 1L << pageIndex(filePage));"
                    + " ByteBuffer page = ByteBuffer.allocate(pageSize);",
            "partition.DataFileTest#verify_anyBitFlipped_isCorruptWithItsPlace"),
    HANDLE_IS_GIVEN_BACK_TWICE(
            "engine/ForkHandle",
            "@return whether this call has closed",
            "private synchronized boolean markClosed()",
            "private boolean markClosed()",
            "engine.RacesTest#close_ofAHandleByTwoThreads_givesItBackOnce");

    private final SourceChange change;
    private final String finder;

    ConcurrencyMutant(String file, String anchor, String from, String to, String finder) {
        change = new SourceChange(file, anchor, from, to);
        this.finder = finder;
    }

    /// The test that finds it, as [Finder] takes it.
    String finder() {
        return finder;
    }

    /// What is planted.
    SourceChange change() {
        return change;
    }

    /// A few for every build, that are found at once and by tests in which nothing is left to chance.
    static List<ConcurrencyMutant> few() {
        return List.of(TRANSACTION_BEGINS_WITH_WHAT_IS_FORGOTTEN, COMMITS_OF_A_GROUP_DO_NOT_SEE_EACH_OTHER);
    }

    /// Every test that finds something, but for the models, which `InterleavingTest` explores with the engine as it is.
    static List<String> testMethods() {
        return List.of(values()).stream()
                .map(ConcurrencyMutant::finder)
                .filter(finder -> !Finder.isModel(finder))
                .distinct()
                .toList();
    }
}
