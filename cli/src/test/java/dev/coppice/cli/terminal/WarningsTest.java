package dev.coppice.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WarningsTest {
    @BeforeEach
    void forget() {
        Warnings.forget();
    }

    private static String printed(boolean withTraces) {
        var bytes = new ByteArrayOutputStream();
        Warnings.print(new PrintStream(bytes, true, StandardCharsets.UTF_8), withTraces);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static System.Logger logger() {
        return System.getLogger("dev.coppice.store.engine.Maintenance");
    }

    @Test
    void print_warnings_areOneLineEachWithTheirCauseAndSaidOnce() {
        var cause = new IllegalStateException("the disk\nis full");
        logger().log(System.Logger.Level.WARNING, "a checkpoint failed", cause);
        logger().log(System.Logger.Level.WARNING, "a checkpoint failed", cause);
        logger().log(System.Logger.Level.ERROR, "the file {0} is lost", "data_1");
        logger().log(System.Logger.Level.INFO, "all is well");

        assertThat(printed(false))
                .isEqualTo("coppice: warning: a checkpoint failed: the disk is full\n"
                        + "coppice: warning: the file data_1 is lost\n");
        assertThat(printed(false)).isEmpty();
    }

    @Test
    void print_withTraces_showsWhereTheCauseWasThrown() {
        logger().log(System.Logger.Level.WARNING, "closing failed", new IllegalStateException());

        assertThat(printed(true))
                .startsWith("coppice: warning: closing failed: java.lang.IllegalStateException\n")
                .contains("\tat ");
    }

    @Test
    void print_aFloodOfWarnings_isCutShort() {
        for (int i = 0; i < 100; i++) {
            logger().log(System.Logger.Level.WARNING, "warning " + i);
        }

        assertThat(printed(false).lines()).hasSize(21).endsWith("coppice: warning: and 80 more");
    }

    @Test
    void main_itsLogger_isThisOne() {
        assertThat(System.LoggerFinder.getLoggerFinder()).isInstanceOf(Warnings.class);
    }
}
