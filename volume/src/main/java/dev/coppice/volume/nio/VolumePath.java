package dev.coppice.volume.nio;

import java.io.IOException;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// A path in a volume: names with `/` between them, absolute when it begins with one. Immutable.
final class VolumePath implements Path {
    private final VolumeFileSystem fileSystem;
    private final boolean isAbsolute;
    private final List<String> names; // the empty path has one empty name, the root none
    private final String text;

    VolumePath(VolumeFileSystem fileSystem, boolean isAbsolute, List<String> names) {
        this.fileSystem = fileSystem;
        this.isAbsolute = isAbsolute;
        this.names = names.isEmpty() && !isAbsolute ? List.of("") : List.copyOf(names);
        text = (isAbsolute ? "/" : "") + String.join("/", this.names);
    }

    /// The path that a text stands for.
    ///
    /// @throws InvalidPathException when a name has a NUL, or half a character
    static VolumePath parse(VolumeFileSystem fileSystem, String text) {
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            throw new InvalidPathException(text, "a NUL", nul);
        }
        List<String> names = new ArrayList<>();
        for (String name : text.split("/", -1)) {
            if (!name.isEmpty()) {
                NameBytes.encode(name);
                names.add(name);
            }
        }
        return new VolumePath(fileSystem, text.startsWith("/"), names);
    }

    /// A path as one of this provider.
    ///
    /// @throws ProviderMismatchException when it is of another one
    static VolumePath of(Path path) {
        Objects.requireNonNull(path);
        if (path instanceof VolumePath volumePath) {
            return volumePath;
        }
        throw new ProviderMismatchException("a path of " + path.getFileSystem().provider() + ", not of a volume");
    }

    /// The names from the root on; of a relative path those from the working directory, which is the root.
    List<String> namesFromRoot() {
        return isEmpty() ? List.of() : names;
    }

    private boolean isEmpty() {
        return !isAbsolute && names.size() == 1 && names.getFirst().isEmpty();
    }

    @Override
    public VolumeFileSystem getFileSystem() {
        return fileSystem;
    }

    @Override
    public boolean isAbsolute() {
        return isAbsolute;
    }

    @Override
    public VolumePath getRoot() {
        return isAbsolute ? fileSystem.root() : null;
    }

    @Override
    public VolumePath getFileName() {
        return names.isEmpty() ? null : new VolumePath(fileSystem, false, List.of(names.getLast()));
    }

    @Override
    public VolumePath getParent() {
        if (names.isEmpty() || names.size() == 1 && !isAbsolute) {
            return null;
        }
        return new VolumePath(fileSystem, isAbsolute, names.subList(0, names.size() - 1));
    }

    @Override
    public int getNameCount() {
        return names.size();
    }

    @Override
    public VolumePath getName(int index) {
        return subpath(index, index + 1);
    }

    @Override
    public VolumePath subpath(int beginIndex, int endIndex) {
        if (beginIndex < 0 || endIndex > names.size() || beginIndex >= endIndex) {
            throw new IllegalArgumentException(
                    "names " + beginIndex + " to " + endIndex + " of a path with " + names.size());
        }
        return new VolumePath(fileSystem, false, names.subList(beginIndex, endIndex));
    }

    @Override
    public boolean startsWith(Path other) {
        return other instanceof VolumePath prefix
                && isOfSameKind(prefix)
                && (prefix.isEmpty()
                        ? isEmpty()
                        : names.size() >= prefix.names.size()
                                && names.subList(0, prefix.names.size()).equals(prefix.names));
    }

    @Override
    public boolean endsWith(Path other) {
        if (!(other instanceof VolumePath suffix) || suffix.fileSystem != fileSystem) {
            return false;
        }
        if (suffix.isAbsolute) {
            return equals(suffix);
        }
        if (suffix.isEmpty()) {
            return isEmpty();
        }
        int from = names.size() - suffix.names.size();
        return from >= 0 && names.subList(from, names.size()).equals(suffix.names);
    }

    @Override
    public VolumePath normalize() {
        List<String> kept = new ArrayList<>();
        for (String name : names) {
            boolean goesUp = name.equals("..");
            if (goesUp && !kept.isEmpty() && !kept.getLast().equals("..")) {
                kept.removeLast();
            } else if (!(name.equals(".") || goesUp && isAbsolute)) {
                kept.add(name);
            }
        }
        return new VolumePath(fileSystem, isAbsolute, kept);
    }

    @Override
    public VolumePath resolve(Path other) {
        VolumePath tail = of(other);
        if (tail.isAbsolute || isEmpty()) {
            return tail;
        }
        if (tail.isEmpty()) {
            return this;
        }
        List<String> joined = new ArrayList<>(names);
        joined.addAll(tail.names);
        return new VolumePath(fileSystem, isAbsolute, joined);
    }

    @Override
    public VolumePath relativize(Path other) {
        VolumePath target = of(other);
        if (!isOfSameKind(target)) {
            throw new IllegalArgumentException("from '" + this + "' to '" + other + "': one of them is absolute");
        }
        if (isEmpty()) {
            return target;
        }
        List<String> targetNames = target.namesFromRoot();
        int common = 0;
        while (common < Math.min(names.size(), targetNames.size())
                && names.get(common).equals(targetNames.get(common))) {
            common++;
        }
        if (names.subList(common, names.size()).contains("..")) {
            throw new IllegalArgumentException("from '" + this + "' no way back is known");
        }
        List<String> way = new ArrayList<>();
        for (int i = common; i < names.size(); i++) {
            if (!names.get(i).equals(".")) {
                way.add("..");
            }
        }
        way.addAll(targetNames.subList(common, targetNames.size()));
        return new VolumePath(fileSystem, false, way);
    }

    @Override
    public URI toUri() {
        return fileSystem.uriOf(toAbsolutePath());
    }

    @Override
    public VolumePath toAbsolutePath() {
        return isAbsolute ? this : new VolumePath(fileSystem, true, namesFromRoot());
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
        return fileSystem.realPath(this, !Arrays.asList(options).contains(LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("a volume cannot be watched");
    }

    @Override
    public int compareTo(Path other) {
        return text.compareTo(of(other).text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VolumePath path && fileSystem == path.fileSystem && text.equals(path.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }

    private boolean isOfSameKind(VolumePath other) {
        return fileSystem == other.fileSystem && isAbsolute == other.isAbsolute;
    }
}
