package dev.coppice.store.load;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class CrewTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void workFor_workerFails_failsWithWhatItThrew() {
        assertThatThrownBy(() -> new Crew()
                        .with("idle", () -> Thread.sleep(1))
                        .with("failing", () -> {
                            throw new AssertionError("a broken promise");
                        })
                        .workFor(LONG))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("a broken promise");
        assertThatThrownBy(() -> new Crew()
                        .with("failing", () -> {
                            throw new IOException("a broken disk");
                        })
                        .workFor(LONG))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("a broken disk");
    }
}
