package dev.coppice.graph.engine;

/// A line of history as its handles share it: which one it is now, and how many handles there are. A reset puts another
/// line into it, so all handles follow.
final class SharedLine {
    private volatile Line line;
    private int handles;

    SharedLine(Line line) {
        this.line = line;
    }

    /// The line as it is now.
    Line line() {
        return line;
    }

    void replace(Line by) {
        line = by;
    }

    // ---- under the core's lock

    boolean isUsed() {
        return handles > 0;
    }

    void addHandle() {
        handles++;
    }

    /// @return whether it was the last one
    boolean removeHandle() {
        return --handles == 0;
    }
}
