package dev.coppice.store.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SlotsTest {
    @Test
    void lowerBound_everyCountUpToHundreds_countsTheHeadsBelow() {
        SplittableRandom random = new SplittableRandom(1);
        for (int count = 0; count < 300; count++) {
            int range = random.nextBoolean() ? 40 : Integer.MAX_VALUE;
            int[] heads = random.ints(count, -range, range).toArray();
            int[] ascending = Arrays.stream(heads)
                    .boxed()
                    .sorted(Integer::compareUnsigned)
                    .mapToInt(Integer::intValue)
                    .toArray();
            MemorySegment segment = MemorySegment.ofArray(ascending);
            for (int head : ascending) {
                for (int wanted : new int[] {head - 1, head, head + 1, 0, -1}) {
                    int below = 0;
                    while (below < count && Integer.compareUnsigned(ascending[below], wanted) < 0) {
                        below++;
                    }
                    assertThat(Slots.lowerBound(segment, 0, count, wanted)).isEqualTo(below);
                }
            }
        }
    }
}
