package dev.coppice.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
final class ThroughputTest {
    @Test
    void measure_limitOfOperations_countsOnlyThoseAfterTheWarmUp() throws Exception {
        AtomicLong runs = new AtomicLong();
        var outcome =
                new Throughput(2, 4, Limit.ofOperations(8), Limit.ofOperations(20)).measure(_ -> runs::incrementAndGet);
        assertThat(outcome.operations()).isEqualTo(2 * 20);
        assertThat(outcome.latency().total()).isEqualTo(2 * 20 / 4);
        assertThat(runs).hasValue(2 * (8 + 20));
        assertThat(outcome.perSecond()).isPositive();
    }

    @Test
    void measure_oneThreadFails_reportsItsFailureAndClosesAll() {
        AtomicInteger closed = new AtomicInteger();
        Operation.Factory factory = thread -> new Operation() {
            @Override
            public void run() throws IOException {
                if (thread == 1) {
                    throw new IOException("broken");
                }
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
        Throughput throughput = new Throughput(3, 1, Limit.ofOperations(5), Limit.ofOperations(5));
        assertThatThrownBy(() -> throughput.measure(factory))
                .isInstanceOf(IOException.class)
                .hasMessage("broken");
        assertThat(closed).hasValue(3);
    }
}
