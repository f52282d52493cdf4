/// The examples of `docs/graph.md`, run.
package dev.coppice.graph.guide;
