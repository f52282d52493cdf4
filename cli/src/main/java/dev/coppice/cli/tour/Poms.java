package dev.coppice.cli.tour;

import dev.coppice.cli.terminal.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import javax.xml.stream.XMLStreamException;

/// What the tour puts into its two tables, as maps in memory: the model that the database is compared with.
///
/// @param poms the bytes of each POM by `group:artifact:version`
/// @param dependencies `scope/version` by `group:artifact|group:artifact:version`, dependency before dependent, so that
///     all that depend on an artifact stand together
record Poms(NavigableMap<String, byte[]> poms, NavigableMap<String, byte[]> dependencies) {
    private static final char SEPARATOR = '|';

    /// Nothing yet.
    static Poms empty() {
        return new Poms(new TreeMap<>(), new TreeMap<>());
    }

    /// Reads files. One whose coordinates stand neither in it nor in its path is left out.
    static Poms read(Path directory, List<Path> files, Progress progress) throws IOException {
        Poms all = empty();
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            Coordinates ofPath = Coordinates.ofPath(directory, file);
            Pom pom = parseOrNull(bytes);
            Coordinates own = pom == null ? null : pom.coordinates();
            Coordinates coordinates = own == null ? ofPath : own;
            if (coordinates != null) {
                all.put(coordinates, bytes, pom);
            }
            progress.advance(bytes.length);
        }
        return all;
    }

    /// A copy that can be changed by itself.
    Poms copy() {
        return new Poms(new TreeMap<>(poms), new TreeMap<>(dependencies));
    }

    /// Adds or replaces a POM and its rows in the index.
    void put(Coordinates coordinates, byte[] bytes, Pom pom) {
        remove(coordinates);
        poms.put(coordinates.toString(), bytes);
        if (pom == null) {
            return;
        }
        for (Pom.Dependency dependency : pom.dependencies()) {
            String version = dependency.version() == null ? "" : dependency.version();
            dependencies.put(
                    dependency.unversioned() + SEPARATOR + coordinates,
                    (dependency.scope() + "/" + version).getBytes(StandardCharsets.UTF_8));
        }
    }

    /// Removes a POM and its rows in the index.
    void remove(Coordinates coordinates) {
        byte[] bytes = poms.remove(coordinates.toString());
        Pom pom = bytes == null ? null : parseOrNull(bytes);
        if (pom != null) {
            for (Pom.Dependency dependency : pom.dependencies()) {
                dependencies.remove(dependency.unversioned() + SEPARATOR + coordinates);
            }
        }
    }

    /// Null for what is no XML, or not the XML of a POM: the local repository holds a few such files.
    static Pom parseOrNull(byte[] bytes) {
        try {
            return Pom.parse(bytes);
        } catch (XMLStreamException e) {
            return null;
        }
    }
}
