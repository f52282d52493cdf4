/// The command line: parses words into typed values, calls the store's public API, prints for people or for programs.
package dev.coppice.cli;
