/// What a database does, and what it weighs, as meters of Micrometer.
///
/// [dev.coppice.metrics.MicrometerMetrics] is handed to the database when it is opened, and registers these meters with
/// the tags that it was given. Names follow Micrometer's rules; a registry turns them into those of its monitoring
/// system, such as `coppice_commit_seconds` for Prometheus.
///
/// | meter                         | kind    | unit    | measures                                                     |
/// |-------------------------------|---------|---------|--------------------------------------------------------------|
/// | `coppice.commit`              | timer   | seconds | one group of commits: checked, written, and synced if asked  |
/// | `coppice.commit.transactions` | counter |         | transactions committed                                       |
/// | `coppice.commit.conflicts`    | counter |         | transactions refused because another one had won             |
/// | `coppice.commit.log`          | counter | bytes   | commits written to the logs                                  |
/// | `coppice.checkpoint`          | timer   | seconds | one checkpoint of one fork, from its first step to its last  |
/// | `coppice.checkpoint.pages`    | counter |         | pages that checkpoints wrote                                 |
/// | `coppice.checkpoint.written`  | counter | bytes   | the same in bytes                                            |
/// | `coppice.compaction`          | timer   | seconds | one compaction of one fork that moved pages                  |
/// | `coppice.compaction.pages`    | counter |         | pages that compactions moved                                 |
/// | `coppice.compaction.written`  | counter | bytes   | the same in bytes                                            |
/// | `coppice.fork`                | timer   | seconds | the creation of one fork, until it is durable                |
/// | `coppice.forks`               | gauge   |         | forks, primary included                                      |
/// | `coppice.unmerged`            | gauge   | bytes   | commits of all forks that no checkpoint has merged yet       |
/// | `coppice.data`                | gauge   | bytes   | all data files                                               |
/// | `coppice.data.reclaimable`    | gauge   | bytes   | the part of them that nothing can reach any more             |
/// | `coppice.log`                 | gauge   | bytes   | all write-ahead logs, manifests and the catalog              |
/// | `coppice.term`                | gauge   |         | the term of the writer                                       |
///
/// Transactions divided by timed groups tell how well commits share their syncs. Checkpoint bytes and compaction bytes
/// divided by log bytes are the write amplification.
///
/// Timers and counters move as things happen. Gauges are read from [dev.coppice.store.Database#statistics()] when
/// someone asks for one and the last reading is too old, so that they cost nothing between the looks of a monitoring
/// system.
package dev.coppice.metrics;
