package dev.coppice.cli.tour;

import dev.coppice.cli.terminal.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.xml.stream.XMLStreamException;

/// Changes versions in the text of a POM and nothing else: comments, order and white space stay as they are. Every edit
/// is read back before it counts.
final class PomEdit {
    private PomEdit() {}

    /// The POM with another version of a dependency, or null when the version is not written plainly in it.
    static byte[] withDependency(byte[] pom, String unversioned, String version) {
        try {
            String text = editable(pom);
            if (text == null) {
                return null;
            }
            for (Pom.Dependency dependency : Pom.parse(text).dependencies()) {
                if (dependency.unversioned().equals(unversioned) && dependency.version() != null) {
                    String edited = replace(text, dependency.version(), version);
                    return edited != null && hasDependency(edited, unversioned, version) ? bytes(edited) : null;
                }
            }
            return null;
        } catch (XMLStreamException e) {
            return null;
        }
    }

    /// The POM with another version of its own, or null when its version is not written plainly in it.
    static byte[] withVersion(byte[] pom, String version) {
        try {
            String text = editable(pom);
            Pom.Text own = text == null ? null : Pom.parse(text).ownVersion();
            String edited = own == null ? null : replace(text, own, version);
            return edited != null && version.equals(Pom.parse(edited).version()) ? bytes(edited) : null;
        } catch (XMLStreamException e) {
            return null;
        }
    }

    // Only UTF-8 is edited, and ASCII, which is UTF-8 whatever the file declares.
    private static String editable(byte[] pom) {
        String text = Utf8.decodeOrNull(pom);
        if (text == null || text.startsWith("\uFEFF")) {
            return null;
        }
        String declaration = text.substring(0, Math.max(0, text.indexOf("?>"))).toLowerCase(Locale.ROOT);
        boolean ascii = text.length() == pom.length;
        return ascii || !declaration.contains("encoding") || declaration.contains("utf-8") ? text : null;
    }

    private static String replace(String text, Pom.Text old, String version) {
        int begin = old.offset();
        while (begin < text.length() && Character.isWhitespace(text.charAt(begin))) {
            begin++;
        }
        return Pom.isPlain(old.text()) && text.startsWith(old.text(), begin)
                ? text.substring(0, begin) + version + text.substring(begin + old.text().length())
                : null;
    }

    private static boolean hasDependency(String text, String unversioned, String version) throws XMLStreamException {
        for (Pom.Dependency dependency : Pom.parse(text).dependencies()) {
            if (dependency.unversioned().equals(unversioned)) {
                return dependency.version() != null && dependency.version().text().equals(version);
            }
        }
        return false;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
