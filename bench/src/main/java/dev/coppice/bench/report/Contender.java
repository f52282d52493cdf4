package dev.coppice.bench.report;

/// An engine, as reports see it.
///
/// @param id names it in results
/// @param title names it for people
/// @param version the version measured
/// @param settings how it was configured, in a paragraph of Markdown
public record Contender(String id, String title, String version, String settings) {}
