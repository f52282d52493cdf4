package dev.coppice.style;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Hides unnamed patterns, the `_` in `case Inherited(_)`, from a formatter that cannot read them, and puts them
/// back.
///
/// Each is replaced by a type pattern with a name that occurs nowhere else. The formatter sees a few columns more than
/// there are and may break such a line early; it does so in the same way each time, so formatting stays idempotent.
final class UnnamedPatterns {

    private static final String STAND_IN = "var \u0292_";
    private static final Pattern LONE_UNDERSCORE = Pattern.compile("(?<=[(,]\\s{0,200})_(?=\\s*[,)])");
    private static final Set<String> KEYWORDS_BEFORE_A_LAMBDA = Set.of("return", "yield", "else", "do", "assert");

    private UnnamedPatterns() {}

    static String hide(String source) {
        Matcher underscore = LONE_UNDERSCORE.matcher(source);
        var hidden = new StringBuilder();
        while (underscore.find()) {
            boolean pattern = isInRecordPattern(source, underscore.start());
            underscore.appendReplacement(hidden, pattern ? STAND_IN : "_");
        }
        return underscore.appendTail(hidden).toString();
    }

    static String restore(String formatted) {
        return formatted.replace(STAND_IN, "_");
    }

    /// A lone `_` is either a parameter of a lambda or a component of a record pattern: only the second stands between
    /// parentheses that follow a name.
    private static boolean isInRecordPattern(String source, int position) {
        int before = openingParenthesisBefore(source, position);
        while (before > 0 && Character.isWhitespace(source.charAt(before - 1))) {
            before--;
        }
        int start = before;
        while (start > 0 && Character.isJavaIdentifierPart(source.charAt(start - 1))) {
            start--;
        }
        boolean typeArguments = before > 0 && source.charAt(before - 1) == '>' && !source.startsWith("->", before - 2);
        return typeArguments || start < before && !KEYWORDS_BEFORE_A_LAMBDA.contains(source.substring(start, before));
    }

    private static int openingParenthesisBefore(String source, int position) {
        int depth = 0;
        for (int i = position - 1; i >= 0; i--) {
            switch (source.charAt(i)) {
                case ')' -> depth++;
                case '(' -> {
                    if (depth == 0) {
                        return i;
                    }
                    depth--;
                }
                default -> {}
            }
        }
        return 0;
    }
}
