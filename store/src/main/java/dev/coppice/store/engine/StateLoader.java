package dev.coppice.store.engine;

import dev.coppice.store.TableIdent;
import dev.coppice.store.log.WalReplay;
import dev.coppice.store.log.WalState;
import dev.coppice.store.partition.DataFile;

/// Rebuilds states from what is durable: manifests, and the parts of logs after them.
final class StateLoader {
    private final StoreContext context;

    StateLoader(StoreContext context) {
        this.context = context;
    }

    /// A fork's latest state, and where its log ends.
    ///
    /// @param state the state
    /// @param wal the end of the fork's own log
    /// @param unmergedBytes bytes of the fork's own commits that are not in its trees
    record Latest(ForkState state, WalState wal, long unmergedBytes) {
        /// Whether a data file that the state uses is not there.
        boolean hasLostFiles() {
            for (TableState table : state.tables()) {
                if (table != null && table.pages().files().all().stream().anyMatch(DataFile::isLost)) {
                    return true;
                }
            }
            return false;
        }
    }

    /// The state that a pointer names.
    ForkState load(StatePointer pointer, long readerForkId) {
        StateEditor editor = editor(openTables(pointer, readerForkId, true), pointer, readerForkId, true);
        pointer.logs().forEach(range -> replay(range, editor));
        return editor.toState();
    }

    /// The latest state of a fork.
    ///
    /// @param repair whether to cut a torn end off the log, and to make manifests durable that a killed process may not
    ///     have, as a writer must
    Latest loadLatest(ForkHead head, boolean repair) {
        StatePointer durable = head.durable();
        try (WalReplay log = log(new WalRange(head.id(), durable.sequence(), Long.MAX_VALUE));
                DurableManifests manifests = new DurableManifests(context.host.scheduler())) {
            if (repair) {
                // A reader must know the manifests first: else a writer that goes on meanwhile could have merged later
                // commits into some of the tables.
                log.readAhead(context.host.scheduler());
            }
            ForkState merged = openTables(durable, head.id(), false);
            if (repair) {
                manifests.begin(merged);
            }
            StateEditor editor = editor(merged, durable, head.id(), false);
            long[] bytes = {0};
            for (WalRange range : durable.logs()) {
                long length = replay(range, editor);
                bytes[0] += range.forkId() == head.id() ? length : 0;
            }
            WalState wal = log.run(repair, (record, bodyOffset, bodyLength, sequence) -> {
                editor.apply(record, bodyOffset, bodyLength);
                bytes[0] += bodyLength;
            });
            ForkState state = editor.toState();
            if (repair) {
                manifests.finish(state);
            }
            return new Latest(state, wal, bytes[0]);
        }
    }

    private WalReplay log(WalRange range) {
        return new WalReplay(context.storage, context.databaseId(), range.forkId(), range.after(), range.through());
    }

    /// What manifests say.
    private ForkState openTables(StatePointer pointer, long forkId, boolean pinned) {
        ForkState state = new ForkState(pointer.checkpointSequence(), new TableState[0]);
        for (TableHead head : pointer.tables()) {
            if (head.incarnation() <= pointer.checkpointSequence()) {
                int slot = context.tables.handle(head.ident()).slot();
                state = state.with(slot, Partition.open(context, forkId, head, pinned));
            }
        }
        return state;
    }

    /// An editor for the commits that are not in what manifests say.
    private StateEditor editor(ForkState state, StatePointer pointer, long forkId, boolean pinned) {
        StateEditor.TableCreation creation = (ident, incarnation) -> {
            TableHead known = find(pointer, ident, incarnation);
            if (known == null && pinned) {
                return Partition.create(context, forkId, ident, incarnation, true);
            }
            TableHead head = known != null ? known : new TableHead(ident, incarnation, forkId, null, 0);
            return Partition.open(context, forkId, head, pinned);
        };
        return StateEditor.forReplay(state, context.tables, creation, context.host.scheduler());
    }

    private static TableHead find(StatePointer pointer, TableIdent ident, long incarnation) {
        for (TableHead head : pointer.tables()) {
            if (head.ident().equals(ident) && head.incarnation() == incarnation) {
                return head;
            }
        }
        return null;
    }

    /// Applies the commits of a range.
    ///
    /// @return their bytes
    private long replay(WalRange range, StateEditor editor) {
        long[] bytes = {0};
        try (WalReplay log = log(range)) {
            log.readAhead(context.host.scheduler());
            log.run(false, (record, bodyOffset, bodyLength, sequence) -> {
                editor.apply(record, bodyOffset, bodyLength);
                bytes[0] += bodyLength;
            });
        }
        return bytes[0];
    }
}
