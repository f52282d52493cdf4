package dev.coppice.graph.engine;

import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphException;
import dev.coppice.graph.id.IdLineage;
import dev.coppice.store.Database;
import dev.coppice.store.Fork;
import dev.coppice.store.StoreException;
import dev.coppice.store.TableIdent;
import java.lang.foreign.MemorySegment;

/// Opens graphs.
public final class GraphDatabases {
    private static final long VERSION = 1;

    private GraphDatabases() {}

    /// Opens the graph in a database. See [GraphDatabase#over(Database)].
    public static GraphDatabase open(Database database) {
        try {
            Fork primary = database.primary();
            GraphTables tables = GraphTables.of(primary);
            if (!isGraph(database)) {
                create(database, tables);
            }
            requireVersion(database, tables);
            GraphCore core = new GraphCore(database, tables);
            core.lifecycle().recover();
            return core;
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    /// Whether a database holds a graph. See [GraphDatabase#isGraph(Database)].
    public static boolean isGraph(Database database) {
        return database.primary().tables().contains(TableIdent.of(GraphTables.META));
    }

    private static void create(Database database, GraphTables tables) {
        if (!database.primary().tables().isEmpty()) {
            throw new GraphException.Invalid("the database " + database.description() + " has tables and no graph ("
                    + database.primary().tables().getFirst() + " ...); name another directory for the graph");
        }
        try {
            database.primary().transact(transaction -> {
                tables.all().forEach(transaction::create);
                transaction.put(tables.meta(), Keys.FORMAT, RecordWriter.ofVarint(VERSION));
                transaction.put(
                        tables.meta(),
                        Keys.LINEAGE,
                        IdLineage.of(database.primary().id()).encode());
                transaction.put(tables.meta(), Keys.SCHEMA, SchemaFormat.encode(SchemaState.EMPTY));
            });
        } catch (StoreException.ReadOnly e) {
            throw new GraphException.NotFound(
                    "there is no graph in " + database.description() + "; open it for writing to make one", e);
        }
    }

    private static void requireVersion(Database database, GraphTables tables) {
        MemorySegment format = database.primary().getSegment(tables.meta(), Keys.FORMAT);
        long version = format == null ? 0 : new RecordReader(format).varint();
        if (version != VERSION) {
            throw new GraphException.Invalid("the graph in " + database.description() + " has format " + version
                    + ", and this release reads " + VERSION + "; use the release that wrote it");
        }
    }
}
