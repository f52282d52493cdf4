package dev.coppice.volume.file;

import dev.coppice.volume.SnapshotInfo;
import dev.coppice.volume.directory.DirectoryEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// A tree of files, too simple to be wrong, and random operations on it and on a real one, which must do the same.
final class FileModel {
    private static final String[] NAMES = {"a", "b", "c", "d", "long-name-".repeat(25)};
    private static final int SIZE_MAX = 60_000;

    /// A file or directory.
    private static final class Node {
        final FileType type;
        final TreeMap<String, Node> names = new TreeMap<>();
        byte[] content = {};
        int permissions;

        Node(FileType type, int permissions) {
            this.type = type;
            this.permissions = permissions;
        }
    }

    private final FileTree tree;
    private final SplittableRandom random;
    private final Node root = new Node(FileType.DIRECTORY, 0755);
    /// By name, what there was.
    private final TreeMap<String, String> snapshots = new TreeMap<>();

    FileModel(FileTree tree, long seed) {
        this.tree = tree;
        random = new SplittableRandom(seed);
    }

    /// A name in a directory, on both sides.
    private record Place(Node directory, long number, String name) {
        Node node() {
            return directory.names.get(name);
        }

        byte[] bytes() {
            return name.getBytes(StandardCharsets.UTF_8);
        }
    }

    /// Does one operation on both sides.
    void step() throws IOException {
        Place place = place();
        Node node = place.node();
        switch (random.nextInt(19)) {
            case 0, 1 -> create(place, FileType.REGULAR);
            case 2, 3, 4 -> create(place, FileType.DIRECTORY);
            case 5 -> create(place, FileType.SYMBOLIC_LINK);
            case 6, 7 -> remove(place);
            case 8 -> link(place, place());
            case 9, 10, 11 -> rename(place, place());
            case 12 -> permissions(place, node);
            case 14, 15 -> copy(place, place());
            case 16 -> snapshot();
            case 13 -> setSize(place, node);
            default -> write(place, node);
        }
    }

    /// All of the model as text: equal texts are equal trees.
    String dump() {
        StringBuilder text = new StringBuilder(dumpFiles());
        snapshots.forEach((name, files) -> text.append(name).append(" was\n").append(files));
        return text.toString();
    }

    private String dumpFiles() {
        StringBuilder text = new StringBuilder();
        dump(text, "/", root, new IdentityHashMap<>());
        return text.toString();
    }

    private static void dump(StringBuilder text, String path, Node node, Map<Node, String> seen) {
        String first = seen.putIfAbsent(node, path);
        text.append(path).append(' ').append(node.type).append(' ');
        if (first != null) {
            text.append("is ").append(first).append('\n');
            return;
        }
        text.append(Integer.toOctalString(node.permissions)).append(' ');
        text.append(node.content.length)
                .append(' ')
                .append(Arrays.hashCode(node.content))
                .append('\n');
        node.names.forEach((name, child) -> dump(text, path + name + "/", child, seen));
    }

    /// The same of a real tree.
    static String dump(FileTree tree) throws IOException {
        StringBuilder text = new StringBuilder();
        dump(text, "/", tree, FileTree.ROOT, new HashMap<>());
        List<String> names =
                tree.snapshots().stream().map(SnapshotInfo::name).sorted().toList();
        for (String name : names) {
            text.append(name).append(" was\n");
            dump(text, "/", tree.openSnapshot(name), FileTree.ROOT, new HashMap<>());
            tree.closeSnapshot(name);
        }
        return text.toString();
    }

    private static void dump(StringBuilder text, String path, FileTree tree, long file, Map<Long, String> seen)
            throws IOException {
        FileStatus status = tree.status(file);
        String first = seen.putIfAbsent(file, path);
        text.append(path).append(' ').append(status.type()).append(' ');
        if (first != null) {
            text.append("is ").append(first).append('\n');
            return;
        }
        byte[] content = switch (status.type()) {
            case REGULAR -> {
                ByteBuffer target = ByteBuffer.allocate((int) status.size());
                tree.read(file, 0, target);
                yield target.array();
            }
            case SYMBOLIC_LINK -> tree.target(file);
            default -> new byte[0];
        };
        text.append(Integer.toOctalString(status.permissions())).append(' ');
        text.append(content.length).append(' ').append(Arrays.hashCode(content)).append('\n');
        TreeMap<String, Long> names = new TreeMap<>();
        if (status.type() == FileType.DIRECTORY) {
            DirectoryEntry entry = tree.list(file, 0);
            while (entry != null) {
                names.put(new String(entry.name(), StandardCharsets.UTF_8), entry.inode());
                entry = tree.listAfter(file, entry);
            }
        }
        for (Map.Entry<String, Long> each : names.entrySet()) {
            dump(text, path + each.getKey() + "/", tree, each.getValue(), seen);
        }
    }

