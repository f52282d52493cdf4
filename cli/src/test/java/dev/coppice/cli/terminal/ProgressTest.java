package dev.coppice.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private long now;

    private Progress progress(boolean terminal) {
        return new Progress(
                new Console(
                        new ByteArrayInputStream(new byte[0]),
                        new ByteArrayOutputStream(),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false,
                        terminal,
                        _ -> null,
                        () -> now),
                "rows");
    }

    private String printed() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void advance_lessThanTwoSeconds_printsNothing() {
        try (Progress progress = progress(true)) {
            now = 1_999_999_999L;
            progress.advance(100);
        }
        assertThat(printed()).isEmpty();
    }

    @Test
    void advance_afterTwoSeconds_printsRatesAndWipesThemAtTheEnd() {
        try (Progress progress = progress(true)) {
            progress.advance(1 << 20);
            now = 4_000_000_000L;
            progress.advance(3 << 20);
        }
        assertThat(printed()).isEqualTo("\r\u001b[K2 rows, 4.0 MiB, 1 rows/s, 1.0 MiB/s, 4 s\r\u001b[K");
    }

    @Test
    void advance_notOnATerminal_printsNothing() {
        try (Progress progress = progress(false)) {
            now = 60_000_000_000L;
            progress.advance(100);
        }
        assertThat(printed()).isEmpty();
    }
}
