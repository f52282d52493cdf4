package dev.coppice.cli.command;

import dev.coppice.cli.argument.TableName;
import dev.coppice.cli.argument.Target;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import dev.coppice.store.View;

/// Finds tables.
final class TableParameter {
    private TableParameter() {}

    /// A handle of a table that exists in a view. Reading one that does not would look like an empty one.
    ///
    /// @throws StoreException.NotFound when it does not
    static Table existing(Session session, View view, TableIdent ident, Target target) {
        if (!view.tables().contains(ident)) {
            throw new StoreException.NotFound("there is no table '" + TableName.format(ident) + "' in " + target
                    + "; 'coppice tables " + target + "' lists them");
        }
        return session.database().primary().table(ident);
    }
}