    private Place place() throws IOException {
        Node directory = root;
        long number = FileTree.ROOT;
        while (random.nextInt(3) > 0) {
            List<String> inside = new ArrayList<>();
            directory.names.forEach((name, node) -> {
                if (node.type == FileType.DIRECTORY) {
                    inside.add(name);
                }
            });
            if (inside.isEmpty()) {
                break;
            }
            String name = inside.get(random.nextInt(inside.size()));
            directory = directory.names.get(name);
            number = tree.find(number, name.getBytes(StandardCharsets.UTF_8)).inode();
        }
        return new Place(directory, number, NAMES[random.nextInt(NAMES.length)]);
    }

    private void create(Place place, FileType type) throws IOException {
        Node created = new Node(type, type == FileType.SYMBOLIC_LINK ? 0777 : random.nextInt(01000));
        byte[] target = new byte[1 + random.nextInt(random.nextBoolean() ? 144 : FileTree.TARGET_LENGTH_MAX)];
        Arrays.fill(target, (byte) ('a' + random.nextInt(26)));
        expect(place.node() == null ? null : FileException.Reason.EXISTS, () -> {
            switch (type) {
                case DIRECTORY -> tree.createDirectory(place.number, place.bytes(), created.permissions, 1, 2);
                case SYMBOLIC_LINK -> {
                    tree.createSymbolicLink(place.number, place.bytes(), target, 1, 2);
                    created.content = target;
                }
                default -> tree.create(place.number, place.bytes(), type, created.permissions, 1, 2, 0);
            }
            place.directory.names.put(place.name, created);
        });
    }

    private void remove(Place place) throws IOException {
        Node node = place.node();
        boolean asDirectory = random.nextBoolean();
        FileException.Reason refused;
        if (node == null) {
            refused = FileException.Reason.NOT_FOUND;
        } else if (asDirectory && node.type != FileType.DIRECTORY) {
            refused = FileException.Reason.NOT_A_DIRECTORY;
        } else if (!asDirectory && node.type == FileType.DIRECTORY) {
            refused = FileException.Reason.IS_A_DIRECTORY;
        } else {
            refused = node.names.isEmpty() ? null : FileException.Reason.NOT_EMPTY;
        }
        expect(refused, () -> {
            if (asDirectory) {
                tree.removeDirectory(place.number, place.bytes());
            } else {
                tree.unlink(place.number, place.bytes());
            }
            place.directory.names.remove(place.name);
        });
    }

    private void link(Place from, Place to) throws IOException {
        if (from.node() == null) {
            return;
        }
        long file = tree.find(from.number, from.bytes()).inode();
        FileException.Reason refused = from.node().type == FileType.DIRECTORY
                ? FileException.Reason.NOT_PERMITTED
                : to.node() == null ? null : FileException.Reason.EXISTS;
        expect(refused, () -> {
            tree.link(file, to.number, to.bytes());
            to.directory.names.put(to.name, from.node());
        });
    }

    private void snapshot() throws IOException {
        String name = NAMES[random.nextInt(3)];
        if (random.nextBoolean()) {
            String files = dumpFiles();
            expect(snapshots.containsKey(name) ? FileException.Reason.EXISTS : null, () -> {
                tree.createSnapshot(name);
                snapshots.put(name, files);
            });
        } else {
            expect(snapshots.containsKey(name) ? null : FileException.Reason.NOT_FOUND, () -> {
                tree.deleteSnapshot(name);
                snapshots.remove(name);
            });
        }
    }

