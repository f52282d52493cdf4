package dev.coppice.gremlin;

import dev.coppice.graph.GraphException;
import dev.coppice.store.Durability;
import dev.coppice.store.Fork;
import dev.coppice.store.Isolation;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.commons.configuration2.BaseConfiguration;
import org.apache.commons.configuration2.Configuration;
import org.apache.tinkerpop.gremlin.structure.Graph;
import org.apache.tinkerpop.gremlin.structure.VertexProperty;

/// How a graph is opened, as its configuration says.
///
/// @param directory the database
/// @param fork the fork's name
/// @param createsFork whether the fork is made of primary when it is missing
/// @param archive the archive that is read in place of the fork's latest commit; null for none
/// @param isReadOnly whether the database is opened without the right to write
/// @param isolation what commits are checked against
/// @param durability when commits return
/// @param cardinality how many values a property of a vertex has when nothing is said about it
record GraphSettings(
        Path directory,
        String fork,
        boolean createsFork,
        String archive,
        boolean isReadOnly,
        Isolation isolation,
        Durability durability,
        VertexProperty.Cardinality cardinality) {
    static final String DIRECTORY = "coppice.directory";
    static final String FORK = "coppice.fork";
    static final String FORK_CREATE = "coppice.fork.create";
    static final String ARCHIVE = "coppice.archive";
    static final String READ_ONLY = "coppice.readonly";
    static final String ISOLATION = "coppice.isolation";
    static final String DURABILITY = "coppice.durability";
    static final String CARDINALITY = "coppice.cardinality";

    private static final String PREFIX = "coppice";
    /// The properties that a configuration may have.
    static final List<String> KNOWN =
            List.of(DIRECTORY, FORK, FORK_CREATE, ARCHIVE, READ_ONLY, ISOLATION, DURABILITY, CARDINALITY);

    GraphSettings {
        if (isReadOnly && createsFork) {
            throw new GraphException.Invalid("a graph that is open with '" + READ_ONLY + "' can create no fork; leave '"
                    + FORK_CREATE + "' out");
        }
        if (archive != null && createsFork) {
            throw new GraphException.Invalid("a graph that is open at '" + ARCHIVE + "' creates no fork; leave '"
                    + FORK_CREATE + "' out, or fork the archive");
        }
    }

    /// Primary, for writing.
    static GraphSettings of(Path directory) {
        return new GraphSettings(
                directory,
                Fork.PRIMARY,
                false,
                null,
                false,
                Isolation.SNAPSHOT,
                Durability.DURABLE,
                VertexProperty.Cardinality.single);
    }

    /// The same with another fork, which must exist, as it is now.
    GraphSettings withFork(String name) {
        return new GraphSettings(directory, name, false, null, isReadOnly, isolation, durability, cardinality);
    }

    /// What a configuration says.
    ///
    /// @throws GraphException.Invalid when a value cannot be, a property of the prefix is not known, or the directory
    ///     is missing
    static GraphSettings of(Configuration configuration) {
        for (Iterator<String> keys = configuration.getKeys(PREFIX); keys.hasNext(); ) {
            String key = keys.next();
            if (!KNOWN.contains(key)) {
                throw new GraphException.Invalid(
                        "the property '" + key + "' of a graph's configuration is not known; there are " + KNOWN);
            }
        }
        String directory = configuration.getString(DIRECTORY, null);
        if (directory == null || directory.isBlank()) {
            throw new GraphException.Invalid(
                    "the configuration of a graph lacks '" + DIRECTORY + "', the directory of its database");
        }
        return new GraphSettings(
                path(directory),
                configuration.getString(FORK, Fork.PRIMARY),
                isTrue(configuration, FORK_CREATE),
                configuration.getString(ARCHIVE, null),
                isTrue(configuration, READ_ONLY),
                choice(configuration, ISOLATION, Isolation.SNAPSHOT),
                choice(configuration, DURABILITY, Durability.DURABLE),
                choice(configuration, CARDINALITY, VertexProperty.Cardinality.single));
    }

    /// The directory that a text names.
    static Path path(String directory) {
        try {
            return Path.of(directory);
        } catch (InvalidPathException e) {
            throw new GraphException.Invalid("the directory of a graph is no path: " + e.getMessage(), e);
        }
    }

    private static boolean isTrue(Configuration configuration, String key) {
        String value = configuration.getString(key, "false");
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new GraphException.Invalid("'" + key + "' is true or false, not '" + value + "'");
        };
    }

    private static <E extends Enum<E>> E choice(Configuration configuration, String key, E otherwise) {
        String value = configuration.getString(key, otherwise.name());
        E[] choices = otherwise.getDeclaringClass().getEnumConstants();
        return Arrays.stream(choices)
                .filter(choice -> choice.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> new GraphException.Invalid("'" + key + "' is one of "
                        + Arrays.toString(choices).toLowerCase(Locale.ROOT) + ", not '" + value + "'"));
    }

    /// A configuration that says the same.
    Configuration toConfiguration() {
        Configuration configuration = new BaseConfiguration();
        configuration.setProperty(Graph.GRAPH, CoppiceGraph.class.getName());
        configuration.setProperty(DIRECTORY, directory.toString());
        configuration.setProperty(FORK, fork);
        if (archive != null) {
            configuration.setProperty(ARCHIVE, archive);
        }
        configuration.setProperty(READ_ONLY, isReadOnly);
        configuration.setProperty(ISOLATION, isolation.name().toLowerCase(Locale.ROOT));
        configuration.setProperty(DURABILITY, durability.name().toLowerCase(Locale.ROOT));
        configuration.setProperty(CARDINALITY, cardinality.name());
        return configuration;
    }
}
