/// The graphs that every engine is given, the questions about them, and their right answers.
package dev.coppice.bench.graph.data;
