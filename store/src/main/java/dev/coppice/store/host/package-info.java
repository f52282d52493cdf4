/// The seams between the engine and the world: files, time, randomness and threads.
package dev.coppice.store.host;
