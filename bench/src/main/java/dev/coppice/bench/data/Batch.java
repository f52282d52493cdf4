package dev.coppice.bench.data;

import java.util.function.LongUnaryOperator;

/// Entries to be written in one atomic step, in arrays that are used again for the next batch. Confined to one thread.
public final class Batch {
    /// Entries of a full batch.
    public static final int CAPACITY = 1_000;

    private final byte[][] keys = new byte[CAPACITY][Dataset.KEY_SIZE];
    private final byte[][] values;
    private final Dataset dataset;
    private int size;

    /// A batch for entries of `dataset`.
    public Batch(Dataset dataset) {
        this.dataset = dataset;
        this.values = new byte[CAPACITY][dataset.valueSize()];
    }

    /// Replaces the content by entries of one generation: those at positions `from` to `from + count - 1` of a sequence
    /// of indexes.
    public void fill(LongUnaryOperator indexAt, long from, int count, long generation) {
        for (int i = 0; i < count; i++) {
            dataset.key(indexAt.applyAsLong(from + i), keys[i]);
            dataset.value(keys[i], generation, values[i]);
        }
        size = count;
    }

    /// Entries in the batch.
    public int size() {
        return size;
    }

    /// Whether keys ascend, in this batch and from each batch of a load to the next.
    public boolean ascending() {
        return dataset.order() == KeyOrder.ASCENDING;
    }

    /// The key of entry `i`, valid until the next [#fill].
    public byte[] key(int i) {
        return keys[i];
    }

    /// The value of entry `i`, valid until the next [#fill].
    public byte[] value(int i) {
        return values[i];
    }
}
