package dev.coppice.gremlin.query;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.coppice.gremlin.CoppiceGraph;
import dev.coppice.store.StoreException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.configuration2.BaseConfiguration;

/// A process that asks one question and answers in lines of JSON on its standard output: each row is an object, with
/// numbers, booleans and texts as they are and all else as text. When the question cannot be answered, or no further,
/// the last line is a string with the reason. For programs that cannot have TinkerPop's jars among their modules.
public final class QueryProcess {
    private QueryProcess() {}

    /// @param arguments the directory, the fork, `read` or `write`, and the question. With `write`, what it changes is
    ///     committed durably after the last row.
    public static void main(String[] arguments) throws IOException {
        boolean isWriting = arguments[2].equals("write");
        try (OutputStream out = new BufferedOutputStream(System.out);
                JsonGenerator generator = new JsonFactory().createGenerator(out)) {
            generator.setRootValueSeparator(null);
            try (CoppiceGraph graph = open(arguments[0], arguments[1], isWriting)) {
                write(generator, GremlinQuery.ask(graph, arguments[3]));
                if (isWriting) {
                    graph.tx().commit();
                }
            } catch (StoreException.ReadOnly readOnly) {
                refuse(generator, "it changes the graph, which is open read-only; ask to write");
            } catch (RuntimeException refused) {
                // Of what a traversal throws, nobody can tell what is the question's fault and what is not.
                refuse(generator, Optional.ofNullable(refused.getMessage()).orElse(refused.toString()));
            }
        }
    }

    private static void refuse(JsonGenerator generator, String reason) throws IOException {
        generator.writeString(reason);
        generator.writeRaw('\n');
    }

    private static CoppiceGraph open(String directory, String fork, boolean isWriting) {
        BaseConfiguration configuration = new BaseConfiguration();
        configuration.setProperty("coppice.directory", directory);
        configuration.setProperty("coppice.fork", fork);
        configuration.setProperty("coppice.readonly", !isWriting);
        return CoppiceGraph.open(configuration);
    }

    private static void write(JsonGenerator generator, Iterator<Map<String, Object>> rows) throws IOException {
        while (rows.hasNext()) {
            // Before anything of it is written: reading it may fail.
            Map<String, Object> row = rows.next();
            generator.writeStartObject();
            for (Map.Entry<String, Object> column : row.entrySet()) {
                generator.writeFieldName(column.getKey());
                writeValue(generator, column.getValue());
            }
            generator.writeEndObject();
            generator.writeRaw('\n');
        }
    }

    private static void writeValue(JsonGenerator generator, Object value) throws IOException {
        switch (value) {
            case null -> generator.writeNull();
            case Boolean truth -> generator.writeBoolean(truth);
            case Long number -> generator.writeNumber(number);
            case Integer number -> generator.writeNumber(number);
            case Short number -> generator.writeNumber(number);
            case Byte number -> generator.writeNumber(number);
            case Double number when Double.isFinite(number) -> generator.writeNumber(number);
            case Float number when Float.isFinite(number) -> generator.writeNumber(number);
            default -> generator.writeString(value.toString());
        }
    }
}
