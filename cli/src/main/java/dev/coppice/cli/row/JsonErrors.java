package dev.coppice.cli.row;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Pattern;

/// Says what is wrong with JSON.
public final class JsonErrors {
    private static final Pattern PLACES = Pattern.compile("\\s*\\([^()]*\\[Source: (?:[^()]|\\([^()]*\\))*]\\)");

    private JsonErrors() {}

    /// The column and the parser's reason, ` at column 3: …`, without the places in its own terms: it does not know the
    /// file.
    public static String describe(JsonProcessingException error) {
        String column = error.getLocation() == null
                ? ""
                : " at column " + error.getLocation().getColumnNr();
        return column + ": " + PLACES.matcher(error.getOriginalMessage()).replaceAll("");
    }
}
