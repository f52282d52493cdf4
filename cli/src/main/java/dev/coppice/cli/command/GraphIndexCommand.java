package dev.coppice.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.cli.terminal.Waiting;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.schema.ElementKind;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.graph.schema.IndexDefinition.Order;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `coppice graph index`.
@Command(
        name = "index",
        description = "List the indexes of properties, create one, or drop one.",
        footer = {
            "",
            "Without NAME, lists them. With NAME and --key, creates an index of all that is there and will be;",
            "with NAME and --drop, drops it. An index on a fork does not touch its parent.",
            "With NAME and --type alone, creates a list of the edges of the type.",
            "",
            "Examples:",
            "  coppice graph index social.db",
            "  coppice graph index social.db by-name --label person --key family,given",
            "  coppice graph index social.db@what-if isbn --label book --key isbn --unique --hash",
            "  coppice graph index social.db since --type knows --key since",
            "  coppice graph index social.db friendships --type knows",
            "  coppice graph index social.db by-name --drop"
        })
public final class GraphIndexCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB[@FORK]", converter = Target.Converter.class, description = "Where.")
    private Target target;

    @Parameters(index = "1", paramLabel = "NAME", arity = "0..1", description = "The name of the index.")
    private String name;

    @ArgGroup(exclusive = true)
    private Elements elements = new Elements();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            split = ",",
            description = "The properties, in the order in which the index sorts by them.")
    private List<String> keys = List.of();

    @Option(names = "--unique", description = "No two elements may have the same values.")
    private boolean unique;

    @Option(names = "--hash", description = "By hash: finds equal values of all properties, and no ranges.")
    private boolean hash;

    @Option(names = "--drop", description = "Drop the index.")
    private boolean drop;

    /// For the command line.
    public GraphIndexCommand(Console console) {
        super(console);
    }

    private static final class Elements {
        @Option(names = "--label", paramLabel = "LABEL", description = "Of vertices with this label.")
        private String label;

        @Option(names = "--type", paramLabel = "TYPE", description = "Of edges of this type.")
        private String type;
    }

    @Override
    ExitCode run(Output out) {
        boolean create = !keys.isEmpty() || elements.type != null && !drop;
        if (name == null ? create || drop || unique || hash : create == drop) {
            throw new ParameterException(
                    spec().commandLine(),
                    "give NAME and --key or --type to create, NAME and --drop to drop, none to list");
        }
        if (drop && (unique || hash || elements.label != null || elements.type != null)) {
            throw new ParameterException(spec().commandLine(), "--drop needs the name alone");
        }
        if (create) {
            create(out);
        } else if (drop) {
            drop(out);
        } else {
            list(out);
        }
        return ExitCode.OK;
    }

    private void list(Output out) {
        try (Session session = Session.reading(target.directory())) {
            for (IndexDefinition index :
                    session.graphSnapshot(target.state()).schema().indexes().values()) {
                if (isJson()) {
                    out.json(generator -> writeJson(generator, index));
                } else {
                    out.line(describe(index));
                }
            }
        }
    }

    private void create(Output out) {
        IndexDefinition index = new IndexDefinition(
                name,
                elements.type == null ? ElementKind.VERTEX : ElementKind.EDGE,
                elements.type == null ? elements.label : elements.type,
                keys,
                hash ? Order.HASH : Order.ORDERED,
                unique,
                false);
        AtomicLong looked = new AtomicLong();
        try (Session session = Session.writing(target.directory())) {
            GraphFork fork = session.graphFork(target.fork());
            try (Waiting _ = Waiting.begin(console(), "building index " + name)) {
                fork.createIndex(index, looked::set);
            }
        }
        if (isJson()) {
            out.json(generator -> writeJson(generator, index.ready(true)));
        } else {
            out.line("created index " + describe(index.ready(true)) + ", "
                    + Numbers.counted(looked.get(), "element", "elements") + " looked at");
        }
    }

    private void drop(Output out) {
        try (Session session = Session.writing(target.directory())) {
            session.graphFork(target.fork()).dropIndex(name);
        }
        if (isJson()) {
            out.json(generator -> generator.writeStringField("dropped", name));
        } else {
            out.line("dropped index " + name);
        }
    }

    /// An index in words: `by-name: person(family, given), ordered`, or `friendships: list of knows`.
    static String describe(IndexDefinition index) {
        String of = index.label() != null
                ? index.label()
                : index.kind() == ElementKind.VERTEX ? "all vertices" : "all edges";
        String properties = "(" + String.join(", ", index.keys()) + "), "
                + index.order().name().toLowerCase(Locale.ROOT)
                + (index.unique() ? ", unique" : "");
        return index.name() + ": " + (index.keys().isEmpty() ? "list of " + of : of + properties)
                + (index.isReady() ? "" : ", not complete: create it again");
    }

    /// The members of an index.
    static void writeJson(JsonGenerator generator, IndexDefinition index) throws IOException {
        generator.writeStringField("name", index.name());
        generator.writeStringField("kind", index.kind().name().toLowerCase(Locale.ROOT));
        if (index.label() != null) {
            generator.writeStringField("label", index.label());
        }
        generator.writeArrayFieldStart("keys");
        for (String key : index.keys()) {
            generator.writeString(key);
        }
        generator.writeEndArray();
        generator.writeStringField("order", index.order().name().toLowerCase(Locale.ROOT));
        generator.writeBooleanField("unique", index.unique());
        generator.writeBooleanField("ready", index.isReady());
    }
}
