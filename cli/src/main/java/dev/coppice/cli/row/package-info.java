/// Entries as rows of files: what `import` reads and `export` writes, in each format, and how rows reach a table.
package dev.coppice.cli.row;
