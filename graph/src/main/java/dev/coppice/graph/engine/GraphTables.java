package dev.coppice.graph.engine;

import dev.coppice.store.Fork;
import dev.coppice.store.Table;
import dev.coppice.store.TableIdent;
import java.util.List;
import java.util.function.IntFunction;

/// The tables of a graph. See the package page.
record GraphTables(
        Table meta,
        Table names,
        Table vertices,
        Table edges,
        Table adjacency,
        Table labels,
        Table externals,
        Table promoted,
        IntFunction<Table> indexes) {
    static final String META = "graph.meta";
    private static final String INDEX = "graph.index";

    static GraphTables of(Fork fork) {
        return new GraphTables(
                fork.table(META),
                fork.table("graph.names"),
                fork.table("graph.vertices"),
                fork.table("graph.edges"),
                fork.table("graph.adjacency"),
                fork.table("graph.labels"),
                fork.table("graph.externals"),
                fork.table("graph.promoted"),
                number -> fork.table(new TableIdent(INDEX, number)));
    }

    /// The table of one index.
    Table index(int number) {
        return indexes.apply(number);
    }

    /// The tables that every graph has.
    List<Table> all() {
        return List.of(meta, names, vertices, edges, adjacency, labels, externals, promoted);
    }
}
