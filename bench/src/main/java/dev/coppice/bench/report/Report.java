package dev.coppice.bench.report;

import java.util.List;
import java.util.stream.Stream;

/// All that one run found out.
///
/// @param conditions what the run was made on and how, one sentence each
/// @param subject the engine that the others are compared with
/// @param peers the others
/// @param compared figures of every engine
/// @param alone figures of the subject alone
/// @param disk figures of the disk itself, whose results are under the engine [#DISK]
/// @param sections results, one for each data set
public record Report(
        List<String> conditions,
        Contender subject,
        List<Contender> peers,
        List<Figure> compared,
        List<Figure> alone,
        List<Figure> disk,
        List<Section> sections) {
    /// The engine under which the disk's own figures are.
    public static final String DISK = "disk";

    /// The subject and its peers.
    public List<Contender> contenders() {
        return Stream.concat(Stream.of(subject), peers.stream()).toList();
    }

    /// The ids of the peers.
    public List<String> peerIds() {
        return peers.stream().map(Contender::id).toList();
    }
}
