package dev.coppice.graph.id;

/// The two kinds of ids. They are numbered independently of each other.
enum IdKind {
    VERTEX("vertex"),
    EDGE("edge");

    private final String word;

    IdKind(String word) {
        this.word = word;
    }

    /// This kind's mark.
    long of(IdMarks marks) {
        return this == VERTEX ? marks.vid() : marks.eid();
    }

    /// Marks that differ from others in this kind's alone.
    IdMarks in(IdMarks marks, long mark) {
        return this == VERTEX ? new IdMarks(mark, marks.eid()) : new IdMarks(marks.vid(), mark);
    }

    /// As a message names it.
    @Override
    public String toString() {
        return word;
    }
}
