package dev.coppice.gremlin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.sim.Seeds;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LongSetTest {
    @Test
    void add_anyNumbers_saysWhatASetOfObjectsSays() {
        Seeds.forEach(LongSetTest.class, 10, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            LongSet set = new LongSet();
            Set<Long> model = new HashSet<>();
            for (int i = 0; i < 5_000; i++) {
                long number = random.nextBoolean() ? random.nextLong(-2_000, 2_000) : random.nextLong() & ~0xFFFFL;
                assertThat(set.add(number)).as("adding %d", number).isEqualTo(model.add(number));
            }
        });
    }
}
