/// B+-trees over a page mapping: point reads, cursors, and merges by copy on write.
///
/// A tree is a pair of numbers, its root and height ([Tree]), read through a mapping from logical to file pages
/// ([Pages]). Both are immutable, so a snapshot or a fork of a tree is a copy of two references. Layers of in-memory
/// changes lie over a tree ([Layers]) until a checkpoint merges them into it ([TreeMerge]).
package dev.coppice.store.tree;
