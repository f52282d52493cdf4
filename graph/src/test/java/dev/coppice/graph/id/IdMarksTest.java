package dev.coppice.graph.id;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdMarksTest {
    private static final IdMarks MARKS = new IdMarks(10, 20);

    @Test
    void max_takesTheHigherOfEachKind() {
        assertThat(MARKS.max(new IdMarks(11, 19))).isEqualTo(new IdMarks(11, 20));
        assertThat(new IdMarks(11, 19).max(MARKS)).isEqualTo(new IdMarks(11, 20));
        assertThat(MARKS.max(IdMarks.ZERO)).isEqualTo(MARKS);
        assertThat(MARKS.max(IdMarks.UNBOUNDED)).isEqualTo(IdMarks.UNBOUNDED);
    }

    @Test
    void covers_needsBothKinds() {
        assertThat(MARKS.covers(MARKS)).isTrue();
        assertThat(MARKS.covers(new IdMarks(9, 20))).isTrue();
        assertThat(MARKS.covers(new IdMarks(11, 0))).isFalse();
        assertThat(MARKS.covers(new IdMarks(0, 21))).isFalse();
    }

    @Test
    void numbers_areUnsigned() {
        IdMarks high = new IdMarks(Long.MIN_VALUE, Long.MIN_VALUE);

        assertThat(high.covers(MARKS)).isTrue();
        assertThat(MARKS.covers(high)).isFalse();
        assertThat(MARKS.max(high)).isEqualTo(high);
        assertThat(high).hasToString("vid 9223372036854775808, eid 9223372036854775808");
    }
}
