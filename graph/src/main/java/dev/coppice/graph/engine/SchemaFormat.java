package dev.coppice.graph.engine;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork.Name;
import dev.coppice.graph.schema.Constraint;
import dev.coppice.graph.schema.ElementKind;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.graph.schema.IndexDefinition.Order;
import dev.coppice.graph.value.ValueType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The bytes of a schema. See the package page.
final class SchemaFormat {
    private static final int HASH = 1;
    private static final int UNIQUE = 2;
    private static final int READY = 4;
    private static final int REQUIRED = 0;
    private static final int TYPED = 1;

    private final Names names;
    private final GraphTables tables;

    /// @param names the names of the graph, where the properties of each index are known
    SchemaFormat(Names names, GraphTables tables) {
        this.names = names;
        this.tables = tables;
    }

    static byte[] encode(SchemaState schema) {
        RecordWriter writer = new RecordWriter();
        writer.varint(schema.isStrict() ? 1 : 0).varint(schema.indexes().size());
        for (PropertyIndex index : schema.indexes().values()) {
            writer.varint(index.number());
            encode(writer, index.definition());
        }
        writer.varint(schema.constraints().size());
        for (Constraint constraint : schema.constraints()) {
            encode(writer, constraint);
        }
        return writer.toBytes();
    }

    private static void encode(RecordWriter writer, IndexDefinition definition) {
        writer.text(definition.name());
        writer.varint(definition.kind().ordinal());
        writer.optionalText(definition.label());
        writer.varint(definition.keys().size());
        definition.keys().forEach(writer::text);
        writer.varint((definition.order() == Order.HASH ? HASH : 0)
                + (definition.unique() ? UNIQUE : 0)
                + (definition.isReady() ? READY : 0));
    }

    private static void encode(RecordWriter writer, Constraint constraint) {
        writer.varint(constraint instanceof Constraint.Typed ? TYPED : REQUIRED)
                .varint(constraint.kind().ordinal());
        writer.text(constraint.label()).text(constraint.key());
        if (constraint instanceof Constraint.Typed typed) {
            writer.text(typed.type().name());
        }
    }

    /// Reads a schema.
    ///
    /// @throws GraphException.Corrupt when the bytes are none
    SchemaState decode(MemorySegment bytes) {
        try {
            return decode(new RecordReader(bytes));
        } catch (GraphException.Invalid | IllegalArgumentException e) {
            throw new GraphException.Corrupt("the schema of the graph cannot be: " + e.getMessage(), e);
        }
    }

    private SchemaState decode(RecordReader reader) {
        boolean isStrict = reader.smallVarint() != 0;
        SortedMap<String, PropertyIndex> indexes = new TreeMap<>();
        int indexCount = reader.smallVarint();
        for (int i = 0; i < indexCount; i++) {
            PropertyIndex index = decodeIndex(reader);
            indexes.put(index.definition().name(), index);
        }
        List<Constraint> constraints = new ArrayList<>();
        int constraintCount = reader.smallVarint();
        for (int i = 0; i < constraintCount; i++) {
            constraints.add(decodeConstraint(reader));
        }
        reader.requireEnd();
        return new SchemaState(isStrict, indexes, constraints);
    }

    private PropertyIndex decodeIndex(RecordReader reader) {
        int number = reader.smallVarint();
        String name = reader.text();
        ElementKind kind = kind(reader);
        int labelLength = reader.smallVarint();
        String label = labelLength == 0 ? null : reader.text(labelLength - 1);
        List<String> keys = new ArrayList<>();
        int keyCount = reader.smallVarint();
        for (int i = 0; i < keyCount; i++) {
            keys.add(reader.text());
        }
        int flags = reader.smallVarint();
        return bind(
                number,
                new IndexDefinition(
                        name,
                        kind,
                        label,
                        keys,
                        (flags & HASH) != 0 ? Order.HASH : Order.ORDERED,
                        (flags & UNIQUE) != 0,
                        (flags & READY) != 0));
    }

    /// An index whose properties are known names.
    PropertyIndex bind(int number, IndexDefinition definition) {
        List<Integer> keys = definition.keys().stream()
                .map(key -> names.number(Name.KEY, key))
                .toList();
        if (keys.contains(Names.UNKNOWN)) {
            throw new GraphException.Corrupt("index '" + definition.name() + "' is of the properties "
                    + definition.keys() + ", of which the graph does not know all; run `coppice check`");
        }
        return new PropertyIndex(number, definition, keys, tables.index(number));
    }

    private static Constraint decodeConstraint(RecordReader reader) {
        int form = reader.smallVarint();
        ElementKind kind = kind(reader);
        String label = reader.text();
        String key = reader.text();
        return switch (form) {
            case REQUIRED -> new Constraint.Required(kind, label, key);
            case TYPED -> new Constraint.Typed(kind, label, key, ValueType.valueOf(reader.text()));
            default ->
                throw new GraphException.Corrupt("the schema of the graph has a constraint of form " + form
                        + ", which this release does not know");
        };
    }

    private static ElementKind kind(RecordReader reader) {
        int number = reader.smallVarint();
        if (number >= ElementKind.values().length) {
            throw new GraphException.Corrupt(
                    "the schema of the graph names a kind of element " + number + ", which this release does not know");
        }
        return ElementKind.values()[number];
    }
}
