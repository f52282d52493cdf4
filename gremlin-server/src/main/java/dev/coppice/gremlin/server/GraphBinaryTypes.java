package dev.coppice.gremlin.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.tinkerpop.gremlin.structure.io.Buffer;
import org.apache.tinkerpop.gremlin.structure.io.binary.DataType;
import org.apache.tinkerpop.gremlin.structure.io.binary.GraphBinaryReader;
import org.apache.tinkerpop.gremlin.structure.io.binary.GraphBinaryWriter;
import org.apache.tinkerpop.gremlin.structure.io.binary.TypeSerializerRegistry;
import org.apache.tinkerpop.gremlin.structure.io.binary.types.TransformSerializer;

/// Writes values that GraphBinary does not know as others that every driver knows: bytes as its `ByteBuffer`, vectors
/// as lists of floats. Named as `builder` of the serializer in the server's configuration.
public final class GraphBinaryTypes extends TypeSerializerRegistry.Builder {
    /// Adds them to what GraphBinary knows.
    public GraphBinaryTypes() {
        add(byte[].class, new WrittenAs<>(ByteBuffer::wrap));
        add(float[].class, new WrittenAs<>(GraphBinaryTypes::listOf));
    }

    /// The numbers of a vector.
    static List<Float> listOf(float[] vector) {
        List<Float> list = new ArrayList<>(vector.length);
        for (float number : vector) {
            list.add(number);
        }
        return list;
    }

    /// Writes a value as another one. Nothing that is read becomes one of these values, so no type stands for them.
    private record WrittenAs<T>(Function<T, Object> other) implements TransformSerializer<T> {
        @Override
        public Object transform(T value) {
            return other.apply(value);
        }

        @Override
        public DataType getDataType() {
            return null;
        }

        @Override
        public T read(Buffer buffer, GraphBinaryReader reader) throws IOException {
            throw new IOException("there is no type of GraphBinary that is read as this one");
        }

        @Override
        public T readValue(Buffer buffer, GraphBinaryReader reader, boolean isNullable) throws IOException {
            return read(buffer, reader);
        }

        @Override
        public void write(T value, Buffer buffer, GraphBinaryWriter writer) throws IOException {
            writer.write(transform(value), buffer);
        }

        @Override
        public void writeValue(T value, Buffer buffer, GraphBinaryWriter writer, boolean isNullable)
                throws IOException {
            writer.writeValue(transform(value), buffer, isNullable);
        }
    }
}
