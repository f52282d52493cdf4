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

/// A process that asks one question and writes each row as a line of JSON to its standard output: numbers, booleans and
/// texts as they are, all else as text. For programs that cannot have TinkerPop's jars among their modules.
///
/// Its status is 0 when all was answered, [#REFUSED] when the question cannot be answered, with the reason on standard
/// error, and anything else after a defect.
public final class QueryProcess {
    /// The status of a process whose question cannot be answered.
    public static final int REFUSED = 2;

    private QueryProcess() {}

    /// @param arguments the directory, the fork, `read` or `write`, and the question. With `write`, what it changes is
    ///     committed durably after the last row.
    public static void main(String[] arguments) throws IOException {
        boolean isWriting = arguments[2].equals("write");
        try (CoppiceGraph graph = open(arguments[0], arguments[1], isWriting)) {
            write(GremlinQuery.ask(graph, arguments[3]));
            if (isWriting) {
                graph.tx().commit();
            }
        } catch (StoreException.ReadOnly readOnly) {
            refuse("it changes the graph, which is open read-only; ask to write");
        } catch (RuntimeException refused) {
            // Of what a traversal throws, nobody can tell what is the question's fault and what is not.
            refuse(Optional.ofNullable(refused.getMessage()).orElse(refused.toString()));
        }
    }

    private static void refuse(String reason) {
        System.err.println(reason);
        System.exit(REFUSED);
    }

    private static CoppiceGraph open(String directory, String fork, boolean isWriting) {
        BaseConfiguration configuration = new BaseConfiguration();
        configuration.setProperty("coppice.directory", directory);
        configuration.setProperty("coppice.fork", fork);
        configuration.setProperty("coppice.readonly", !isWriting);
        return CoppiceGraph.open(configuration);
    }

    private static void write(Iterator<Map<String, Object>> rows) throws IOException {
        try (OutputStream out = new BufferedOutputStream(System.out);
                JsonGenerator generator = new JsonFactory().createGenerator(out)) {
            generator.setRootValueSeparator(null);
            while (rows.hasNext()) {
                generator.writeStartObject();
                for (Map.Entry<String, Object> column : rows.next().entrySet()) {
                    generator.writeFieldName(column.getKey());
                    write(generator, column.getValue());
                }
                generator.writeEndObject();
                generator.writeRaw('\n');
            }
        }
    }

    private static void write(JsonGenerator generator, Object value) throws IOException {
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
