/// Instruments: throughput and durations, the device's counters, memory, sizes.
package dev.coppice.bench.measure;
