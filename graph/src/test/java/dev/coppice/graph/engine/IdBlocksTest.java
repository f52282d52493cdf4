package dev.coppice.graph.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class IdBlocksTest {
    @Test
    void hasGiven_isTrueOfWhatWasGiven_alsoWhenOthersTakeIdsBetween() {
        long[] cursor = {7};
        IdBlocks ids = new IdBlocks(count -> {
            long first = cursor[0];
            cursor[0] += count + (first % 3 == 0 ? 5 : 0); // now and then somebody else takes five
            return first;
        });
        Set<Long> given = new HashSet<>();
        for (int i = 0; i < 200_000; i++) {
            assertThat(given.add(ids.next())).isTrue();
        }
        for (long id = 0; id < cursor[0]; id++) {
            assertThat(ids.hasGiven(id)).isEqualTo(given.contains(id));
        }
        assertThat(ids.hasGiven(-1)).isFalse();
    }
}
