package dev.coppice.bench.workload;

import dev.coppice.bench.data.Dataset;
import dev.coppice.bench.data.KeyOrder;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/// All that a child process must know to do its step.
///
/// @param engine the engine's id
/// @param step the id of a [Step] of the [Catalogue]
/// @param dataset the entries
/// @param directory where this engine may keep files; they stay from one step to the next
/// @param pace how long measurements take
/// @param cacheBytes memory that the engine may use to cache what is on disk
/// @param output the file to write figures to
public record Assignment(
        String engine, String step, Dataset dataset, Path directory, Pace pace, long cacheBytes, Path output) {
    /// The arguments from which [#parse] makes the same assignment again.
    public List<String> toArguments() {
        return List.of(
                engine,
                step,
                Long.toString(dataset.entries()),
                Integer.toString(dataset.valueSize()),
                Long.toString(dataset.seed()),
                directory.toString(),
                pace.name(),
                Long.toString(cacheBytes),
                output.toString());
    }

    /// The assignment of these arguments.
    public static Assignment parse(List<String> arguments) {
        Iterator<String> next = arguments.iterator();
        return new Assignment(
                next.next(),
                next.next(),
                new Dataset(
                        Long.parseLong(next.next()),
                        Integer.parseInt(next.next()),
                        KeyOrder.RANDOM,
                        Long.parseLong(next.next())),
                Path.of(next.next()),
                Pace.valueOf(next.next()),
                Long.parseLong(next.next()),
                Path.of(next.next()));
    }
}
