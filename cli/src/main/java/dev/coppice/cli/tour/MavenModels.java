package dev.coppice.cli.tour;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.maven.model.Dependency;
import org.apache.maven.model.License;
import org.apache.maven.model.Model;
import org.apache.maven.model.Parent;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;

/// POMs as Maven's own library reads them, each with what it inherits from those of its parents, and imports from those
/// of bills of materials, that are at hand. What depends on a POM that is not at hand stays unknown: nothing is
/// fetched.
final class MavenModels {
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^${}]+)}");
    /// Properties that name each other in a circle end here, and so do parents that do.
    private static final int MAX_DEPTH = 40;
    /// Longer names are none that Maven could use as names of files.
    private static final int MAX_CHARACTERS = 250;

    private final Map<String, Model> models = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> properties = new HashMap<>();
    private final Map<String, Map<String, String>> managed = new HashMap<>();
    private int unreadable;

    private MavenModels() {}

    /// Reads POMs.
    ///
    /// @param poms their bytes by `group:artifact:version`
    static MavenModels of(SequencedMap<String, byte[]> poms) {
        MavenModels all = new MavenModels();
        poms.forEach((coordinates, bytes) -> {
            Model model = readOrNull(bytes);
            if (model == null) {
                all.unreadable++;
            } else {
                all.models.put(coordinates, model);
            }
        });
        return all;
    }

    /// Null for what the library refuses: the local repository holds a few files that are no POMs.
    private static Model readOrNull(byte[] bytes) {
        try {
            return new MavenXpp3Reader().read(new ByteArrayInputStream(bytes), false);
        } catch (IOException | XmlPullParserException | RuntimeException e) {
            return null; // the library's parser throws others as well for bytes that are no XML
        }
    }

    /// All of them, by `group:artifact:version`.
    Map<String, Model> all() {
        return models;
    }

    /// How many could not be read.
    int unreadable() {
        return unreadable;
    }

    /// The coordinates of a POM's parent, or null when it has none, or they depend on a property.
    String parent(Model model) {
        Parent parent = model.getParent();
        return parent == null ? null : coordinates(parent.getGroupId(), parent.getArtifactId(), parent.getVersion());
    }

    /// The coordinates of the bills of materials that a POM itself imports, as far as they are known.
    List<String> imports(String coordinates) {
        Model model = models.get(coordinates);
        return ownManaged(model).stream()
                .filter(MavenModels::isImport)
                .map(each -> coordinates(
                        text(coordinates, each.getGroupId()),
                        text(coordinates, each.getArtifactId()),
                        text(coordinates, each.getVersion())))
                .filter(each -> each != null)
                .toList();
    }

    /// `group:artifact` of a dependency, or null when it depends on a property that is not known.
    String artifact(String coordinates, Dependency dependency) {
        String group = text(coordinates, dependency.getGroupId());
        String artifact = text(coordinates, dependency.getArtifactId());
        return group == null || artifact == null ? null : plainOrNull(group + ":" + artifact, 1);
    }

    /// The version of a dependency: the one that stands there, or that the POM manages, or null when neither is known.
    String version(String coordinates, Dependency dependency) {
        String own = dependency.getVersion() == null
                ? managed(coordinates, 0).get(artifact(coordinates, dependency))
                : text(coordinates, dependency.getVersion());
        return own == null ? null : plainOrNull(own, 0);
    }

    /// The names of the licences, of a POM itself or of the nearest parent that has any.
    List<String> licences(String coordinates) {
        String at = coordinates;
        for (int depth = 0; at != null && depth < MAX_DEPTH; depth++) {
            Model model = models.get(at);
            if (model == null) {
                return List.of();
            }
            List<String> names = model.getLicenses().stream()
                    .map(License::getName)
                    .filter(name -> name != null && !name.isBlank() && name.length() <= MAX_CHARACTERS)
                    .map(name -> name.strip().replaceAll("\\s+", " "))
                    .distinct()
                    .toList();
            if (!names.isEmpty()) {
                return names;
            }
            at = parent(model);
        }
        return List.of();
    }

    private static String coordinates(String group, String artifact, String version) {
        return group == null || artifact == null || version == null
                ? null
                : plainOrNull(group + ":" + artifact + ":" + version, 2);
    }

    private static boolean isImport(Dependency dependency) {
        return "import".equals(dependency.getScope());
    }

    private static List<Dependency> ownManaged(Model model) {
        return model == null || model.getDependencyManagement() == null
                ? List.of()
                : model.getDependencyManagement().getDependencies();
    }

    /// The versions that a POM manages, by `group:artifact`: its own come before its parents', those before imported
    /// ones. The parents' are read with the POM's own properties, as Maven does.
    private Map<String, String> managed(String coordinates, int depth) {
        Map<String, String> known = managed.get(coordinates);
        if (known != null) {
            return known;
        }
        Map<String, String> versions = new HashMap<>();
        managed.put(coordinates, versions); // who imports itself finds what is there so far
        Map<String, String> imported = new LinkedHashMap<>();
        String at = coordinates;
        for (int level = 0; at != null && level < MAX_DEPTH; level++) {
            Model model = models.get(at);
            for (Dependency each : ownManaged(model)) {
                String artifact = artifact(coordinates, each);
                String version =
                        each.getVersion() == null ? null : plainOrNull(text(coordinates, each.getVersion()), 0);
                if (artifact == null || version == null) {
                    continue;
                }
                (isImport(each) ? imported : versions).putIfAbsent(artifact, version);
            }
            at = model == null ? null : parent(model);
        }
        if (depth < MAX_DEPTH) {
            imported.forEach((artifact, version) -> {
                String bill = artifact + ":" + version;
                if (models.containsKey(bill)) {
                    managed(bill, depth + 1).forEach(versions::putIfAbsent);
                }
            });
        }
        return versions;
    }

    /// A text with the properties of a POM in their places; those that are not known stay as they are.
    private String text(String coordinates, String text) {
        if (text == null) {
            return null;
        }
        String result = text;
        for (int depth = 0; depth < MAX_DEPTH && result.contains("${"); depth++) {
            Matcher matcher = PROPERTY.matcher(result);
            String next = matcher.replaceAll(match ->
                    Matcher.quoteReplacement(properties(coordinates).getOrDefault(match.group(1), match.group())));
            if (next.equals(result) || next.length() > 10_000) {
                return next;
            }
            result = next;
        }
        return result;
    }

    private Map<String, String> properties(String coordinates) {
        Map<String, String> known = properties.get(coordinates);
        if (known != null) {
            return known;
        }
        Map<String, String> merged = new HashMap<>();
        String[] own = coordinates.split(":", 3);
        Parent parent = models.get(coordinates).getParent();
        for (String prefix : List.of("project.", "pom.", "")) {
            merged.put(prefix + "groupId", own[0]);
            merged.put(prefix + "artifactId", own[1]);
            merged.put(prefix + "version", own[2]);
            if (parent != null && parent.getVersion() != null) {
                merged.put(prefix + "parent.version", parent.getVersion());
                merged.put(prefix + "parent.groupId", String.valueOf(parent.getGroupId()));
            }
        }
        String at = coordinates;
        for (int level = 0; at != null && level < MAX_DEPTH; level++) {
            Model model = models.get(at);
            if (model == null) {
                break;
            }
            model.getProperties().forEach((name, value) -> merged.putIfAbsent((String) name, (String) value));
            at = parent(model);
        }
        properties.put(coordinates, merged);
        return merged;
    }

    /// The text, when it is what it seems to be.
    ///
    /// @param colons how many parts it has, less one
    private static String plainOrNull(String text, int colons) {
        boolean isPlain = text.length() <= MAX_CHARACTERS
                && text.chars().filter(c -> c == ':').count() == colons
                && !text.contains("${")
                && text.chars().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c));
        return isPlain && !text.isEmpty() ? text : null;
    }
}
