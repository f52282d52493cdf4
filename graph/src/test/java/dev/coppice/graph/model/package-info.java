/// A plain graph in memory, and random histories in which the real one must agree with it.
package dev.coppice.graph.model;
