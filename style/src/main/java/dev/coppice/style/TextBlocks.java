package dev.coppice.style;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Tells, line by line from the top of a file, which lines lie inside a text block: those are data, not Java.
final class TextBlocks {

    private static final Pattern DELIMITER = Pattern.compile("(?<!\\\\)\"\"\"");

    private boolean inside;

    /// Takes the next line of the file.
    ///
    /// @return whether the line begins inside a text block
    boolean continueIn(String line) {
        boolean began = inside;
        if (inside || !line.strip().startsWith("//")) {
            Matcher delimiter = DELIMITER.matcher(line);
            while (delimiter.find()) {
                inside = !inside;
            }
        }
        return began;
    }
}
