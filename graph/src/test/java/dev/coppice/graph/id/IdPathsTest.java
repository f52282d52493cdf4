package dev.coppice.graph.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.GraphException;
import dev.coppice.store.object.ObjectPaths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdPathsTest {
    @Test
    void paths_areTheDocumentedOnes() {
        assertThat(IdPaths.PRIMARY).isEqualTo("id_allocator.json");
        assertThat(IdPaths.ofFork(17)).isEqualTo("catalog/forks/17/id_allocator.json");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 10, 1_234_567, Long.MAX_VALUE})
    void forkOf_thePathOfAFork_isThatFork(long forkId) {
        String path = IdPaths.ofFork(forkId);

        assertThat(ObjectPaths.isValid(path)).isTrue();
        assertThat(path).startsWith(IdPaths.FORKS);
        assertThat(IdPaths.forkOf(path)).hasValue(forkId);
    }

    @Test
    void ofFork_negative_isInvalid() {
        assertThatThrownBy(() -> IdPaths.ofFork(-1)).isInstanceOf(GraphException.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "id_allocator.json",
                "catalog/forks/",
                "catalog/forks/id_allocator.json",
                "catalog/forks//id_allocator.json",
                "catalog/forks/-1/id_allocator.json",
                "catalog/forks/+1/id_allocator.json",
                "catalog/forks/01/id_allocator.json",
                "catalog/forks/\u0661/id_allocator.json",
                "catalog/forks/1/2/id_allocator.json",
                "catalog/forks/1/id_allocator.json.tmp",
                "catalog/forks/1/id_allocator.jso",
                "catalog/forks/9223372036854775808/id_allocator.json",
                "x/catalog/forks/1/id_allocator.json",
                "catalog/forks/01ARZ3NDEKTSV4RRFFQ69G5FAV/id_allocator.json"
            })
    void forkOf_anyOtherPath_isEmpty(String path) {
        assertThat(IdPaths.forkOf(path)).isEmpty();
    }
}
