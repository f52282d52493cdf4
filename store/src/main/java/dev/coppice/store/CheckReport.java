package dev.coppice.store;

import java.util.List;

/// What a check found.
///
/// @param problems each contradiction found, naming file and offset; empty when the database is sound
/// @param forks forks and archives examined
/// @param pages pages whose checksum was verified
/// @param entries entries examined
public record CheckReport(List<String> problems, long forks, long pages, long entries) {
    /// Copies the list.
    public CheckReport {
        problems = List.copyOf(problems);
    }

    /// Whether nothing was found.
    public boolean isSound() {
        return problems.isEmpty();
    }
}
