package dev.coppice.volume.nio;

import dev.coppice.volume.file.FileException;
import dev.coppice.volume.file.FileException.Reason;
import dev.coppice.volume.file.FileStatus;
import dev.coppice.volume.file.FileTree;
import dev.coppice.volume.file.FileType;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Finds what a path leads to, name by name, over symbolic links.
final class PathResolution {
    private static final int LINKS_MAX = 40; // as Linux has it

    private final FileTree tree;
    private final VolumePath path;
    private final boolean followsLast;
    private final Deque<String> rest = new ArrayDeque<>();
    private final List<Place> way = new ArrayList<>(); // from the root to where it is
    private int linksLeft = LINKS_MAX;

    /// A directory on the way.
    private record Place(String name, long directory) {}

    /// What a path leads to.
    ///
    /// @param directory the directory that has the last name
    /// @param name the last name; null for the root
    /// @param status of what it stands for; null when there is no such name
    /// @param realNames the names from the root without links, as far as they were followed
    record Found(long directory, byte[] name, FileStatus status, List<String> realNames) {
        FileStatus existing(VolumePath path) throws NoSuchFileException {
            if (status == null) {
                throw new NoSuchFileException(path.toString());
            }
            return status;
        }
    }

    private PathResolution(FileTree tree, VolumePath path, boolean followsLast) {
        this.tree = tree;
        this.path = path;
        this.followsLast = followsLast;
        rest.addAll(path.namesFromRoot());
        way.add(new Place("", FileTree.ROOT));
    }

    /// @throws NoSuchFileException when a name before the last is not there
    /// @throws FileSystemException when there are too many links
    static Found run(FileTree tree, VolumePath path, boolean followsLast) throws IOException {
        return new PathResolution(tree, path, followsLast).run();
    }

    private Found run() throws IOException {
        while (!rest.isEmpty()) {
            String name = rest.removeFirst();
            if (name.equals("..")) {
                if (way.size() > 1) {
                    way.removeLast();
                }
            } else if (!name.equals(".")) {
                Found found = step(name);
                if (found != null) {
                    return found;
                }
            }
        }
        if (way.size() == 1) {
            return new Found(FileTree.ROOT, null, tree.status(FileTree.ROOT), List.of());
        }
        Place last = way.removeLast();
        return found(last.name, tree.status(last.directory));
    }

    /// @return null when the way goes on
    private Found step(String name) throws IOException {
        FileStatus status = find(name);
        boolean isLast = rest.isEmpty();
        if (status == null) {
            if (isLast) {
                return found(name, null);
            }
            throw new NoSuchFileException(path.toString());
        }
        if (status.type() == FileType.SYMBOLIC_LINK && (!isLast || followsLast)) {
            follow(tree.target(status.inode()));
            return null;
        }
        if (isLast && status.type() != FileType.DIRECTORY) {
            return found(name, status);
        }
        way.add(new Place(name, status.inode()));
        return null;
    }

    private FileStatus find(String name) throws IOException {
        try {
            return tree.find(way.getLast().directory, NameBytes.encode(name));
        } catch (FileException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }

    private void follow(byte[] target) throws IOException {
        if (linksLeft-- == 0) {
            throw new FileSystemException(path.toString(), null, "Too many levels of symbolic links");
        }
        String text = NameBytes.decode(target);
        if (text.startsWith("/")) {
            way.subList(1, way.size()).clear();
        }
        List<String> names = new ArrayList<>(List.of(text.split("/")));
        names.removeIf(String::isEmpty);
        for (String name : names.reversed()) {
            rest.addFirst(name);
        }
    }

    private Found found(String name, FileStatus status) {
        List<String> names = new ArrayList<>();
        way.stream().skip(1).forEach(place -> names.add(place.name));
        names.add(name);
        return new Found(way.getLast().directory, NameBytes.encode(name), status, names);
    }
}
