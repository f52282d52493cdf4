/// What a command line program owes to the place where it runs: streams, terminals, colours, progress, exit codes, and
/// the three ways to print bytes (as they are, escaped for people, as JSON for programs).
package dev.coppice.cli.terminal;
