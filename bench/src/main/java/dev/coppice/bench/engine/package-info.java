/// The engines, behind one interface: opening, reading, writing, branching. One class for each engine.
package dev.coppice.bench.engine;
