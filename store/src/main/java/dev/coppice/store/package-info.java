/// The public API of the store: databases, forks, tables, transactions, snapshots, and the errors they raise.
package dev.coppice.store;
