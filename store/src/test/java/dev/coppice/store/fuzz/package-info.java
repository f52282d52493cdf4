/// Fuzzing of every parser of bytes, one by one: by a seeded mutator in each build, and by a fuzzer that coverage
/// guides, see CONTRIBUTING.md. What both run is the same.
package dev.coppice.store.fuzz;
