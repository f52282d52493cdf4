package dev.coppice.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.argument.ValueTypeWord;
import dev.coppice.cli.graph.ValueText;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.cli.terminal.Output;
import dev.coppice.cli.terminal.Waiting;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.schema.Constraint;
import dev.coppice.graph.schema.ElementKind;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.graph.schema.Schema;
import dev.coppice.graph.value.ValueType;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `coppice graph constraint`.
@Command(
        name = "constraint",
        description = "List what must hold of vertices and edges, demand something, or demand it no longer.",
        footer = {
            "",
            "Without --key, lists the constraints. With --label or --type, --key, and what is demanded, checks all that",
            "is there and then every transaction; with --drop as well, demands it no longer. --unique makes a unique",
            "index, with a name of the label and the properties, and --drop drops that index.",
            "A constraint on a fork does not touch its parent.",
            "",
            "Examples:",
            "  coppice graph constraint social.db",
            "  coppice graph constraint social.db --label person --key name --required",
            "  coppice graph constraint social.db --label person --key age --values int",
            "  coppice graph constraint social.db@what-if --label person --key family,given --unique",
            "  coppice graph constraint social.db --type knows --key since --required --drop"
        })
public final class GraphConstraintCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB[@FORK]", converter = Target.Converter.class, description = "Where.")
    private Target target;

    @ArgGroup(exclusive = true)
    private Elements elements = new Elements();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            split = ",",
            description = "The property; for --unique also several, whose values together are unique.")
    private List<String> keys = List.of();

    @ArgGroup(exclusive = true)
    private Demand demand = new Demand();

    @Option(names = "--drop", description = "Demand it no longer.")
    private boolean drop;

    /// For the command line.
    public GraphConstraintCommand(Console console) {
        super(console);
    }

    private static final class Elements {
        @Option(names = "--label", paramLabel = "LABEL", description = "Of vertices with this label.")
        private String label;

        @Option(names = "--type", paramLabel = "TYPE", description = "Of edges of this type.")
        private String type;

        private boolean isGiven() {
            return label != null || type != null;
        }

        private ElementKind kind() {
            return type == null ? ElementKind.VERTEX : ElementKind.EDGE;
        }

        private String name() {
            return type == null ? label : type;
        }
    }

    private static final class Demand {
        @Option(names = "--required", description = "The property must be there.")
        private boolean required;

        @Option(
                names = "--values",
                paramLabel = "TYPE",
                converter = ValueTypeWord.class,
                completionCandidates = ValueTypeWord.Words.class,
                description = "Its values must be of this type: ${COMPLETION-CANDIDATES}.")
        private ValueType values;

        @Option(names = "--unique", description = "No two elements may have the same values.")
        private boolean unique;

        private boolean isGiven() {
            return required || values != null || unique;
        }
    }

    @Override
    ExitCode run(Output out) {
        boolean isChange = elements.isGiven() && demand.isGiven() && !keys.isEmpty();
        if (!isChange && (elements.isGiven() || demand.isGiven() || !keys.isEmpty() || drop)) {
            throw new ParameterException(
                    spec().commandLine(),
                    "give --label or --type, --key, and one of --required, --values and --unique; or none to list");
        }
        if (isChange && keys.size() > 1 && !demand.unique) {
            throw new ParameterException(spec().commandLine(), "only --unique is about several properties together");
        }
        if (isChange) {
            change(out);
        } else {
            list(out);
        }
        return ExitCode.OK;
    }

    private void list(Output out) {
        try (Session session = Session.reading(target.directory())) {
            Schema schema = session.graphSnapshot(target.state()).schema();
            schema.constraints().forEach(constraint -> print(out, "", constraint));
            schema.indexes().values().stream().filter(IndexDefinition::unique).forEach(index -> print(out, "", index));
        }
    }

    private void change(Output out) {
        try (Session session = Session.writing(target.directory())) {
            GraphFork fork = session.graphFork(target.fork());
            try (Waiting _ = Waiting.begin(console(), "checking all that is there")) {
                if (demand.unique) {
                    print(out, drop ? "dropped: " : "demanded: ", drop ? dropUnique(fork) : createUnique(fork));
                } else {
                    Constraint constraint = constraint();
                    if (drop) {
                        remove(fork, constraint);
                    } else {
                        fork.addConstraint(constraint);
                    }
                    print(out, drop ? "dropped: " : "demanded: ", constraint);
                }
            }
        }
    }

    private Constraint constraint() {
        String key = keys.getFirst();
        return demand.required
                ? new Constraint.Required(elements.kind(), elements.name(), key)
                : new Constraint.Typed(elements.kind(), elements.name(), key, demand.values);
    }

    private static void remove(GraphFork fork, Constraint constraint) {
        if (!fork.schema().constraints().contains(constraint)) {
            throw absent(fork);
        }
        fork.removeConstraint(constraint);
    }

    private static Failure absent(GraphFork fork) {
        return new Failure(
                ExitCode.NOT_FOUND, "fork '" + fork.name() + "' has no such constraint; list them without options");
    }

    private IndexDefinition createUnique(GraphFork fork) {
        Optional<IndexDefinition> present = unique(fork);
        if (present.isPresent()) {
            return present.get();
        }
        String name = elements.name() + "." + String.join(".", keys);
        IndexDefinition index = elements.kind() == ElementKind.VERTEX
                ? IndexDefinition.ofVertices(name, elements.name(), keys.toArray(String[]::new))
                : IndexDefinition.ofEdges(name, elements.name(), keys.toArray(String[]::new));
        fork.createIndex(index.asUnique(), _ -> {});
        return index.asUnique();
    }

    private IndexDefinition dropUnique(GraphFork fork) {
        IndexDefinition index = unique(fork).orElseThrow(() -> absent(fork));
        fork.dropIndex(index.name());
        return index;
    }

    private Optional<IndexDefinition> unique(GraphFork fork) {
        return fork.indexes().values().stream()
                .filter(index -> index.unique()
                        && index.isReady()
                        && index.kind() == elements.kind()
                        && elements.name().equals(index.label())
                        && index.keys().equals(keys))
                .findFirst();
    }

    private void print(Output out, String before, Constraint constraint) {
        if (isJson()) {
            out.json(generator -> writeJson(generator, constraint));
        } else {
            out.line(before + describe(constraint));
        }
    }

    private void print(Output out, String before, IndexDefinition unique) {
        if (isJson()) {
            out.json(generator -> GraphIndexCommand.writeJson(generator, unique));
        } else {
            String of = unique.label() == null ? "any" : unique.label();
            out.line(before + of + "(" + String.join(", ", unique.keys()) + ")" + elements(unique.kind())
                    + " is unique, by the index " + unique.name());
        }
    }

    /// A constraint in words: `person.age of vertices is of type int`.
    static String describe(Constraint constraint) {
        String where = constraint.label() + "." + constraint.key() + elements(constraint.kind());
        return switch (constraint) {
            case Constraint.Required _ -> where + " is required";
            case Constraint.Typed typed -> where + " is of type " + ValueText.word(typed.type());
        };
    }

    private static String elements(ElementKind kind) {
        return kind == ElementKind.VERTEX ? " of vertices" : " of edges";
    }

    /// The members of a constraint.
    static void writeJson(JsonGenerator generator, Constraint constraint) throws IOException {
        generator.writeStringField("kind", constraint.kind().name().toLowerCase(Locale.ROOT));
        generator.writeStringField("label", constraint.label());
        generator.writeStringField("key", constraint.key());
        switch (constraint) {
            case Constraint.Required _ -> generator.writeBooleanField("required", true);
            case Constraint.Typed typed -> generator.writeStringField("type", ValueText.word(typed.type()));
        }
    }
}
