package dev.coppice.store.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coppice.store.StoreException;
import dev.coppice.store.object.Condition;
import dev.coppice.store.object.ConditionFailedException;
import dev.coppice.store.object.ObjectPaths;
import dev.coppice.store.object.ObjectStore;
import dev.coppice.store.object.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every [ObjectStore] does, whatever it stands on. An implementation's test extends this.
public abstract class ObjectStoreContractTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 25;

    /// An empty store; the same one within one test.
    protected abstract ObjectStore objects();

    private String put(String path, String content, Condition condition) throws IOException {
        return objects().put(path, content.getBytes(UTF_8), condition);
    }

    private String get(String path) throws IOException {
        return objects()
                .get(path)
                .map(object -> new String(object.content(), UTF_8))
                .orElse(null);
    }

    // ---- get ----

    @Test
    void get_nothingThere_isEmpty() throws Exception {
        assertThat(objects().get("a")).isEmpty();
        assertThat(objects().get("a/b/c")).isEmpty();
    }

    @Test
    void get_afterPut_givesContentAndVersion() throws Exception {
        String version = put("catalog/forks/17/id_allocator.json", "{}", Condition.ABSENT);

        assertThat(objects().get("catalog/forks/17/id_allocator.json"))
                .contains(new StoredObject("{}".getBytes(UTF_8), version));
    }

    @Test
    void get_neighboursOfAPath_areEmpty() throws Exception {
        put("a/b", "x", Condition.ABSENT);

        assertThat(objects().get("a/c")).isEmpty();
        assertThat(objects().get("a/bb")).isEmpty();
        assertThat(objects().get("b")).isEmpty();
    }

    @Test
    void get_returnedArray_belongsToTheCaller() throws Exception {
        put("a", "x", Condition.ABSENT);
        objects().get("a").orElseThrow().content()[0] = 'y';

        assertThat(get("a")).isEqualTo("x");
    }

    @Test
    void put_arrayChangedAfterwards_doesNotChangeTheObject() throws Exception {
        byte[] content = {'x'};
        objects().put("a", content, Condition.ABSENT);
        content[0] = 'y';

        assertThat(get("a")).isEqualTo("x");
    }

    // ---- conditions ----

    @Test
    void put_absentWhereThereIsOne_failsAndChangesNothing() throws Exception {
        String version = put("a", "first", Condition.ABSENT);

        ConditionFailedException failed =
                catchThrowableOfType(ConditionFailedException.class, () -> put("a", "second", Condition.ABSENT));

        assertThat(failed.path()).isEqualTo("a");
        assertThat(failed.expected()).isEqualTo(Condition.ABSENT);
        assertThat(failed.found()).contains(version);
        assertThat(failed)
                .hasMessage(
                        "object 'a' was not written: expected no object, found version " + version + "; read it again");
        assertThat(get("a")).isEqualTo("first");
    }

    @Test
    void put_matchingVersion_replaces() throws Exception {
        String first = put("a", "first", Condition.ABSENT);
        String second = put("a", "second", Condition.matches(first));

        assertThat(second).isNotEqualTo(first);
        assertThat(get("a")).isEqualTo("second");
        put("a", "third", Condition.matches(second));
        assertThat(get("a")).isEqualTo("third");
    }

    @Test
    void put_staleVersion_failsAndChangesNothing() throws Exception {
        String first = put("a", "first", Condition.ABSENT);
        String second = put("a", "second", Condition.matches(first));

        ConditionFailedException failed =
                catchThrowableOfType(ConditionFailedException.class, () -> put("a", "third", Condition.matches(first)));

        assertThat(failed.expected()).isEqualTo(Condition.matches(first));
        assertThat(failed.found()).contains(second);
        assertThat(get("a")).isEqualTo("second");
    }

    @Test
    void put_versionWhereThereIsNone_fails() throws Exception {
        String version = put("a", "first", Condition.ABSENT);
        objects().delete("a");

        ConditionFailedException failed = catchThrowableOfType(
                ConditionFailedException.class, () -> put("a", "second", Condition.matches(version)));

        assertThat(failed.found()).isEmpty();
        assertThat(failed).hasMessageContaining("found no object");
        assertThat(objects().get("a")).isEmpty();
        assertThatThrownBy(() -> put("a", "x", Condition.matches("unheard of")))
                .isInstanceOf(ConditionFailedException.class);
    }

    @Test
    void put_any_replacesWhateverIsThere() throws Exception {
        put("a", "first", Condition.ANY);
        put("a", "second", Condition.ANY);

        assertThat(get("a")).isEqualTo("second");
    }

    @Test
    void put_otherContents_haveOtherVersions() throws Exception {
        List<String> versions = new ArrayList<>();
        for (String content : List.of("", "0", "1", "00", "{\"a\":1}", "{\"a\":2}")) {
            versions.add(put("a", content, Condition.ANY));
            assertThat(objects().get("a").orElseThrow().version()).isEqualTo(versions.getLast());
        }
        assertThat(versions).doesNotHaveDuplicates();
    }

    // ---- sizes ----

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4_095, 4_096, 4_097, ObjectStore.MAX_CONTENT_LENGTH})
    void put_anySize_isGivenBack(int length) throws Exception {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        objects().put("a", content, Condition.ABSENT);

        assertThat(objects().get("a").orElseThrow().content()).isEqualTo(content);
    }

    @Test
    void put_allZeros_isGivenBack() throws Exception {
        objects().put("a", new byte[10_000], Condition.ABSENT);
        objects().put("a", new byte[5_000], Condition.ANY);

        assertThat(objects().get("a").orElseThrow().content()).isEqualTo(new byte[5_000]);
    }

    @Test
    void put_tooLong_isRefusedAndChangesNothing() throws Exception {
        put("a", "kept", Condition.ABSENT);

        assertThatThrownBy(() -> objects().put("a", new byte[ObjectStore.MAX_CONTENT_LENGTH + 1], Condition.ANY))
                .isInstanceOf(StoreException.Invalid.class)
                .hasMessageContaining("at most 1048576");
        assertThat(get("a")).isEqualTo("kept");
    }

    // ---- delete ----

    @Test
    void delete_object_isGone() throws Exception {
        put("a/b", "x", Condition.ABSENT);
        put("a/c", "y", Condition.ABSENT);
        objects().delete("a/b");

        assertThat(objects().get("a/b")).isEmpty();
        assertThat(get("a/c")).isEqualTo("y");
        put("a/b", "again", Condition.ABSENT);
        assertThat(get("a/b")).isEqualTo("again");
    }

    @Test
    void delete_nothingThere_doesNothing() throws Exception {
        put("a/b", "x", Condition.ABSENT);
        objects().delete("c");
        objects().delete("a/c");
        objects().delete("d/e/f");

        assertThat(objects().list("")).containsExactly("a/b");
    }

    @Test
    void put_whereAFolderWas_isPossibleOnceItIsEmpty() throws Exception {
        put("a/b/c", "x", Condition.ABSENT);
        objects().delete("a/b/c");
        put("a", "y", Condition.ABSENT);

        assertThat(objects().list("")).containsExactly("a");
        assertThat(get("a")).isEqualTo("y");
    }

    // ---- list ----

    @Test
    void list_nothing_isEmpty() throws Exception {
        assertThat(objects().list("")).isEmpty();
        assertThat(objects().list("a")).isEmpty();
        assertThat(objects().list("a/b/")).isEmpty();
    }

    @Test
    void list_prefix_findsWhatBeginsWithItInOrder() throws Exception {
        List<String> all =
                List.of("a-b", "a.b", "a/b", "a/c/d", "a0", "ab", "b", "catalog/forks/1/x", "catalog/forks/17/x");
        for (String path : all.reversed()) {
            put(path, path, Condition.ABSENT);
        }

        assertThat(objects().list("")).isEqualTo(all);
        assertThat(objects().list("a")).containsExactly("a-b", "a.b", "a/b", "a/c/d", "a0", "ab");
        assertThat(objects().list("a/")).containsExactly("a/b", "a/c/d");
        assertThat(objects().list("a/c")).containsExactly("a/c/d");
        assertThat(objects().list("a/b")).containsExactly("a/b");
        assertThat(objects().list("catalog/forks/1")).containsExactly("catalog/forks/1/x", "catalog/forks/17/x");
        assertThat(objects().list("catalog/forks/1/")).containsExactly("catalog/forks/1/x");
        assertThat(objects().list("b/")).isEmpty();
        assertThat(objects().list("c/")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "a//", "../", "..", "./a", "a/../", "a\\", " ", "a.tmp", "a.tmp/"})
    void list_prefixOfNoPath_findsNothing(String prefix) throws Exception {
        put("a/b", "x", Condition.ABSENT);

        assertThat(objects().list(prefix)).isEmpty();
    }

    // ---- paths ----

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a/", "a//b", "..", "a/../b", ".a", "a.tmp", "a b", "ä"})
    void everyCall_pathThatIsNone_isRefused(String path) throws Exception {
        assertThatThrownBy(() -> objects().get(path)).isInstanceOf(StoreException.Invalid.class);
        assertThatThrownBy(() -> put(path, "x", Condition.ANY)).isInstanceOf(StoreException.Invalid.class);
        assertThatThrownBy(() -> objects().delete(path)).isInstanceOf(StoreException.Invalid.class);
        assertThat(objects().list("")).isEmpty();
    }

    @Test
    void put_longestPath_isPossible() throws Exception {
        String part = "p".repeat(ObjectPaths.MAX_PART_LENGTH);
        String longest = part + "/" + part + "/" + "q".repeat(ObjectPaths.MAX_LENGTH - 2 * part.length() - 2);
        put(longest, "x", Condition.ABSENT);

        assertThat(get(longest)).isEqualTo("x");
        assertThat(objects().list("p")).containsExactly(longest);
    }

    // ---- several threads ----

    @Test
    void put_byManyOnTheSameCondition_oneWins() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Condition condition = round == 0
                    ? Condition.ABSENT
                    : Condition.matches(objects().get("a").orElseThrow().version());
            int current = round;
            List<String> won = new ArrayList<>();
            for (Future<String> attempt : race(thread -> () -> tryPut(current + " by " + thread, condition))) {
                if (attempt.get() != null) {
                    won.add(attempt.get());
                }
            }
            assertThat(won).hasSize(1);
            assertThat(get("a")).isEqualTo(won.getFirst());
        }
    }

    private String tryPut(String content, Condition condition) throws IOException {
        try {
            put("a", content, condition);
            return content;
        } catch (ConditionFailedException lost) {
            return null;
        }
    }

    @Test
    void put_numberThatManyIncrement_losesNoIncrement() throws Exception {
        put("a", "0", Condition.ABSENT);
        List<Integer> taken = new ArrayList<>();
        for (Future<int[]> thread : race(_ -> this::takeNumbers)) {
            Arrays.stream(thread.get()).forEach(taken::add);
        }

        assertThat(taken).doesNotHaveDuplicates().hasSize(THREADS * ROUNDS);
        assertThat(get("a")).isEqualTo(Integer.toString(THREADS * ROUNDS));
    }

    private int[] takeNumbers() throws IOException {
        int[] taken = new int[ROUNDS];
        for (int i = 0; i < ROUNDS; ) {
            StoredObject object = objects().get("a").orElseThrow();
            int number = Integer.parseInt(new String(object.content(), UTF_8));
            try {
                put("a", Integer.toString(number + 1), Condition.matches(object.version()));
                taken[i++] = number;
            } catch (ConditionFailedException lost) {
                // another thread has taken this number
            }
        }
        return taken;
    }

    /// Work for a thread of a number.
    private interface Work<T> {
        Callable<T> of(int thread);
    }

    private static <T> List<Future<T>> race(Work<T> work) throws InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Callable<T>> tasks = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                tasks.add(work.of(thread));
            }
            return threads.invokeAll(tasks);
        }
    }
}
