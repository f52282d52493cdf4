/// One class for each command: it declares its words, calls the store, and prints what came of it.
package dev.coppice.cli.command;
