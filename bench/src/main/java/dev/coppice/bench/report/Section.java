package dev.coppice.bench.report;

import java.util.SequencedMap;

/// The results of one data set.
///
/// @param id a name for files, such as `100-bytes`
/// @param title a heading
/// @param parameters the numbers that the data are made from, by name
/// @param results what was measured with the data
public record Section(String id, String title, SequencedMap<String, Long> parameters, Results results) {}
