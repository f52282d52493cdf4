package dev.coppice.bench.data;

/// How the key of an entry follows from its index.
public enum KeyOrder {
    /// 16 hexadecimal digits: keys ascend with the index.
    ASCENDING,
    /// 16 mixed bytes: keys of consecutive indexes lie anywhere.
    RANDOM
}
