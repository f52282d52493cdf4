package dev.coppice.cli.argument;

import dev.coppice.cli.graph.ValueText;
import dev.coppice.graph.Edge;
import dev.coppice.graph.GraphChange;
import dev.coppice.graph.GraphDiff;
import dev.coppice.graph.Vertex;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// Which changes of a graph: those of elements with some labels, types and values. An element that was changed is
/// looked at as it is now, one that was removed as it was.
public final class ChangeFilter {
    @Option(
            names = "--label",
            paramLabel = "LABEL",
            split = ",",
            description = "Only vertices with one of these labels, and no edges but those of --type.")
    private List<String> labels = List.of();

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            split = ",",
            description = "Only edges of one of these types, and no vertices but those of --label.")
    private List<String> types = List.of();

    @Option(
            names = "--where",
            paramLabel = "KEY=VALUE",
            converter = ConditionConverter.class,
            description = "Only elements with this value of the property, written as in CSV; may be repeated.")
    private List<Condition> conditions = List.of();

    /// For picocli.
    public ChangeFilter() {}

    /// Whether a change passes.
    public Predicate<GraphChange> predicate() {
        return change -> isOfKind(change) && conditions.stream().allMatch(condition -> condition.holds(change));
    }

    /// The changes of a diff that pass.
    public GraphDiff of(GraphDiff diff) {
        Predicate<GraphChange> predicate = predicate();
        return new GraphDiff() {
            @Override
            public GraphChange next() {
                GraphChange change = diff.next();
                while (change != null && !predicate.test(change)) {
                    change = diff.next();
                }
                return change;
            }

            @Override
            public void close() {
                diff.close();
            }
        };
    }

    private boolean isOfKind(GraphChange change) {
        if (labels.isEmpty() && types.isEmpty()) {
            return true;
        }
        return switch (change) {
            case GraphChange.OfVertex vertex -> labels.contains(shown(vertex).label());
            case GraphChange.OfEdge edge -> types.contains(shown(edge).type());
        };
    }

    private static Vertex shown(GraphChange.OfVertex change) {
        return change.after() == null ? change.before() : change.after();
    }

    private static Edge shown(GraphChange.OfEdge change) {
        return change.after() == null ? change.before() : change.after();
    }

    /// A property that must have a value.
    private record Condition(String key, String value) {
        boolean holds(GraphChange change) {
            return switch (change) {
                case GraphChange.OfVertex vertex ->
                    shown(vertex).properties().stream()
                            .anyMatch(property -> property.key().equals(key) && isValue(property.value()));
                case GraphChange.OfEdge edge -> {
                    Object found = shown(edge).values().get(key);
                    yield found != null && isValue(found);
                }
            };
        }

        private boolean isValue(Object found) {
            return ValueText.format(found).equals(value);
        }
    }

    /// Reads a condition.
    static final class ConditionConverter implements ITypeConverter<Condition> {
        @Override
        public Condition convert(String text) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new TypeConversionException("'" + text + "' is not KEY=VALUE, such as age=36");
            }
            return new Condition(text.substring(0, equals), text.substring(equals + 1));
        }
    }
}
