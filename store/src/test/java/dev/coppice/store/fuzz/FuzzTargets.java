package dev.coppice.store.fuzz;

import dev.coppice.store.engine.EngineFuzzTarget;
import dev.coppice.store.log.LogFuzzTarget;
import dev.coppice.store.page.PageFuzzTarget;
import dev.coppice.store.partition.PartitionFuzzTarget;
import java.util.List;
import java.util.stream.Stream;

/// Every parser of the store.
final class FuzzTargets {
    private FuzzTargets() {}

    static List<FuzzTarget> all() {
        return Stream.<FuzzTarget[]>of(
                        LogFuzzTarget.values(),
                        PartitionFuzzTarget.values(),
                        PageFuzzTarget.values(),
                        EngineFuzzTarget.values())
                .flatMap(Stream::of)
                .toList();
    }

    /// The target of a name.
    static FuzzTarget of(String name) {
        return all().stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no target '" + name + "'; there are "
                        + all().stream().map(FuzzTarget::name).toList()));
    }
}
