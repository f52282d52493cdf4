package dev.coppice.store.engine;

import dev.coppice.store.Cursor;
import dev.coppice.store.KeyRange;
import dev.coppice.store.TableIdent;
import dev.coppice.store.tree.Layers;
import java.util.List;
import java.util.stream.Stream;

/// Reads of committed states.
abstract class StateView extends TableReads {
    private final DatabaseCore database;

    StateView(DatabaseCore database) {
        super(database.context().tables);
        this.database = database;
    }

    /// The state that is read.
    abstract ForkState state();

    /// The fork whose state it is, null for the state of an archive.
    abstract ForkCore fork();

    DatabaseCore database() {
        return database;
    }

    @Override
    Layers layers(TableHandle table) {
        TableState state = state().table(table.slot());
        return state == null ? null : state.layers();
    }

    @Override
    boolean mayExpire(TableHandle table) {
        TableState state = state().table(table.slot());
        return state != null && !state.expiries().isEmpty();
    }

    @Override
    Cursor pinned(Layers layers, KeyRange range) {
        ViewPin pin = database.pin(fork(), state(), "an open cursor");
        return new CursorView(layers, range, now(), () -> database.unpin(pin));
    }

    @Override
    public List<TableIdent> tables() {
        return Stream.of(state().tables())
                .filter(table -> table != null)
                .map(table -> table.partition().ident())
                .sorted()
                .toList();
    }
}
