/// A property graph on the store: vertices and edges that fork, each fork with its own ids.
module coppice.graph {
    requires transitive coppice.store;

    exports dev.coppice.graph;
    exports dev.coppice.graph.value; // types of properties, and their bytes in records and keys
}
