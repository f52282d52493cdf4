package dev.coppice.store.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.StoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectPathsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "id_allocator.json",
                "catalog/forks/17/id_allocator.json",
                "A-z_0.9",
                "a./b..c/-",
                "tmp",
                "a.tmp.b/tmp"
            })
    void check_pathOfPlainParts_isGivenBack(String path) {
        assertThat(ObjectPaths.check(path)).isEqualTo(path);
        assertThat(ObjectPaths.isValid(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "../a",
                "a/..",
                "a/./b",
                ".a",
                "a/.b",
                "a.tmp",
                "a.tmp/b",
                "a\\b",
                "a b",
                "a:b",
                "a\nb",
                "a\u0000b",
                "ä",
                "a%2fb",
                "a*",
                "~"
            })
    void check_pathThatMeansSomethingElse_isRefused(String path) {
        assertThatThrownBy(() -> ObjectPaths.check(path))
                .isInstanceOf(StoreException.Invalid.class)
                .hasMessageContaining("cannot be the path of an object: ");
        assertThat(ObjectPaths.isValid(path)).isFalse();
    }

    @Test
    void check_lengths_areBounded() {
        String part = "p".repeat(ObjectPaths.MAX_PART_LENGTH);
        String longest = part + "/" + part + "/" + "q".repeat(ObjectPaths.MAX_LENGTH - 2 * part.length() - 2);

        assertThat(ObjectPaths.isValid(part)).isTrue();
        assertThat(ObjectPaths.isValid(part + "p")).isFalse();
        assertThat(longest).hasSize(ObjectPaths.MAX_LENGTH);
        assertThat(ObjectPaths.isValid(longest)).isTrue();
        assertThat(ObjectPaths.isValid(longest + "q")).isFalse();
        assertThat(ObjectPaths.isValid(null)).isFalse();
    }
}
