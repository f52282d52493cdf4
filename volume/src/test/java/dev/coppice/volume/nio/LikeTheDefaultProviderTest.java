package dev.coppice.volume.nio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.sim.Seeds;
import dev.coppice.volume.FormatOptions;
import dev.coppice.volume.Volume;
import dev.coppice.volume.device.MemoryDevice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Does the same to a volume and to a directory of the system, by the same calls of the JDK, and compares what comes
/// back: results, types of exceptions, and in the end everything that there is.
@EnabledOnOs(OS.LINUX)
class LikeTheDefaultProviderTest {
    private static final String[] PIECES = {"a", "b", "..", ".", "", "/", "//", "c d", "ä", ".hidden", "a.txt", "*"};
    private static final String[] NAMES = {"a", "b", "c", "d"};

    @TempDir
    private Path temporary;

    @Test
    void paths_combinedAtRandom_areTheSameTexts() throws IOException {
        try (FileSystem volume = open()) {
            Seeds.forEach(LikeTheDefaultProviderTest.class, 3_000, seed -> {
                List<String> ours = combine(volume, new SplittableRandom(seed));
                assertThat(ours).isEqualTo(combine(FileSystems.getDefault(), new SplittableRandom(seed)));
            });
        }
    }

    @Test
    void globs_madeAtRandom_matchTheSame() throws IOException {
        try (FileSystem volume = open()) {
            Seeds.forEach(LikeTheDefaultProviderTest.class, 3_000, seed -> {
                String[] parts = {
                    "*", "**", "?", "a", "b", "/", "{a,b}", "[a-c]", "[!a]", "\\*", ".", "{", "]", "-", "[]"
                };
                SplittableRandom random = new SplittableRandom(seed);
                StringBuilder glob = new StringBuilder();
                for (int i = random.nextInt(6); i >= 0; i--) {
                    glob.append(parts[random.nextInt(parts.length)]);
                }
                String path = text(random);
                String ours = matches(volume, glob, path);
                assertThat(ours).as("%s of %s", glob, path).isEqualTo(matches(FileSystems.getDefault(), glob, path));
            });
        }
    }

    @Test
    void files_changedAtRandom_areTheSameAndFailTheSame() {
        Seeds.forEach(LikeTheDefaultProviderTest.class, 30, seed -> {
            Path theirs = Files.createDirectory(temporary.resolve(Long.toHexString(seed)));
            try (FileSystem volume = open()) {
                Path ours = volume.getPath("/");
                SplittableRandom random = new SplittableRandom(seed);
                for (int i = 0; i < 400; i++) {
                    long step = random.nextLong();
                    String here = outcome(ours, step);
                    assertThat(here)
                            .as("step %d: %s in %s", i, describe(step), list(ours))
                            .isEqualTo(outcome(theirs, step));
                }
                assertThat(list(ours)).isEqualTo(list(theirs));
                assertThat(Volume.check(volume)).isEmpty();
            }
        });
    }

    private static FileSystem open() throws IOException {
        MemoryDevice device = new MemoryDevice(16 << 20);
        Volume.format(device, FormatOptions.defaults());
        return Volume.open(device, false);
    }

