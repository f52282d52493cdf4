/// The entries that engines are given: keys, values, orders and distributions, all computed from a seed.
package dev.coppice.bench.data;
