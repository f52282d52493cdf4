/// Asks a graph one question in Gremlin, from text to rows: what a command line needs.
package dev.coppice.gremlin.query;
