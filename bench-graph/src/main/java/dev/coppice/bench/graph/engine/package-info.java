/// The engines, each behind the same few calls.
package dev.coppice.bench.graph.engine;
