package dev.coppice.graph.id;

import dev.coppice.graph.GraphException;
import java.util.OptionalLong;

/// Where allocators keep their marks: the one place that knows, for creation, recovery and removal of forks alike.
public final class IdPaths {
    /// The object of primary.
    public static final String PRIMARY = "id_allocator.json";

    /// What the objects of forks begin with: to be listed by whoever looks for those of forks that are gone.
    public static final String FORKS = "catalog/forks/";

    private static final String SUFFIX = "/" + PRIMARY;

    private IdPaths() {}

    /// The object of a fork, `catalog/forks/<forkId>/id_allocator.json` with the number in decimal.
    ///
    /// @param forkId the fork's number, from 0
    /// @throws GraphException.Invalid when the number is negative
    public static String ofFork(long forkId) {
        if (forkId < 0) {
            throw new GraphException.Invalid("no fork has the number " + forkId + "; numbers of forks begin at 0");
        }
        return FORKS + forkId + SUFFIX;
    }

    /// The fork whose object has a path, the inverse of [#ofFork]; empty for every other path, such as one whose number
    /// has a sign or a zero in front.
    public static OptionalLong forkOf(String path) {
        if (!path.startsWith(FORKS) || !path.endsWith(SUFFIX) || path.length() <= FORKS.length() + SUFFIX.length()) {
            return OptionalLong.empty();
        }
        String number = path.substring(FORKS.length(), path.length() - SUFFIX.length());
        try {
            long forkId = Long.parseLong(number);
            // Digits of other scripts, signs and leading zeros are numbers for the parser, but not names of ours.
            return forkId >= 0 && Long.toString(forkId).equals(number) ? OptionalLong.of(forkId) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
