package dev.coppice.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.coppice.cli.argument.Target;
import dev.coppice.cli.terminal.Console;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Output;
import dev.coppice.graph.schema.Constraint;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.graph.schema.Schema;
import java.io.IOException;
import java.util.Collection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `coppice graph schema`.
@Command(
        name = "schema",
        description = "Show labels, types of edges, names of properties, indexes and constraints.",
        footer = {"", "Examples:", "  coppice graph schema social.db", "  coppice graph schema social.db@what-if --json"
        })
public final class GraphSchemaCommand extends DatabaseCommand {
    @Parameters(index = "0", paramLabel = "DB[@FORK]", converter = Target.Converter.class, description = "What of.")
    private Target target;

    /// For the command line.
    public GraphSchemaCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run(Output out) {
        try (Session session = Session.reading(target.directory())) {
            Schema schema = session.graphSnapshot(target.state()).schema();
            if (isJson()) {
                out.json(generator -> writeJson(generator, schema));
            } else {
                print(out, schema);
            }
        }
        return ExitCode.OK;
    }

    private static void print(Output out, Schema schema) {
        out.line("labels of vertices: " + list(schema.labels()));
        out.line("types of edges: " + list(schema.types()));
        out.line("names of properties: " + list(schema.keys()));
        for (IndexDefinition index : schema.indexes().values()) {
            out.line("index " + GraphIndexCommand.describe(index));
        }
        for (Constraint constraint : schema.constraints()) {
            out.line("constraint: " + GraphConstraintCommand.describe(constraint));
        }
        if (schema.isStrict()) {
            out.line("only names that are declared may be used");
        }
    }

    private static String list(Collection<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private static void writeJson(JsonGenerator generator, Schema schema) throws IOException {
        writeNames(generator, "labels", schema.labels());
        writeNames(generator, "types", schema.types());
        writeNames(generator, "keys", schema.keys());
        generator.writeArrayFieldStart("indexes");
        for (IndexDefinition index : schema.indexes().values()) {
            generator.writeStartObject();
            GraphIndexCommand.writeJson(generator, index);
            generator.writeEndObject();
        }
        generator.writeEndArray();
        generator.writeArrayFieldStart("constraints");
        for (Constraint constraint : schema.constraints()) {
            generator.writeStartObject();
            GraphConstraintCommand.writeJson(generator, constraint);
            generator.writeEndObject();
        }
        generator.writeEndArray();
        generator.writeBooleanField("strict", schema.isStrict());
    }

    private static void writeNames(JsonGenerator generator, String member, Collection<String> names)
            throws IOException {
        generator.writeArrayFieldStart(member);
        for (String name : names) {
            generator.writeString(name);
        }
        generator.writeEndArray();
    }
}
