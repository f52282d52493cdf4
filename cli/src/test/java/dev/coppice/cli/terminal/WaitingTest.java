package dev.coppice.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WaitingTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Waiting waiting(boolean terminal, long quietMillis) {
        return new Waiting(
                new Console(
                        new ByteArrayInputStream(new byte[0]),
                        new ByteArrayOutputStream(),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false,
                        terminal,
                        _ -> null,
                        () -> 3_000_000_000L),
                "checking a\u001b.db",
                quietMillis);
    }

    private String printed() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    @Timeout(60)
    void close_afterTheQuietTime_wipesWhatWasShown() throws InterruptedException {
        try (Waiting _ = waiting(true, 1)) {
            while (!printed().endsWith(" s")) {
                Thread.sleep(1);
            }
        }
        assertThat(printed()).isEqualTo("\r\u001b[Kchecking a\\x1b.db, 0 s\r\u001b[K");
    }

    @Test
    void close_soonOrNotOnATerminal_hasPrintedNothing() {
        waiting(true, 60_000).close();
        waiting(false, 0).close();

        assertThat(printed()).isEmpty();
    }
}
