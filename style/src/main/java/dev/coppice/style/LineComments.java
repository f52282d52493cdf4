package dev.coppice.style;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Keeps comments that fill a line, `//` and `///`, from a formatter that would cut them anywhere and forget to begin
/// the second half with slashes. Each is replaced by a short one, and put back where that went.
final class LineComments {

    private static final Pattern STAND_IN = Pattern.compile("// \u00a7(\\d+)\u00a7");

    private final List<String> comments = new ArrayList<>();

    String hide(String source) {
        var textBlocks = new TextBlocks();
        var hidden = new StringBuilder();
        for (String line : source.lines().toList()) {
            String text = line.strip();
            if (!textBlocks.continueIn(line) && text.startsWith("//")) {
                hidden.append("// \u00a7").append(comments.size()).append('\u00a7');
                comments.add(text);
            } else {
                hidden.append(line);
            }
            hidden.append('\n');
        }
        return hidden.toString();
    }

    /// @throws IllegalStateException if the formatter lost or doubled a comment
    String restore(String formatted) {
        Matcher standIn = STAND_IN.matcher(formatted);
        var restored = new StringBuilder();
        int count = 0;
        while (standIn.find()) {
            String comment = comments.get(Integer.parseInt(standIn.group(1)));
            standIn.appendReplacement(restored, Matcher.quoteReplacement(comment));
            count++;
        }
        if (count != comments.size()) {
            throw new IllegalStateException(count + " comments after formatting, " + comments.size() + " before");
        }
        return standIn.appendTail(restored).toString();
    }
}
