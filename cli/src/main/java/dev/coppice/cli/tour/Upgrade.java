package dev.coppice.cli.tour;

import java.lang.module.ModuleDescriptor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What the tour does on its fork: it takes the artifact that most POMs depend on in an older version than the newest
/// one at hand, writes the newest version into each of them, and deletes the older versions of the artifact.
///
/// @param artifact `group:artifact` of what is upgraded
/// @param version the version that all get
/// @param changed POMs with a new text, by their coordinates
/// @param deleted POMs that go
record Upgrade(String artifact, String version, Map<Coordinates, byte[]> changed, List<Coordinates> deleted) {
    private static final Pattern PREVIEW = Pattern.compile("(?i).*(alpha|beta|rc|cr|snapshot|[.-]m\\d).*");

    /// Finds the artifact with the most to upgrade. Without one, some POM gets a new version of its own.
    static Upgrade plan(Poms all) {
        Map<String, List<Coordinates>> versions = new TreeMap<>();
        Map<String, List<Coordinates>> dependents = new TreeMap<>();
        Map<String, Map<Coordinates, String>> wanted = new HashMap<>();
        all.poms().forEach((key, bytes) -> {
            Coordinates coordinates = coordinates(key);
            versions.computeIfAbsent(coordinates.unversioned(), _ -> new ArrayList<>())
                    .add(coordinates);
            Pom pom = Poms.parseOrNull(bytes);
            for (Pom.Dependency dependency : pom == null ? List.<Pom.Dependency>of() : pom.dependencies()) {
                if (Pom.isPlain(dependency.version())) {
                    dependents
                            .computeIfAbsent(dependency.unversioned(), _ -> new ArrayList<>())
                            .add(coordinates);
                    wanted.computeIfAbsent(dependency.unversioned(), _ -> new HashMap<>())
                            .put(coordinates, dependency.version());
                }
            }
        });
        Upgrade best = null;
        int most = 0;
        for (var candidate : dependents.entrySet()) {
            List<Coordinates> known = versions.get(candidate.getKey());
            if (known == null || candidate.getValue().size() <= most) {
                continue;
            }
            Coordinates newest = newest(known);
            List<Coordinates> outdated = candidate.getValue().stream()
                    .filter(each -> isOlder(wanted.get(candidate.getKey()).get(each), newest.version()))
                    .distinct()
                    .toList();
            if (outdated.size() > most) {
                most = outdated.size();
                best = of(all, newest, known, outdated);
            }
        }
        return best == null ? ofOwnVersion(all) : best;
    }

    /// What the tables hold afterwards.
    Poms applyTo(Poms all) {
        Poms after = all.copy();
        changed.forEach((coordinates, bytes) -> after.put(coordinates, bytes, Poms.parseOrNull(bytes)));
        deleted.forEach(after::remove);
        return after;
    }

    private static Upgrade of(Poms all, Coordinates newest, List<Coordinates> known, List<Coordinates> outdated) {
        List<Coordinates> older = known.stream()
                .filter(each -> isOlder(each.version(), newest.version()))
                .toList();
        Map<Coordinates, byte[]> changed = new TreeMap<>();
        for (Coordinates each : outdated) {
            byte[] edited = older.contains(each)
                    ? null
                    : PomEdit.withDependency(all.poms().get(each.toString()), newest.unversioned(), newest.version());
            if (edited != null) {
                changed.put(each, edited);
            }
        }
        return new Upgrade(newest.unversioned(), newest.version(), changed, older);
    }

    private static Upgrade ofOwnVersion(Poms all) {
        for (var entry : all.poms().descendingMap().entrySet()) {
            Coordinates old = coordinates(entry.getKey());
            String version = old.version() + ".1";
            byte[] edited = PomEdit.withVersion(entry.getValue(), version);
            if (edited != null) {
                return new Upgrade(
                        old.unversioned(),
                        version,
                        new TreeMap<>(Map.of(old.withVersion(version), edited)),
                        List.of(old));
            }
        }
        return new Upgrade("", "", Map.of(), List.of());
    }

    /// The newest of some versions of one artifact; a preview only when there is nothing else.
    static Coordinates newest(List<Coordinates> known) {
        List<Coordinates> released = known.stream()
                .filter(each -> !PREVIEW.matcher(each.version()).matches())
                .toList();
        return (released.isEmpty() ? known : released)
                .stream()
                        .max(Comparator.comparing(Coordinates::version, Upgrade::compareVersions))
                        .orElseThrow();
    }

    /// Whether a version comes before another one.
    static boolean isOlder(String version, String than) {
        return compareVersions(version, than) < 0;
    }

    // The JDK's order of versions, numbers as numbers, is near enough to Maven's; what it cannot read is older.
    private static int compareVersions(String a, String b) {
        ModuleDescriptor.Version first = versionOrNull(a);
        ModuleDescriptor.Version second = versionOrNull(b);
        if (first == null || second == null) {
            return first == second ? a.compareTo(b) : Boolean.compare(first != null, second != null);
        }
        return first.compareTo(second);
    }

    private static ModuleDescriptor.Version versionOrNull(String version) {
        try {
            return ModuleDescriptor.Version.parse(version);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Coordinates coordinates(String key) {
        String[] parts = key.split(":", 3);
        return new Coordinates(parts[0], parts[1], parts[2]);
    }
}
