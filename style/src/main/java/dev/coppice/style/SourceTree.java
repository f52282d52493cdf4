package dev.coppice.style;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The files of the repository that people write: all but what a build, a tool or git leaves there.
public final class SourceTree {

    private static final Set<String> FOLDERS_NOT_OURS = Set.of(".git", ".idea", ".vscode", "target", "node_modules");

    private SourceTree() {}

    /// Finds the repository: the nearest folder above the working directory that holds the licence.
    ///
    /// @return its absolute path
    public static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("LICENSE"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("not run inside the repository");
            }
        }
        return folder;
    }

    /// Lists the files whose name ends in one of the given suffixes, in the order of their paths.
    ///
    /// @param root the folder to start from, usually the repository's
    /// @param suffixes what a name may end in, for example `.java`
    /// @return paths that start with `root`
    /// @throws IOException if a folder cannot be read
    public static List<Path> files(Path root, String... suffixes) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean skipped = !folder.equals(root)
                        && FOLDERS_NOT_OURS.contains(folder.getFileName().toString());
                return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                for (String suffix : suffixes) {
                    if (file.getFileName().toString().endsWith(suffix)) {
                        found.add(file);
                        break;
                    }
                }
                return FileVisitResult.CONTINUE;
            }
        });
        found.sort(null);
        return found;
    }
}
