package dev.coppice.style;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Wraps comments that fill a line, `//` and `///`, where they are too long. What is cut off begins the next line of
/// the same paragraph, or a line of its own at the paragraph's end. Tables, code and words without a space stay as they
/// are.
final class CommentWrap {

    static final int COLUMNS = 120;

    /// Indentation, slashes, the marker of a list item or a block tag, text.
    private static final Pattern COMMENT =
            Pattern.compile("(?<margin>\\s*///?)(?<indent>\\s*)(?<marker>(?:[-*+]|\\d+\\.|@\\w+)\\s+)?(?<text>.*)");

    private final List<String> wrapped = new ArrayList<>();
    private String carry = "";
    private String carryMargin = "";
    private String carryIndent = "";
    private boolean code;

    private CommentWrap() {}

    static String wrap(String source) {
        var wrap = new CommentWrap();
        var textBlocks = new TextBlocks();
        source.lines().forEach(line -> wrap.add(line, textBlocks.continueIn(line)));
        wrap.flush();
        return String.join("\n", wrap.wrapped) + "\n";
    }

    private void add(String line, boolean data) {
        Matcher comment = COMMENT.matcher(line);
        if (data || !comment.matches()) {
            flush();
            code = false;
            wrapped.add(line);
            return;
        }
        String text = comment.group("text");
        if (text.startsWith("```")) {
            code = !code;
        }
        if (continuesParagraph(comment)) {
            String joined = carry + " " + text;
            carry = "";
            cut(comment.group("margin"), comment.group("indent"), "", joined);
            return;
        }
        flush();
        if (code || text.startsWith("|")) {
            wrapped.add(line);
        } else {
            String marker = comment.group("marker") == null ? "" : comment.group("marker");
            cut(comment.group("margin"), comment.group("indent"), marker, text);
        }
    }

    private boolean continuesParagraph(Matcher comment) {
        String text = comment.group("text");
        return !carry.isEmpty()
                && !code
                && comment.group("marker") == null
                && comment.group("margin").equals(carryMargin)
                && !text.isEmpty()
                && "|#>`".indexOf(text.charAt(0)) < 0;
    }

    /// Adds one line, and keeps what is past the limit for the next.
    private void cut(String margin, String indent, String marker, String text) {
        String line = (margin + indent + marker + text).stripTrailing();
        int fixed = (margin + indent + marker).length();
        int space = line.length() <= COLUMNS ? -1 : line.lastIndexOf(' ', COLUMNS);
        if (space <= fixed) {
            wrapped.add(line);
            return;
        }
        wrapped.add(line.substring(0, space).stripTrailing());
        carry = line.substring(space + 1).strip();
        carryMargin = margin;
        carryIndent =
                marker.isEmpty() ? indent : indent + (marker.startsWith("@") ? "    " : " ".repeat(marker.length()));
    }

    private void flush() {
        while (!carry.isEmpty()) {
            String rest = carry;
            carry = "";
            cut(carryMargin, carryIndent, "", rest);
        }
    }
}
