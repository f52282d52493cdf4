package dev.coppice.volume.block;

/// An exception that a change ends with on purpose, and after which everything is sound: the volume goes on.
public interface Refusal {}
