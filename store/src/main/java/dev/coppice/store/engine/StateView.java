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

    /// Keeps the state readable until it is unpinned.
    abstract ViewPin pin(String description);

    DatabaseCore database() {
        return database;
    }

    @Override
    Layers layers(TableHandle table) {
        TableState state = state().table(table.slot());
        return state == null ? null : state.layers();
    }

    @Override
    Cursor open(TableHandle handle, KeyRange range) {
        ViewPin pin = pin("an open cursor");
        TableState table = pin.state().table(handle.slot());
        Layers layers = table == null ? TableState.NO_LAYERS : table.layers();
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
