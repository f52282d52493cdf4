/// The engine against a model of plain sorted maps: every operation runs on both, every answer is compared, on a
/// simulated machine that is killed, loses power and fails when told to.
package dev.coppice.store.model;
