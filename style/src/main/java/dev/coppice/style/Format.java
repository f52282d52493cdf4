package dev.coppice.style;

import com.palantir.javaformat.java.FormatterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Rewrites every Java file below a folder in the house format. Files that are in it already are left untouched.
public final class Format {

    private Format() {}

    /// Formats a source tree and prints the path of each file that changed.
    ///
    /// @param args the root folder of the tree
    /// @throws IOException if the tree cannot be listed
    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]);
        var format = new HouseFormat();
        long failures = SourceTree.files(root, ".java").parallelStream()
                .filter(file -> !rewrite(root, file, format))
                .count();
        if (failures > 0) {
            System.exit(1);
        }
    }

    private static boolean rewrite(Path root, Path file, HouseFormat format) {
        try {
            String source = Files.readString(file);
            String formatted = format.apply(source);
            if (!formatted.equals(source)) {
                Files.writeString(file, formatted);
                System.out.println("formatted " + root.relativize(file));
            }
            return true;
        } catch (FormatterException e) {
            System.err.println(root.relativize(file) + ":" + e.getMessage());
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }
}
