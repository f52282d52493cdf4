/// What the engines are made to do, and what is measured of it.
package dev.coppice.bench.graph.workload;
