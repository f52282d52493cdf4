/// Vertices and edges in files and on the screen: read and written as CSV, JSON lines and GraphML, and drawn.
package dev.coppice.cli.graph;