    private void copy(Place from, Place to) throws IOException {
        Node source = from.node();
        if (source == null || source.type != FileType.REGULAR) {
            return;
        }
        long file = tree.find(from.number, from.bytes()).inode();
        Node copy = new Node(FileType.REGULAR, random.nextInt(01000));
        copy.content = source.content;
        expect(to.node() == null ? null : FileException.Reason.EXISTS, () -> {
            tree.copy(file, to.number, to.bytes(), copy.permissions, 1, 2);
            to.directory.names.put(to.name, copy);
        });
    }

    private void rename(Place from, Place to) throws IOException {
        FileTree.Target target = FileTree.Target.values()[random.nextInt(3)];
        Node moved = from.node();
        Node replaced = to.node();
        FileException.Reason refused = refusal(from, to, target);
        expect(refused, () -> {
            tree.rename(from.number, from.bytes(), to.number, to.bytes(), target);
            if (target == FileTree.Target.EXCHANGE) {
                from.directory.names.put(from.name, replaced);
                to.directory.names.put(to.name, moved);
            } else if (replaced != moved) {
                from.directory.names.remove(from.name);
                to.directory.names.put(to.name, moved);
            }
        });
    }

    private static FileException.Reason refusal(Place from, Place to, FileTree.Target target) {
        Node moved = from.node();
        Node replaced = to.node();
        if (moved == null || target == FileTree.Target.EXCHANGE && replaced == null) {
            return FileException.Reason.NOT_FOUND;
        }
        if (replaced != null && target == FileTree.Target.FAIL) {
            return FileException.Reason.EXISTS;
        }
        if (contains(moved, to.directory) || target == FileTree.Target.EXCHANGE && contains(replaced, from.directory)) {
            return FileException.Reason.INVALID;
        }
        if (target != FileTree.Target.REPLACE || replaced == null || replaced == moved) {
            return null;
        }
        boolean isDirectory = moved.type == FileType.DIRECTORY;
        if (isDirectory != (replaced.type == FileType.DIRECTORY)) {
            return isDirectory ? FileException.Reason.NOT_A_DIRECTORY : FileException.Reason.IS_A_DIRECTORY;
        }
        return replaced.names.isEmpty() ? null : FileException.Reason.NOT_EMPTY;
    }

    private static boolean contains(Node node, Node directory) {
        if (node.type != FileType.DIRECTORY) {
            return false;
        }
        return node == directory || node.names.values().stream().anyMatch(child -> contains(child, directory));
    }

    private void permissions(Place place, Node node) throws IOException {
        if (node != null) {
            node.permissions = random.nextInt(010000);
            tree.setPermissions(tree.find(place.number, place.bytes()).inode(), node.permissions);
        }
    }

    private void setSize(Place place, Node node) throws IOException {
        if (node != null && node.type == FileType.REGULAR) {
            int size = random.nextInt(SIZE_MAX);
            tree.setSize(tree.find(place.number, place.bytes()).inode(), size);
            node.content = Arrays.copyOf(node.content, size);
        }
    }

    private void write(Place place, Node node) throws IOException {
        if (node == null || node.type != FileType.REGULAR) {
            return;
        }
        long file = tree.find(place.number, place.bytes()).inode();
        byte[] bytes = new byte[random.nextInt(random.nextBoolean() ? 100 : 20_000)];
        random.nextBytes(bytes);
        boolean appends = random.nextInt(3) == 0;
        int position = appends ? node.content.length : random.nextInt(SIZE_MAX);
        ByteBuffer source = ByteBuffer.wrap(bytes);
        if (appends) {
            tree.append(file, source);
        } else {
            tree.write(file, position, source);
        }
        if (source.hasRemaining()) {
            throw new AssertionError(source.remaining() + " bytes were not written");
        }
        if (bytes.length > 0) {
            node.content =
                    Arrays.copyOf(node.content, Math.max(node.content.length, position + bytes.length)); // a new one
            System.arraycopy(bytes, 0, node.content, position, bytes.length);
        }
    }

    /// An operation on both sides: first on the real one, so that the model stays when that fails.
    @FunctionalInterface
    private interface Operation {
        void run() throws IOException;
    }

    private static void expect(FileException.Reason refused, Operation operation) throws IOException {
        FileException.Reason found = null;
        try {
            operation.run();
        } catch (FileException e) {
            found = e.reason();
        }
        if (found != refused) {
            throw new AssertionError("expected " + refused + ", found " + found);
        }
    }
}
