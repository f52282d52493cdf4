package dev.coppice.style;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;

/// How Java is laid out in this repository: four spaces, at most 120 columns, imports sorted and none unused.
/// Formatting what is formatted changes nothing. Safe for use by several threads.
public final class HouseFormat {

    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    /// Uses the compiler of the running JDK to read sources.
    public HouseFormat() {}

    /// Lays out one compilation unit.
    ///
    /// @param source the text of a Java file
    /// @return the same program in the house format
    /// @throws FormatterException if the text is not Java, or holds a construct that the formatter cannot read
    ///     (`import module` is the one known); the message names line and column
    public String apply(String source) throws FormatterException {
        var comments = new LineComments();
        String readable = comments.hide(formatter.fixImports(UnnamedPatterns.hide(source)));
        String formatted = comments.restore(formatter.formatSource(readable));
        return CommentWrap.wrap(UnnamedPatterns.restore(formatted));
    }
}
