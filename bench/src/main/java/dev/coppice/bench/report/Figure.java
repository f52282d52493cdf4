package dev.coppice.bench.report;

/// Something that is measured.
///
/// @param id names it in result files, such as `read.present.1`; a detail's id begins with its headline's
/// @param title names it in reports
/// @param unit what it counts
/// @param role where it appears
public record Figure(String id, String title, Unit unit, Role role) {
    /// Where a figure appears in reports.
    public enum Role {
        /// In the first table and the chart.
        HEADLINE,
        /// In the second table.
        DETAIL
    }

    /// A figure of the first table and the chart.
    public static Figure headline(String id, String title, Unit unit) {
        return new Figure(id, title, unit, Role.HEADLINE);
    }

    /// A figure of the second table.
    public static Figure detail(String id, String title, Unit unit) {
        return new Figure(id, title, unit, Role.DETAIL);
    }
}
