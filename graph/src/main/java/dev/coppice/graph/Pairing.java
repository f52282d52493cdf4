package dev.coppice.graph;

/// When two elements of two states count as the same in a [GraphDiff].
public enum Pairing {
    /// When the same fork made them under the same number. The two states must be of one database.
    IDENTITY,
    /// By identity, and vertices that are left also by label and external id. Then edges between paired vertices that
    /// are left, by type, ends and properties.
    EXTERNAL_ID,
    /// By identity, and vertices that are left also by label, external id and all properties, one to one. Then edges as
    /// above.
    CONTENT
}
