package dev.coppice.store.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Holds the table of operations in the package page to the code.
class CommitFormatPageTest {
    private static final Path PAGE = Path.of("src/main/java/dev/coppice/store/engine/package-info.java");
    private static final Pattern ROW = Pattern.compile("/// \\| +(\\d+) \\| ([A-Z_]+) +\\|");

    @Test
    void packagePage_everyOperation_hasItsByte() throws IOException, IllegalAccessException {
        Map<String, Integer> onPage = new TreeMap<>();
        for (MatchResult row : ROW.matcher(Files.readString(PAGE)).results().toList()) {
            onPage.put(row.group(2), Integer.valueOf(row.group(1)));
        }
        Map<String, Integer> inCode = new TreeMap<>();
        for (Field field : CommitFormat.class.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == int.class) {
                inCode.put(field.getName(), field.getInt(null));
            }
        }
        assertThat(onPage).isEqualTo(inCode);
    }
}
