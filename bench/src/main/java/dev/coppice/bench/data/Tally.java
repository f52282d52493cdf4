package dev.coppice.bench.data;

/// Counts the entries of a scan and refuses those that come out of order or whose value is not their key's.
/// Confined to one thread; no method allocates.
public final class Tally {
    private long count;
    private long keySum;
    private long lastHigh;
    private long lastLow;

    /// Forgets all entries.
    public void clear() {
        count = 0;
        keySum = 0;
    }

    /// Takes the next entry of a forward scan: its key as two big-endian halves, and the sum of its value.
    ///
    /// @throws WrongAnswer if the key is not above the one before, or the value does not belong to it
    public void add(long keyHigh, long keyLow, long valueSum) {
        if (count > 0 && !follows(keyHigh, keyLow)) {
            throw new WrongAnswer("key out of order after " + count + " entries");
        }
        if (valueSum != Dataset.sumFor(keyHigh, keyLow)) {
            throw new WrongAnswer("value does not belong to its key after " + count + " entries");
        }
        count++;
        keySum += Mix.mix(keyHigh ^ keyLow);
        lastHigh = keyHigh;
        lastLow = keyLow;
    }

    /// Entries taken since the last [#clear()].
    public long count() {
        return count;
    }

    /// A number that two scans share if they saw the same keys.
    public long keySum() {
        return keySum;
    }

    /// The [#keySum()] of a scan over all entries of `dataset`.
    public static long keySumOf(Dataset dataset) {
        byte[] key = new byte[Dataset.KEY_SIZE];
        long sum = 0;
        for (long index = 0; index < dataset.entries(); index++) {
            dataset.key(index, key);
            sum += Mix.mix(Dataset.high(key) ^ Dataset.low(key));
        }
        return sum;
    }

    private boolean follows(long keyHigh, long keyLow) {
        int order = Long.compareUnsigned(keyHigh, lastHigh);
        return order > 0 || (order == 0 && Long.compareUnsigned(keyLow, lastLow) > 0);
    }
}
