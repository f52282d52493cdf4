package dev.coppice.volume.nio;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Patterns as `FileSystem.getPathMatcher` describes them, as regular expressions.
final class Glob {
    private static final String SPECIAL = "\\.[]{}()<>*+-=!?^$|&#@~`,:;\"'% ";

    private final String glob;
    private final StringBuilder regex = new StringBuilder();
    private int at;
    private boolean isInGroup;

    private Glob(String glob) {
        this.glob = glob;
    }

    /// @throws PatternSyntaxException when the pattern is not one
    static Pattern compile(String glob) {
        return Pattern.compile(new Glob(glob).translate(), Pattern.DOTALL);
    }

    private String translate() {
        while (at < glob.length()) {
            char c = glob.charAt(at++);
            switch (c) {
                case '*' -> star();
                case '?' -> regex.append("[^/]");
                case '[' -> bracket();
                case '{' -> open();
                case '}' -> close();
                case ',' -> regex.append(isInGroup ? "|" : ",");
                case '\\' -> escaped();
                default -> literal(c);
            }
        }
        if (isInGroup) {
            throw wrong("a group without an end");
        }
        return regex.toString();
    }

    private void star() {
        if (at < glob.length() && glob.charAt(at) == '*') {
            at++;
            regex.append(".*");
        } else {
            regex.append("[^/]*");
        }
    }

    private void bracket() {
        regex.append("[[^/]&&[");
        if (at < glob.length() && glob.charAt(at) == '!') {
            regex.append('^');
            at++;
        }
        int start = at;
        char rangeStart = 0; // 0: a range cannot begin here
        for (; at < glob.length() && glob.charAt(at) != ']'; at++) {
            char c = glob.charAt(at);
            if (c == '/') {
                throw wrong("a separator in a bracket");
            }
            boolean isHyphen = c == '-' && at > start && at + 1 < glob.length() && glob.charAt(at + 1) != ']';
            if (isHyphen) {
                range(rangeStart);
                rangeStart = 0;
            } else {
                inBracket(c);
                rangeStart = c;
            }
        }
        if (at == glob.length() || at == start) {
            throw wrong(at == start ? "an empty bracket" : "a bracket without an end");
        }
        at++;
        regex.append("]]");
    }

    private void range(char from) {
        at++;
        if (from == 0 || glob.charAt(at) < from || glob.charAt(at) == '/') {
            throw wrong("a range that is none");
        }
        regex.append('-');
        inBracket(glob.charAt(at));
    }

    private void inBracket(char c) {
        if (SPECIAL.indexOf(c) >= 0) {
            regex.append('\\');
        }
        regex.append(c);
    }

    private void open() {
        if (isInGroup) {
            throw wrong("a group in a group");
        }
        isInGroup = true;
        regex.append("(?:");
    }

    private void close() {
        regex.append(isInGroup ? ")" : "\\}");
        isInGroup = false;
    }

    private void escaped() {
        if (at == glob.length()) {
            throw wrong("nothing to be escaped");
        }
        literal(glob.charAt(at++));
    }

    private void literal(char c) {
        if (SPECIAL.indexOf(c) >= 0) {
            regex.append('\\');
        }
        regex.append(c);
    }

    private PatternSyntaxException wrong(String what) {
        return new PatternSyntaxException(what, glob, Math.max(at - 1, 0));
    }
}
