package dev.coppice.style;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.FormatterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class FormatTest {

    private static final Path ROOT = SourceTree.root();
    private final HouseFormat format = new HouseFormat();

    @Test
    void everyJavaFile_isInTheHouseFormat() throws IOException {
        List<Path> files = SourceTree.files(ROOT, ".java");
        assertThat(files).as("Java files below %s", ROOT).isNotEmpty();
        assertThat(files.parallelStream().flatMap(this::departure).sorted())
                .as("files that are not in the house format (to rewrite them, run ./format)")
                .isEmpty();
    }

    private Stream<String> departure(Path file) {
        Path name = ROOT.relativize(file);
        try {
            String source = Files.readString(file);
            String formatted = format.apply(source);
            return formatted.equals(source)
                    ? Stream.empty()
                    : Stream.of(name + ":" + firstDifference(source, formatted));
        } catch (FormatterException e) {
            return Stream.of(name + ":" + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private static String firstDifference(String source, String formatted) {
        List<String> found = source.lines().toList();
        List<String> wanted = formatted.lines().toList();
        int line = 0;
        while (line < found.size() && line < wanted.size() && found.get(line).equals(wanted.get(line))) {
            line++;
        }
        return (line + 1) + ": "
                + (line < wanted.size() ? "expected: " + wanted.get(line) : "expected the end of the file");
    }

    @Test
    void apply_unnamedPatterns_keepsThemAndFormatsTheRest() throws FormatterException {
        String formatted = format.apply("""
            class Placements {
              int depth(Object o) { return switch (o) { case Inherited(_) -> 1;
                case Pair<?>(_, Own(int x, _)) -> x; default -> run((_, b) -> b, (_) -> 1, _ -> "f(_)"); }; }
              F f() { return (_, b) -> b; }
            }
            """);
        assertThat(formatted).isEqualTo("""
            class Placements {
                int depth(Object o) {
                    return switch (o) {
                        case Inherited(_) -> 1;
                        case Pair<?>(_, Own(int x, _)) -> x;
                        default -> run((_, b) -> b, (_) -> 1, _ -> "f(_)");
                    };
                }

                F f() {
                    return (_, b) -> b;
                }
            }
            """);
        assertThat(format.apply(formatted)).isEqualTo(formatted);
    }

    @Test
    void apply_longComments_wrapsThemIntoTheNextLineOfTheParagraph() throws FormatterException {
        String words = "word ".repeat(22);
        String formatted = format.apply("""
                class Comments {
                  /// %1$sand twelve more
                  /// than that.
                  ///
                  /// - %1$sin a list
                  /// @return %1$sof a tag
                  int x() {
                    // %1$sinside
                    return 0;
                  }
                  /// | %1$s| %1$s|
                  String data = \"""
                    // %1$s%1$s.
                    \""";
                }
                """.formatted(words));
        assertThat(formatted).isEqualTo("""
                class Comments {
                    /// %1$s
                    /// and twelve more than that.
                    ///
                    /// - %1$s
                    ///   in a list
                    /// @return %2$s
                    ///     word of a tag
                    int x() {
                        // %1$s
                        // inside
                        return 0;
                    }
                    /// | %1$s| %1$s|
                    String data = \"""
                    // %1$s%1$s.
                    \""";
                }
                """.formatted(words, words.substring(5)).replaceAll("(?m) +$", ""));
        assertThat(format.apply(formatted)).isEqualTo(formatted);
    }
}
