/// The engine: what makes a set of trees and logs a database with transactions and forks.
package dev.coppice.store.engine;
