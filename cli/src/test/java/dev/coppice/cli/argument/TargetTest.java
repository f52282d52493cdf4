package dev.coppice.cli.argument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.cli.terminal.Failure;
import dev.coppice.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetTest {
    @Test
    void parse_directoryAlone_meansPrimary() {
        Target target = Target.parse("some/orders.db");

        assertThat(target.directory()).isEqualTo(Path.of("some/orders.db"));
        assertThat(target.fork()).isEqualTo("primary");
        assertThat(target.wholeDatabase()).isEqualTo(Path.of("some/orders.db"));
        assertThat(target).hasToString("some/orders.db");
    }

    @Test
    void parse_withFork_namesIt() {
        Target target = Target.parse("orders.db@what-if");

        assertThat(target.directory()).isEqualTo(Path.of("orders.db"));
        assertThat(target.fork()).isEqualTo("what-if");
        assertThat(target).hasToString("orders.db@what-if");
        assertThatThrownBy(target::wholeDatabase).isInstanceOf(Failure.class).hasMessageContaining("without @what-if");
    }

    @Test
    void parse_withArchive_cannotBeWritten() {
        Target target = Target.parse("orders.db@archive:friday");

        assertThat(target.state()).isEqualTo(new StateName.OfArchive("friday"));
        assertThatThrownBy(target::fork)
                .isInstanceOf(Failure.class)
                .hasMessageContaining("coppice restore orders.db friday --as FORK");
    }

    @Test
    void parse_atInsideAnExistingPath_isPartOfThePath(@TempDir Path directory) throws IOException {
        Path home = Files.createDirectory(directory.resolve("mail@home"));

        assertThat(Target.parse(home + "/orders.db").directory()).isEqualTo(home.resolve("orders.db"));
        assertThat(Target.parse(home + "/orders.db@f").fork()).isEqualTo("f");
        assertThat(Target.parse(home + "/").directory()).isEqualTo(home);
    }

    @Test
    void parse_forkWithSlash_isRefused() {
        assertThatThrownBy(() -> Target.parse("orders.db@a/b"))
                .isInstanceOf(StoreException.Invalid.class)
                .hasMessageContaining("'a/b' cannot name a fork");
    }

    @Test
    void parse_emptyFork_isRefused() {
        assertThatThrownBy(() -> Target.parse("orders.db@"))
                .isInstanceOf(StoreException.Invalid.class)
                .hasMessage("'orders.db@' names no fork behind the @; write DB@FORK, or orders.db for primary");
    }
}
