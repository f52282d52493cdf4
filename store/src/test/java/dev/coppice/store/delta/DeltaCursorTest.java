package dev.coppice.store.delta;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeltaCursorTest {
    private static final Delta DELTA = Chunks.deltaOf(1, Chunks.key("b"), Chunks.key("d"), Chunks.key("f"));

    private static String keyAt(DeltaCursor cursor) {
        return cursor.isValid()
                ? new String(Chunks.key(cursor.chunk(), cursor.at()), java.nio.charset.StandardCharsets.UTF_8)
                : null;
    }

    @Test
    void new_cursor_isOnNoEntryAndStaysThere() {
        DeltaCursor cursor = new DeltaCursor(DELTA);

        assertThat(cursor.isValid()).isFalse();
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.previous()).isFalse();
    }

    @Test
    void next_pastTheEnd_staysOnNoEntry() {
        DeltaCursor cursor = new DeltaCursor(DELTA);

        assertThat(cursor.last()).isTrue();
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.isValid()).isFalse();
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.previous()).isFalse();
    }

    @Test
    void previous_pastTheStart_staysOnNoEntry() {
        DeltaCursor cursor = new DeltaCursor(DELTA);

        assertThat(cursor.first()).isTrue();
        assertThat(cursor.previous()).isFalse();
        assertThat(cursor.previous()).isFalse();
        assertThat(cursor.next()).isFalse();
    }

    @Test
    void seeks_betweenAtAndAroundKeys_goToTheNearest() {
        DeltaCursor cursor = new DeltaCursor(DELTA);
        String[][] expected = { // key, ceiling, higher, floor, lower
            {"", "b", "b", null, null},
            {"a", "b", "b", null, null},
            {"b", "b", "d", "b", null},
            {"c", "d", "d", "b", "b"},
            {"d", "d", "f", "d", "b"},
            {"f", "f", null, "f", "d"},
            {"g", null, null, "f", "f"},
        };
        for (String[] row : expected) {
            byte[] key = Chunks.key(row[0]);
            cursor.seekCeiling(key, key.length);
            assertThat(keyAt(cursor)).as("ceiling of %s", row[0]).isEqualTo(row[1]);
            cursor.seekHigher(key, key.length);
            assertThat(keyAt(cursor)).as("higher than %s", row[0]).isEqualTo(row[2]);
            cursor.seekFloor(key, key.length);
            assertThat(keyAt(cursor)).as("floor of %s", row[0]).isEqualTo(row[3]);
            cursor.seekLower(key, key.length);
            assertThat(keyAt(cursor)).as("lower than %s", row[0]).isEqualTo(row[4]);
        }
    }

    @Test
    void seeks_emptyDelta_findNothing() {
        DeltaCursor cursor = new DeltaCursor(Delta.EMPTY);
        byte[] key = Chunks.key("k");

        assertThat(cursor.seekExact(key, 1)).isFalse();
        assertThat(cursor.seekCeiling(key, 1)).isFalse();
        assertThat(cursor.seekHigher(key, 1)).isFalse();
        assertThat(cursor.seekFloor(key, 1)).isFalse();
        assertThat(cursor.seekLower(key, 1)).isFalse();
        assertThat(cursor.first()).isFalse();
        assertThat(cursor.last()).isFalse();
        assertThat(cursor.isValid()).isFalse();
    }

    @Test
    void reset_otherDelta_readsOnlyThatOne() {
        DeltaCursor cursor = new DeltaCursor(DELTA);
        cursor.first();

        cursor.reset(Chunks.deltaOf(2, Chunks.key("x")));

        assertThat(cursor.isValid()).isFalse();
        assertThat(cursor.first()).isTrue();
        assertThat(keyAt(cursor)).isEqualTo("x");
        assertThat(cursor.next()).isFalse();
    }

    @Test
    void steps_wholeDeltaOfSeveralLevels_giveEachKeyOnceInEitherDirection() {
        int count = 10_000;
        byte[][] keys = new byte[count][];
        for (int i = 0; i < count; i++) {
            keys[i] = Chunks.key((i * 7_919L) % count);
        }
        DeltaCursor cursor = new DeltaCursor(Chunks.deltaOf(1, keys));
        long expected = 0;
        for (boolean valid = cursor.first(); valid; valid = cursor.next()) {
            byte[] key = Chunks.key(expected++);
            assertThat(Mutation.compareKey(cursor.chunk(), cursor.at(), key, key.length))
                    .isZero();
        }
        assertThat(expected).isEqualTo(count);
        for (boolean valid = cursor.last(); valid; valid = cursor.previous()) {
            byte[] key = Chunks.key(--expected);
            assertThat(Mutation.compareKey(cursor.chunk(), cursor.at(), key, key.length))
                    .isZero();
        }
        assertThat(expected).isZero();
    }
}
