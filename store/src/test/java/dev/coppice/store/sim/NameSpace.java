package dev.coppice.store.sim;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The names of a simulated disk: those that processes see, those that the disk is sure to hold, and the changes that
/// lead from the second to the first. Guarded by the disk's lock.
///
/// A name is the full path. A change waits until the directory that holds its name was synced, a rename between two
/// directories until both were. After a crash an arbitrary subset of the waiting changes survives, but none without the
/// earlier ones that it builds upon: those of the same name, of a directory above and of entries below.
final class NameSpace {
    /// What the name of a directory stands for.
    static final Inode DIRECTORY = new Inode();

    private final TreeMap<String, Inode> live;
    private final TreeMap<String, Inode> durable;
    private final List<Change> waiting = new ArrayList<>();

    NameSpace() {
        this(new TreeMap<>(), new TreeMap<>());
    }

    private NameSpace(TreeMap<String, Inode> live, TreeMap<String, Inode> durable) {
        this.live = live;
        this.durable = durable;
    }

    /// The file or [#DIRECTORY] of this name, or null.
    Inode get(String name) {
        return name.isEmpty() ? DIRECTORY : live.get(name);
    }

    /// The files, without directories, by name.
    Map<String, Inode> files() {
        var files = new TreeMap<>(live);
        files.values().removeIf(inode -> inode == DIRECTORY);
        return files;
    }

    /// The changes that a crash may undo.
    int unsyncedChanges() {
        return waiting.size();
    }

    /// The last parts of the names in a directory.
    List<String> list(String directory) {
        String prefix = directory.isEmpty() ? "" : directory + "/";
        var names = new ArrayList<String>();
        String name = live.higherKey(prefix);
        while (name != null && name.startsWith(prefix)) {
            int slash = name.indexOf('/', prefix.length());
            if (slash < 0) {
                names.add(name.substring(prefix.length()));
                name = live.higherKey(name);
            } else {
                // Past all that lies below another directory: the character after the slash.
                name = live.ceilingKey(name.substring(0, slash) + (char) ('/' + 1));
            }
        }
        return List.copyOf(names);
    }

    void link(String name, Inode inode) {
        change(new Change(null, name, inode, Set.of(parent(name))));
    }

    void unlink(String name) {
        change(new Change(name, null, null, Set.of(parent(name))));
    }

    void rename(String from, String to) {
        change(new Change(from, to, live.get(from), new HashSet<>(List.of(parent(from), parent(to)))));
    }

    /// Makes the changes in a directory durable, and the directories above it.
    void sync(String directory) {
        if (waiting.isEmpty()) {
            return;
        }
        for (Change change : waiting) {
            change.unsynced.remove(directory);
            if (change.inode == DIRECTORY && isAtOrAbove(change.to, directory)) {
                change.unsynced.clear();
            }
        }
        var settled = new LinkedHashSet<Change>();
        for (int i = waiting.size() - 1; i >= 0; i--) {
            Change change = waiting.get(i);
            if (change.unsynced.isEmpty() || settled.stream().anyMatch(later -> later.buildsUpon(change))) {
                settled.add(change);
            }
        }
        for (Change change : waiting) {
            if (settled.contains(change)) {
                change.apply(durable);
            }
        }
        waiting.removeAll(settled);
    }

    /// Replaces files by others, in what processes see and in what the disk holds; the changes stay undone or not.
    NameSpace copy(Map<Inode, Inode> replacements) {
        var copy = new NameSpace(replaced(live, replacements), replaced(durable, replacements));
        for (Change change : waiting) {
            Inode inode = change.inode == null ? null : replacements.getOrDefault(change.inode, change.inode);
            copy.waiting.add(new Change(change.from, change.to, inode, change.unsynced));
        }
        return copy;
    }

    private static TreeMap<String, Inode> replaced(TreeMap<String, Inode> names, Map<Inode, Inode> replacements) {
        var copy = new TreeMap<>(names);
        copy.replaceAll((_, inode) -> replacements.getOrDefault(inode, inode));
        return copy;
    }

    /// All files that a name leads to, or would after a crash.
    Set<Inode> reachable() {
        var inodes = new LinkedHashSet<>(live.values());
        inodes.addAll(durable.values());
        waiting.forEach(change -> inodes.add(change.inode));
        inodes.remove(null);
        inodes.remove(DIRECTORY);
        return inodes;
    }

    /// The names as a crash leaves them, leading to the files as the crash leaves those.
    NameSpace afterCrash(Loss loss, Choices choices) {
        var names = new TreeMap<>(durable);
        survivors(loss, choices).forEach(change -> change.apply(names));
        names.replaceAll((_, inode) -> inode == DIRECTORY ? DIRECTORY : inode.afterCrash(loss, choices));
        return new NameSpace(names, new TreeMap<>(names));
    }

    private List<Change> survivors(Loss loss, Choices choices) {
        return switch (loss) {
            case DROP_UNSYNCED -> List.of();
            case KEEP_ALL -> waiting;
            case TEAR -> waiting.isEmpty() ? waiting : waiting.subList(0, choices.choose(waiting.size() + 1));
            case REORDER -> {
                var kept = new ArrayList<Change>();
                var dropped = new ArrayList<Change>();
                for (Change change : waiting) {
                    boolean possible = dropped.stream().noneMatch(change::buildsUpon);
                    (possible && choices.coin() ? kept : dropped).add(change);
                }
                yield kept;
            }
        };
    }

    private void change(Change change) {
        change.apply(live);
        waiting.add(change);
    }

    static String parent(String name) {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? "" : name.substring(0, slash);
    }

    private static boolean isAtOrAbove(String upper, String lower) {
        return lower.equals(upper) || lower.startsWith(upper + "/");
    }

    /// A name that came, went or did both.
    private static final class Change {
        private final String from;
        private final String to;
        private final Inode inode;
        private final Set<String> unsynced;

        /// @param from the name that went, or null
        /// @param to the name that came, or null
        /// @param inode what came
        /// @param unsynced the directories whose syncs the change waits for
        Change(String from, String to, Inode inode, Set<String> unsynced) {
            this.from = from;
            this.to = to;
            this.inode = inode;
            this.unsynced = new HashSet<>(unsynced);
        }

        void apply(TreeMap<String, Inode> names) {
            if (from != null) {
                names.remove(from);
            }
            if (to != null) {
                names.put(to, inode);
            }
        }

        boolean buildsUpon(Change earlier) {
            return touches(from, earlier) || touches(to, earlier);
        }

        private static boolean touches(String name, Change other) {
            return name != null && (related(name, other.from) || related(name, other.to));
        }

        private static boolean related(String a, String b) {
            return b != null && (isAtOrAbove(a, b) || isAtOrAbove(b, a));
        }
    }
}
