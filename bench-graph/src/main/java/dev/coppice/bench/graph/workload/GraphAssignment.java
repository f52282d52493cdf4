package dev.coppice.bench.graph.workload;

import dev.coppice.bench.workload.Pace;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/// All that a child process must know to do its step.
///
/// @param engine the engine's id
/// @param step the id of a step of the [GraphCatalogue]
/// @param data the file with the graph
/// @param directory where this engine may keep files; they stay from one step to the next
/// @param pace how long measurements take
/// @param cacheBytes memory that the engine may use to cache what is on disk
/// @param output the file to write figures to
public record GraphAssignment(
        String engine, String step, Path data, Path directory, Pace pace, long cacheBytes, Path output) {
    /// The arguments from which [#parse] makes the same assignment again.
    public List<String> toArguments() {
        return List.of(
                engine,
                step,
                data.toString(),
                directory.toString(),
                pace.name(),
                Long.toString(cacheBytes),
                output.toString());
    }

    /// The assignment of these arguments.
    public static GraphAssignment parse(List<String> arguments) {
        Iterator<String> next = arguments.iterator();
        return new GraphAssignment(
                next.next(),
                next.next(),
                Path.of(next.next()),
                Path.of(next.next()),
                Pace.valueOf(next.next()),
                Long.parseLong(next.next()),
                Path.of(next.next()));
    }
}
