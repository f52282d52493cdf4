/// Measures the store beside RocksDB, LMDB and MVStore, in one run.
package dev.coppice.bench;
