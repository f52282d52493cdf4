package dev.coppice.store.engine;

/// Says that pages are being written that no state refers to yet, from a file on: files from there on are not garbage.
interface WritingMark {
    /// The pages are published, or given up.
    void end();
}
