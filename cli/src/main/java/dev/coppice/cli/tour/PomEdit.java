package dev.coppice.cli.tour;

import dev.coppice.cli.terminal.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// Changes versions in the text of a POM and nothing else: comments, order and white space stay as they are. Every edit
/// is read back before it counts.
final class PomEdit {
    private PomEdit() {}

    /// The POM with another version of a dependency, or null when the version is not written plainly in it.
    static byte[] withDependency(byte[] pom, String unversioned, String version) {
        String text = editable(pom);
        if (text == null) {
            return null;
        }
        for (XmlText.Span span : XmlText.spans(text, "project/dependencies/dependency")) {
            String dependency = span.of(text);
            if (unversioned.equals(only(dependency, "groupId") + ":" + only(dependency, "artifactId"))) {
                String edited = replace(dependency, "version", version);
                byte[] bytes = edited == null ? null : splice(text, span, edited);
                return bytes != null && hasDependency(bytes, unversioned, version) ? bytes : null;
            }
        }
        return null;
    }

    /// The POM with another version of its own, or null when its version is not written plainly in it.
    static byte[] withVersion(byte[] pom, String version) {
        String text = editable(pom);
        String edited = text == null ? null : replace(text, "project/version", version);
        if (edited == null) {
            return null;
        }
        byte[] bytes = edited.getBytes(StandardCharsets.UTF_8);
        Pom read = Poms.parseOrNull(bytes);
        return read != null && version.equals(read.version()) ? bytes : null;
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

    /// The text with another content of an element, its white space kept, or null when there is no plain one.
    private static String replace(String text, String path, String content) {
        List<XmlText.Span> spans = XmlText.spans(text, path);
        if (spans.size() != 1) {
            return null;
        }
        String old = spans.getFirst().of(text);
        String plain = old.strip();
        if (!Pom.isPlain(plain) || plain.contains("<")) {
            return null;
        }
        int begin = spans.getFirst().begin() + old.indexOf(plain);
        return text.substring(0, begin) + content + text.substring(begin + plain.length());
    }

    private static String only(String text, String path) {
        List<XmlText.Span> spans = XmlText.spans(text, path);
        return spans.size() == 1 ? spans.getFirst().of(text).strip() : null;
    }

    private static byte[] splice(String text, XmlText.Span span, String content) {
        return (text.substring(0, span.begin()) + content + text.substring(span.end()))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static boolean hasDependency(byte[] pom, String unversioned, String version) {
        Pom read = Poms.parseOrNull(pom);
        return read != null
                && read.dependencies().stream()
                        .anyMatch(each -> each.unversioned().equals(unversioned) && version.equals(each.version()));
    }
}
