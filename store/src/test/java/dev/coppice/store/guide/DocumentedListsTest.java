package dev.coppice.store.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.DropMode;
import dev.coppice.store.Limits;
import dev.coppice.store.StoreException;
import dev.coppice.store.TableIdent;
import dev.coppice.store.object.ObjectPaths;
import dev.coppice.store.object.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Compares the lists of `docs/store.md` with the code: what one of them names, the other has.
class DocumentedListsTest {
    private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| `(\\w+)`");

    private static String guide() throws IOException {
        return Files.readString(Path.of("../docs/store.md"));
    }

    /// The names in the first column of the first table of a section.
    private static List<String> namesUnder(String heading) throws IOException {
        String guide = guide();
        int from = guide.indexOf("\n## " + heading + "\n");
        assertThat(from).as("the section %s", heading).isNotNegative();
        int end = guide.indexOf("\n## ", from + 1);
        return FIRST_CELL
                .matcher(guide.substring(from, end < 0 ? guide.length() : end))
                .results()
                .map(row -> row.group(1))
                .toList();
    }

    @Test
    void errors_areThoseOfTheCode() throws IOException {
        assertThat(namesUnder("Errors, and what to do"))
                .containsExactlyElementsOf(Stream.of(StoreException.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .toList());
    }

    @Test
    void options_areThoseOfTheCode() throws IOException {
        assertThat(namesUnder("Options"))
                .containsExactlyElementsOf(Arrays.stream(DatabaseOptions.class.getRecordComponents())
                        .map(component -> component.getName())
                        .toList());
    }

    @Test
    void defaults_areThoseOfTheCode() throws IOException {
        DatabaseOptions options = DatabaseOptions.DEFAULT;

        assertThat(guide())
                .contains(String.format(Locale.ROOT, "| `maxForks` | %,d |", options.maxForks()))
                .contains("| `writeBufferBytes` | " + (options.writeBufferBytes() >> 20) + " MiB |")
                .contains("| `compactionFactor` | " + options.compactionFactor() + " |")
                .contains("| `archivesRetained` | " + options.archivesRetained() + " |")
                .contains("| `backgroundWork` | " + options.backgroundWork() + " |");
    }

    @Test
    void limits_areThoseOfTheCode() throws IOException {
        assertThat(guide())
                .contains(String.format(Locale.ROOT, "| key | 0 to %,d bytes |", Limits.MAX_KEY_LENGTH))
                .contains("| value | 0 bytes to " + (Limits.MAX_VALUE_LENGTH >> 40) + " TiB;")
                .contains("| name of a table, fork or archive | 1 to " + Limits.MAX_FORK_NAME_LENGTH + " of")
                .contains(String.format(Locale.ROOT, "| partitions of a table | %,d |", TableIdent.MAX_PARTITION + 1))
                .contains(String.format(
                        Locale.ROOT,
                        "| object | 0 to %,d bytes; its path 1 to %d characters |",
                        ObjectStore.MAX_CONTENT_LENGTH,
                        ObjectPaths.MAX_LENGTH));
    }

    @Test
    void dropModes_areThoseOfTheCode() throws IOException {
        assertThat(namesUnder("Forks"))
                .containsExactlyElementsOf(
                        Stream.of(DropMode.values()).map(Enum::name).toList());
    }
}
