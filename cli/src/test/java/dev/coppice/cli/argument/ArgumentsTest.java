package dev.coppice.cli.argument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.KeyRange;
import dev.coppice.store.TableIdent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.TypeConversionException;

class ArgumentsTest {
    @Command
    private static final class WithRange {
        @CommandLine.Mixin
        private RangeOptions range = new RangeOptions();
    }

    private static KeyRange range(String... words) {
        WithRange command = new WithRange();
        new CommandLine(command).parseArgs(words);
        return command.range.range();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void range_nothingGiven_isAll() {
        assertThat(range()).isEqualTo(KeyRange.all());
    }

    @Test
    void range_prefixAndBounds_narrowEachOther() {
        assertThat(range("--prefix", "b")).isEqualTo(KeyRange.prefix(bytes("b")));
        assertThat(range("--from", "a", "--to", "c")).isEqualTo(KeyRange.between(bytes("a"), bytes("c")));
        assertThat(range("--prefix", "b", "--from", "bc")).isEqualTo(KeyRange.between(bytes("bc"), bytes("c")));
        assertThat(range("--prefix", "b", "--from", "a", "--to", "bx"))
                .isEqualTo(KeyRange.between(bytes("b"), bytes("bx")));
        assertThat(range("--prefix", "b", "--to", "x")).isEqualTo(KeyRange.prefix(bytes("b")));
    }

    @Test
    void range_keysInHex_areDecoded() {
        assertThat(range("--key-hex", "--from", "00FF")).isEqualTo(KeyRange.from(new byte[] {0, (byte) 0xFF}));
    }

    @Test
    void tableName_withAndWithoutPartition_roundTrips() {
        assertThat(TableName.parse("orders")).isEqualTo(TableIdent.of("orders"));
        assertThat(TableName.parse("orders.eu:7")).isEqualTo(new TableIdent("orders.eu", 7));
        assertThat(TableName.format(TableName.parse("orders.eu:7"))).isEqualTo("orders.eu:7");
        assertThat(TableName.format(TableName.parse("orders:0"))).isEqualTo("orders");
    }

    @Test
    void timeToLive_numberAndUnit_isRead() {
        TimeToLive converter = new TimeToLive();

        assertThat(converter.convert("250ms")).isEqualTo(Duration.ofMillis(250));
        assertThat(converter.convert("90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(converter.convert("15m")).isEqualTo(Duration.ofMinutes(15));
        assertThat(converter.convert("12h")).isEqualTo(Duration.ofHours(12));
        assertThat(converter.convert("30d")).isEqualTo(Duration.ofDays(30));
        for (String wrong : new String[] {"", "5", "s", "-1s", "0d", "1.5h", "1 s", "9999999999s"}) {
            assertThatThrownBy(() -> converter.convert(wrong)).isInstanceOf(TypeConversionException.class);
        }
    }
}
