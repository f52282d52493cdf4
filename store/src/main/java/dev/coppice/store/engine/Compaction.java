package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import dev.coppice.store.partition.FilePages;
import dev.coppice.store.partition.PageMapping;
import dev.coppice.store.tree.PageEdits;
import dev.coppice.store.tree.PageWriter;
import dev.coppice.store.tree.Pages;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongToDoubleFunction;

/// Moves the pages that are still used out of a fork's own data files of which little is used, so that the files can be
/// deleted, in short steps. Runs inside the fork's maintenance, after a checkpoint. Pages that forks and snapshots see
/// stay where they are for them; their file goes when they do.
final class Compaction extends MaintenanceWork {
    private static final int PAGES_PER_STEP = 128;

    private final DatabaseCore database;
    private final ForkCore fork;
    private final long started;
    private final List<Integer> slots = new ArrayList<>();
    private int current;
    private Move move;
    private long pagesWritten;

    Compaction(ForkCore fork, DatabaseCore database) {
        super("a compaction");
        this.database = database;
        this.fork = fork;
        started = database.context().host.clock().nanos();
        for (int slot = 0; slot < fork.state().tables().length; slot++) {
            slots.add(slot);
        }
    }

    @Override
    void giveUp(StoreException cause) {
        if (move != null) {
            move.giveUp();
        }
    }

    @Override
    boolean step() {
        if (move != null) {
            if (!move.step()) {
                pagesWritten += move.pagesWritten();
                move = null;
            }
            return true;
        }
        if (current < slots.size()) {
            begin(slots.get(current++));
            return true;
        }
        if (pagesWritten > 0) {
            finish();
        }
        return false;
    }

    private void finish() {
        long deleted;
        database.structure.lock();
        try {
            long before = database.collector().filesDeleted();
            // The catalog still names the manifests as they were before, and with them the files.
            database.checkpointed(fork);
            deleted = database.collector().filesDeleted() - before;
        } finally {
            database.structure.unlock();
        }
        long bytes = pagesWritten * database.context().format.pageSize();
        long nanos = database.context().host.clock().nanos() - started;
        GuardedCallbacks callbacks = database.context().callbacks;
        callbacks.compacted(pagesWritten, bytes, nanos);
        callbacks.compacted(fork.name(), pagesWritten, deleted);
    }

    private void begin(int slot) {
        TableState table = fork.state().table(slot);
        if (table == null) {
            return;
        }
        Set<Long> victims = victims(table);
        if (!victims.isEmpty()) {
            move = new Move(slot, table, victims);
        }
    }

    /// Own files, not being written, of which less is used than the configured share.
    private Set<Long> victims(TableState table) {
        Partition partition = table.partition();
        long first = partition.firstUnsettledFile();
        List<Long> settled =
                partition.ownFileIds().stream().filter(id -> id < first).toList();
        LongToDoubleFunction used =
                partition.usedPages().count(table.pages().with(partition.files()), partition.recordedMapping());
        return SpaceEstimate.victims(database.context(), used, settled);
    }

    /// Moves pages of one table.
    private final class Move {
        private final int slot;
        private final TableState table;
        private final PageMapping recorded;
        private final Pages source;
        private final List<Long> logicalPages = new ArrayList<>();
        private final PageEdits edits;
        private final PageWriter writer;
        private final WritingMark mark;
        private int next;

        Move(int slot, TableState table, Set<Long> victims) {
            this.slot = slot;
            this.table = table;
            Partition partition = table.partition();
            recorded = partition.recordedMapping();
            int shift = table.pages().pagesPerFileShift();
            recorded.forEach((logical, filePage) -> {
                if (victims.contains(FilePages.fileId(filePage, shift))) {
                    logicalPages.add(logical);
                }
            });
            source = table.pages().with(recorded).with(partition.files());
            mark = partition.beginWriting();
            edits = new PageEdits(partition.logicalPages(table.pages().mapping()));
            writer = new PageWriter(partition, table.pages().pageSize());
        }

        long pagesWritten() {
            return writer.pagesWritten();
        }

        boolean step() {
            byte[] page = new byte[table.pages().pageSize()];
            int end = Math.min(logicalPages.size(), next + PAGES_PER_STEP);
            for (; next < end; next++) {
                long logical = logicalPages.get(next);
                Pages.Place place = source.find(logical);
                MemorySegment.copy(place.segment(), ValueLayout.JAVA_BYTE, place.base(), page, 0, page.length);
                edits.map(logical, writer.write(page, logical));
            }
            if (next < logicalPages.size()) {
                return true;
            }
            publish();
            return false;
        }

        private void publish() {
            writer.sync();
            PageMapping recordedMoved = edits.applyTo(recorded);
            table.partition().recordMoved(recordedMoved);
            fork.commitLock.lock();
            try {
                TableState present = fork.state().table(slot);
                if (present != null && present.partition() == table.partition()) {
                    PageMapping mapping = present.pages().mapping();
                    PageMapping moved = mapping == recorded ? recordedMoved : edits.applyTo(mapping);
                    fork.replaceTable(
                            slot,
                            present.moved(present.pages()
                                    .with(moved)
                                    .with(present.partition().files())));
                }
            } finally {
                fork.commitLock.unlock();
            }
            mark.end();
        }

        void giveUp() {
            edits.rollback();
            mark.end();
        }
    }
}
