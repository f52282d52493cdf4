/// Bugs planted into the engine, one at a time, to prove that the tests of durability and of concurrency find them.
package dev.coppice.store.mutation;
