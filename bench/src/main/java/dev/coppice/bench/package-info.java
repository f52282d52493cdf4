/// Measures Coppice beside RocksDB, LMDB and MVStore, in one run, and reports figures and ratios.
///
/// After `mvn package` the program is `java -jar bench/target/coppice-bench-VERSION.jar`; `--help` lists its options,
/// `--quick` takes some two minutes, and `--output docs/benchmarks` renews the page that is kept there.
///
/// How it works: [BenchCommand] makes a [Plan] of the command line; [Runner] carries it out, engine after engine within
/// each group of workloads, each step in a process of its own ([ChildProcess], [Child]) with the same options; the
/// medians of all rounds go into a report. What there is to measure lists [dev.coppice.bench.workload.Catalogue]; each
/// engine is one class in `engine`, which also says how it is configured; the data are computed, never stored, and
/// prove each answer right ([dev.coppice.bench.data.Dataset]). What is not particular to key-value stores also carries
/// the program that measures graphs, in `bench-graph`: it is another [Benchmark].
package dev.coppice.bench;
