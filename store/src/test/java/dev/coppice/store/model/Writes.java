package dev.coppice.store.model;

import dev.coppice.store.Change;
import dev.coppice.store.TableIdent;
import java.util.ArrayList;
import java.util.List;

/// What lists of writes make of states, and the other way round.
final class Writes {
    private Writes() {}

    /// The states that a transaction's writes lead through: tables that are created ahead for large values, then the
    /// commit.
    static List<State> statesOf(State before, List<Write> writes) {
        List<State> states = new ArrayList<>();
        State.Edit ahead = before.edit();
        State.Edit edit = before.edit();
        for (Write write : writes) {
            if (write instanceof Write.Put(TableIdent table, byte[] key, Row row, boolean asStream)
                    && row.value().length >= World.LARGE
                    && !ahead.has(table)) {
                ahead.create(table);
                states.add(ahead.toState());
            }
            write.to(edit);
        }
        states.add(edit.toState());
        return states;
    }

    /// The writes that have something to do: what is deleted from a table that does not exist is not even recorded.
    static List<Write> effective(State before, List<Write> writes) {
        State.Edit edit = before.edit();
        List<Write> effective = new ArrayList<>();
        for (Write write : writes) {
            if (edit.has(write.table()) || !(write instanceof Write.Delete || write instanceof Write.Truncate)) {
                effective.add(write);
            }
            write.to(edit);
        }
        return effective;
    }

    /// The writes that lead from one state to another.
    static List<Write> between(State before, State after) {
        List<Write> writes = new ArrayList<>();
        for (TableIdent table : before.tables()) {
            if (!after.has(table)) {
                writes.add(new Write.Drop(table));
            }
        }
        for (TableIdent table : after.tables()) {
            if (!before.has(table)) {
                writes.add(new Write.Create(table));
            }
        }
        for (Change change : ThreeWay.diff(before, after, 0)) {
            writes.add(
                    change.after() == null
                            ? new Write.Delete(change.table(), change.key())
                            : new Write.Put(
                                    change.table(),
                                    change.key(),
                                    after.rows(change.table()).get(change.key()),
                                    false));
        }
        return writes;
    }
}