    private static List<String> combine(FileSystem files, SplittableRandom random) {
        Path first = files.getPath(text(random));
        Path second = files.getPath(text(random));
        List<Function<Path, Object>> questions = List.of(
                Path::normalize,
                Path::getParent,
                Path::getFileName,
                Path::getRoot,
                Path::getNameCount,
                Path::isAbsolute,
                path -> path.resolve(second),
                path -> path.resolveSibling(second),
                path -> path.normalize().relativize(second.normalize()),
                path -> path.startsWith(second),
                path -> path.endsWith(second),
                path -> path.equals(second),
                path -> Integer.signum(path.compareTo(second)),
                path -> path.getName(0),
                path -> path.subpath(0, 2),
                path -> path.subpath(1, path.getNameCount()));
        List<String> answers = new ArrayList<>(List.of(first.toString(), second.toString()));
        for (Function<Path, Object> question : questions) {
            try {
                answers.add(String.valueOf(question.apply(first)));
            } catch (IllegalArgumentException e) {
                answers.add(e.getClass().getSimpleName());
            }
        }
        return answers;
    }

    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(7); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]).append(random.nextInt(3) > 0 ? "/" : "");
        }
        return text.toString();
    }

    private static String matches(FileSystem files, CharSequence glob, String path) {
        try {
            return String.valueOf(files.getPathMatcher("glob:" + glob).matches(files.getPath(path)));
        } catch (IllegalArgumentException e) {
            return "refused";
        }
    }

    private static String describe(long step) {
        SplittableRandom random = new SplittableRandom(step);
        Path root = Path.of("/");
        return path(root, random) + " " + path(root, random) + " " + random.nextInt(16);
    }

    /// Does one thing, and says what came of it.
    private static String outcome(Path root, long step) {
        try {
            return String.valueOf(run(root, new SplittableRandom(step)));
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
            // In two places the JDK throws the type above, without the file that it is about.
            return e.getClass() == IOException.class
                    ? "FileSystemException"
                    : e.getClass().getSimpleName();
        }
    }

    private static Object run(Path root, SplittableRandom random) throws IOException {
        Path path = path(root, random);
        Path other = path(root, random);
        switch (random.nextInt(16)) {
            case 0, 1 -> Files.createDirectory(path);
            case 2 -> Files.createFile(path);
            case 3 -> Files.createSymbolicLink(path, root.getFileSystem().getPath(NAMES[random.nextInt(NAMES.length)]));
            case 4 -> Files.createLink(path, other);
            case 5 -> Files.delete(path);
            case 6 -> {
                if (path.startsWith(other) && !path.equals(other)) {
                    return "the JDK deletes a link on the way to what it moves, and finds that no more";
                }
                Files.move(
                        path,
                        other,
                        options(random, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE));
            }
            case 7 ->
                Files.copy(
                        path, other, options(random, StandardCopyOption.REPLACE_EXISTING, LinkOption.NOFOLLOW_LINKS));
            case 8 ->
                Files.setPosixFilePermissions(
                        path, PosixFilePermissions.fromString(random.nextBoolean() ? "rwxr-x--x" : "rw-rw-rw-"));
            case 9 -> {
                return Files.isSameFile(path, other);
            }
            case 10 -> {
                return describe(path);
            }
            case 11 -> {
                return list(path);
            }
            case 12 -> {
                return root.toRealPath().relativize(path.toRealPath());
            }
            default -> {
                return useChannel(path, random);
            }
        }
        return "done";
    }

    private static Object useChannel(Path path, SplittableRandom random) throws IOException {
        Set<OpenOption> options = new HashSet<>();
        OpenOption[] all = {
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.CREATE_NEW,
            LinkOption.NOFOLLOW_LINKS
        };
        for (OpenOption option : all) {
            if (random.nextInt(3) == 0 || option == StandardOpenOption.WRITE && random.nextBoolean()) {
                options.add(option);
            }
        }
        if (Files.isDirectory(path)) {
            return "a directory, which Linux opens for reading, to refuse the reading"; // here opening is refused
        }
        List<Object> answers = new ArrayList<>();
        try (FileChannel channel = FileChannel.open(path, options)) {
            for (int i = 0; i < 6; i++) {
                try {
                    answers.add(useChannel(channel, random));
                } catch (java.nio.channels.NonReadableChannelException
                        | java.nio.channels.NonWritableChannelException e) {
                    answers.add(e.getClass().getSimpleName());
                }
            }
        }
        return answers;
    }

    private static Object useChannel(FileChannel channel, SplittableRandom random) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(random.nextInt(9_000));
        Arrays.fill(buffer.array(), (byte) random.nextInt());
        long position = random.nextInt(20_000);
        return switch (random.nextInt(9)) {
            case 0 -> channel.write(buffer);
            case 1 -> channel.write(buffer, position);
            case 2 -> channel.read(buffer) + " " + Arrays.hashCode(buffer.array());
            case 3 -> channel.read(buffer, position) + " " + Arrays.hashCode(buffer.array());
            case 4 -> channel.position(position).position();
            case 5 -> channel.truncate(position).size();
            case 6 -> channel.position();
            case 7 -> channel.write(new ByteBuffer[] {buffer, ByteBuffer.allocate(10), ByteBuffer.allocate(0)});
            default -> channel.size();
        };
    }

    private static Path path(Path root, SplittableRandom random) {
        Path path = root;
        for (int i = random.nextInt(3); i >= 0; i--) {
            path = path.resolve(NAMES[random.nextInt(NAMES.length)]);
        }
        return path;
    }

    private static CopyOption[] options(SplittableRandom random, CopyOption... possible) {
        return Stream.of(possible).filter(_ -> random.nextBoolean()).toArray(CopyOption[]::new);
    }

    private static String describe(Path path) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        String size = attributes.isDirectory() ? "" : " " + attributes.size();
        return (attributes.isDirectory() ? "directory" : attributes.isSymbolicLink() ? "link" : "file") + size + " "
                + PosixFilePermissions.toString(attributes.permissions()) + " "
                + (attributes.isSymbolicLink() ? Files.readSymbolicLink(path) : "") + " "
                + Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS) + " " + Files.exists(path);
    }

    private static TreeMap<String, String> list(Path directory) throws IOException {
        TreeMap<String, String> found = new TreeMap<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path each : stream) {
                String name = each.getFileName().toString();
                found.put(name, describe(each));
                if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
                    list(each).forEach((inner, what) -> found.put(name + "/" + inner, what));
                } else if (Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS)) {
                    found.merge(name, " " + Arrays.hashCode(Files.readAllBytes(each)), String::concat);
                }
            }
        }
        return found;
    }
}
