/// Words of the command line as typed values, checked before any file is opened.
package dev.coppice.cli.argument;
