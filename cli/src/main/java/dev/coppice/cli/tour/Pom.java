package dev.coppice.cli.tour;

import dev.coppice.cli.terminal.Utf8;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// What a POM file says of itself: its coordinates, as far as they stand in it or in its reference to a parent, and the
/// dependencies of its project, as they are written. Profiles, properties and dependency management are left alone.
///
/// @param group the group, or null
/// @param artifact the artifact, or null
/// @param version the version, or null
/// @param dependencies the dependencies
record Pom(String group, String artifact, String version, List<Dependency> dependencies) {
    // Neither a document type nor what it refers to is read: a POM needs none, and a hostile one would use it.
    private static final XMLInputFactory XML = XMLInputFactory.newDefaultFactory();

    private static final Pattern ENCODING_UTF_8 = Pattern.compile("(?i)encoding\\s*=\\s*.(utf-?8|us-ascii)\\b");

    static {
        XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XML.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XML.setProperty(XMLInputFactory.IS_COALESCING, true);
    }

    /// A dependency as it is written.
    ///
    /// @param group the group
    /// @param artifact the artifact
    /// @param version the version, or null
    /// @param scope the scope, `compile` when none is written
    record Dependency(String group, String artifact, String version, String scope) {
        String unversioned() {
            return group + ":" + artifact;
        }
    }

    /// Reads a POM in the encoding that it declares.
    static Pom parse(byte[] bytes) throws XMLStreamException {
        if (Utf8.decodeOrNull(bytes) == null && isUtf8(bytes)) {
            throw new XMLStreamException("is not UTF-8"); // the parser would print it besides
        }
        return new Parser(XML.createXMLStreamReader(new ByteArrayInputStream(bytes))).parse();
    }

    /// Whether a file that is not UTF-8 ought to be, or ASCII: it declares no other encoding, nor does it begin as
    /// UTF-16.
    private static boolean isUtf8(byte[] bytes) {
        String begin = new String(bytes, 0, Math.min(bytes.length, 100), StandardCharsets.ISO_8859_1);
        boolean utf16 =
                begin.startsWith("\u00fe\u00ff") || begin.startsWith("\u00ff\u00fe") || begin.indexOf('\0') >= 0;
        return !utf16
                && (!begin.contains("encoding") || ENCODING_UTF_8.matcher(begin).find());
    }

    /// The coordinates, or null when a part is missing or depends on a property.
    Coordinates coordinates() {
        return isPlain(group) && isPlain(artifact) && isPlain(version)
                ? new Coordinates(group, artifact, version)
                : null;
    }

    static boolean isPlain(String text) {
        return text != null && !text.isEmpty() && !text.contains("${");
    }

    private static final class Parser {
        private final XMLStreamReader xml;
        private final Deque<String> path = new ArrayDeque<>();
        private final List<Dependency> dependencies = new ArrayList<>();
        private String group;
        private String artifact;
        private String version;
        private String parentGroup;
        private String parentVersion;
        private String dependencyGroup;
        private String dependencyArtifact;
        private String dependencyVersion;
        private String dependencyScope;

        Parser(XMLStreamReader xml) {
            this.xml = xml;
        }

        Pom parse() throws XMLStreamException {
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    path.addLast(xml.getLocalName());
                    begin(String.join("/", path));
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    end(String.join("/", path));
                    path.removeLast();
                }
            }
            return new Pom(
                    group == null ? parentGroup : group,
                    artifact,
                    version == null ? parentVersion : version,
                    List.copyOf(dependencies));
        }

        private void begin(String element) throws XMLStreamException {
            switch (element) {
                case "project/groupId" -> group = content();
                case "project/artifactId" -> artifact = content();
                case "project/version" -> version = content();
                case "project/parent/groupId" -> parentGroup = content();
                case "project/parent/version" -> parentVersion = content();
                case "project/dependencies/dependency/groupId" -> dependencyGroup = content();
                case "project/dependencies/dependency/artifactId" -> dependencyArtifact = content();
                case "project/dependencies/dependency/version" -> dependencyVersion = content();
                case "project/dependencies/dependency/scope" -> dependencyScope = content();
                default -> {}
            }
        }

        private void end(String element) {
            if (!element.equals("project/dependencies/dependency")) {
                return;
            }
            if (dependencyGroup != null && dependencyArtifact != null) {
                dependencies.add(new Dependency(
                        dependencyGroup,
                        dependencyArtifact,
                        dependencyVersion,
                        dependencyScope == null ? "compile" : dependencyScope));
            }
            dependencyGroup = null;
            dependencyArtifact = null;
            dependencyVersion = null;
            dependencyScope = null;
        }

        /// The text of the present element, whose end is read too.
        private String content() throws XMLStreamException {
            String content = xml.getElementText().strip();
            path.removeLast();
            return content;
        }
    }
}
