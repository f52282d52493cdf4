package dev.coppice.cli.tour;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Finds elements in the text of well-formed XML. A parser of the JDK reports places in the text too inexactly to edit
/// by them. Comments, processing instructions, CDATA sections and document types are stepped over.
final class XmlText {
    private final String text;
    private final Deque<String> path = new ArrayDeque<>();
    private final Deque<Integer> begins = new ArrayDeque<>();
    private int position;

    private XmlText(String text) {
        this.text = text;
    }

    /// The content of an element, from behind its start tag to before its end tag.
    ///
    /// @param begin the index of the first character
    /// @param end the index behind the last one
    record Span(int begin, int end) {
        String of(String text) {
            return text.substring(begin, end);
        }
    }

    /// The contents of all elements at a path of local names, such as `project/version`, in the order of the text.
    /// Empty elements are left out. For a text that is not well-formed the result means nothing.
    static List<Span> spans(String text, String path) {
        return new XmlText(text).find(path);
    }

    private List<Span> find(String wanted) {
        List<Span> found = new ArrayList<>();
        for (position = text.indexOf('<'); position >= 0; position = text.indexOf('<', Math.max(position, 0))) {
            if (!skipped("<!--", "-->")
                    && !skipped("<![CDATA[", "]]>")
                    && !skipped("<?", "?>")
                    && !skipped("<!", ">")) {
                int close = endOfTag();
                if (close < 0) {
                    break;
                }
                tag(close, wanted, found);
                position = close + 1;
            }
        }
        return found;
    }

    private boolean skipped(String opening, String closing) {
        if (!text.startsWith(opening, position)) {
            return false;
        }
        int end = text.indexOf(closing, position + opening.length());
        position = end < 0 ? text.length() : end + closing.length();
        return true;
    }

    // A greater-than sign may stand in the quoted value of an attribute.
    private int endOfTag() {
        char quote = 0;
        for (int i = position; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>') {
                return i;
            }
        }
        return -1;
    }

    private void tag(int close, String wanted, List<Span> found) {
        if (text.charAt(close - 1) == '/') {
            return;
        }
        if (text.charAt(position + 1) != '/') {
            path.addLast(localName(close));
            begins.addLast(close + 1);
        } else if (!path.isEmpty()) {
            int begin = begins.removeLast();
            if (String.join("/", path).equals(wanted)) {
                found.add(new Span(begin, position));
            }
            path.removeLast();
        }
    }

    private String localName(int close) {
        int end = position + 1;
        while (end < close && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        String name = text.substring(position + 1, end);
        return name.substring(name.indexOf(':') + 1);
    }
}
