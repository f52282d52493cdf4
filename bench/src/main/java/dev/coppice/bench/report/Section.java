package dev.coppice.bench.report;

import dev.coppice.bench.data.Dataset;

/// The results of one data set.
///
/// @param dataset the data
/// @param results what was measured with it
public record Section(Dataset dataset, Results results) {
    /// A name for files, such as `100-bytes`.
    public String id() {
        return dataset.valueSize() + "-bytes";
    }

    /// A heading.
    public String title() {
        return "%,d entries, 16-byte keys, %,d-byte values".formatted(dataset.entries(), dataset.valueSize());
    }
}
