/// Measures Coppice's graph beside Neo4j, ArcadeDB and TinkerGraph, in one run, and reports figures and ratios.
///
/// After `mvn package` the program is `java -jar bench-graph/target/coppice-bench-graph-VERSION.jar`; `--help` lists
/// its options, and `--output docs/benchmarks/graph` renews the page that is kept there.
///
/// How it works: [GraphBench] hands what is particular to graphs to the program that measures the store
/// ([dev.coppice.bench.BenchCommand]), which carries it out and reports it. What there is to measure lists
/// [dev.coppice.bench.graph.workload.GraphCatalogue]; each engine is one class in `engine`, which also says how it is
/// configured; every answer of an engine is compared with one that is computed from arrays
/// ([dev.coppice.bench.graph.data.Answers]).
package dev.coppice.bench.graph;
