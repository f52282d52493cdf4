package dev.coppice.cli.row;

import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/// The files of a directory and of those in it: the relative path, with `/` between its parts, is the key, the bytes of
/// the file are the value. Comes in key order. Symbolic links to files are followed, those to directories are not.
public final class FileRows implements RowSource {
    /// Larger files are not read into memory but streamed into the table.
    static final long MAX_BYTES_IN_MEMORY = 4 << 20;

    private final Path directory;
    private final Iterator<Named> files;
    private long number;

    /// Lists a directory.
    ///
    /// @param include a glob that the file's name must match, such as `*.pom`; null for every file
    public FileRows(Path directory, String include) throws IOException {
        this.directory = directory;
        PathMatcher matcher = include == null ? null : matcher(directory, include);
        try (Stream<Path> walk = Files.walk(directory)) {
            List<Named> found = walk.filter(Files::isRegularFile)
                    .filter(file -> matcher == null || matcher.matches(file.getFileName()))
                    .map(file -> new Named(key(file), file))
                    .sorted((a, b) -> Arrays.compareUnsigned(a.key, b.key))
                    .toList();
            this.files = found.iterator();
        }
    }

    @Override
    public String name() {
        return directory.toString();
    }

    @Override
    public String positionName() {
        return "file";
    }

    @Override
    public Row next() throws BadRow, IOException {
        if (!files.hasNext()) {
            return null;
        }
        Named next = files.next();
        number++;
        if (next.file.toString().indexOf('\uFFFD') >= 0) {
            throw new BadRow(
                    number, next.file + " has a name that is no text in the encoding of the locale; rename it");
        }
        try {
            return Files.size(next.file) > MAX_BYTES_IN_MEMORY
                    ? new Row(next.key, null, next.file, 0, number)
                    : Row.of(next.key, Files.readAllBytes(next.file), number);
        } catch (IOException e) {
            throw new BadRow(number, next.file + " cannot be read: " + e.getMessage());
        }
    }

    @Override
    public void close() {}

    private static PathMatcher matcher(Path directory, String glob) {
        try {
            return directory.getFileSystem().getPathMatcher("glob:" + glob);
        } catch (PatternSyntaxException e) {
            throw new Failure(
                    ExitCode.USAGE,
                    "'" + glob + "' is no pattern of names: " + e.getDescription() + "; write such as '*.html'");
        }
    }

    private byte[] key(Path file) {
        String relative = directory.relativize(file).toString();
        return relative.replace(file.getFileSystem().getSeparator(), "/").getBytes(StandardCharsets.UTF_8);
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Named(byte[] key, Path file) {}
}
