package dev.coppice.gremlin.server;

import java.io.IOException;
import java.util.Map;
import org.apache.tinkerpop.gremlin.structure.io.AbstractIoRegistry;
import org.apache.tinkerpop.gremlin.structure.io.graphson.GraphSONIo;
import org.apache.tinkerpop.gremlin.structure.io.graphson.TinkerPopJacksonModule;
import org.apache.tinkerpop.shaded.jackson.core.JsonGenerator;
import org.apache.tinkerpop.shaded.jackson.databind.SerializerProvider;
import org.apache.tinkerpop.shaded.jackson.databind.jsontype.TypeSerializer;
import org.apache.tinkerpop.shaded.jackson.databind.ser.std.StdSerializer;

/// Writes values that GraphSON 3 does not know as others that every driver knows: bytes as its `gx:ByteBuffer`, vectors
/// as lists of floats. Named among the `ioRegistries` of the serializer in the server's configuration.
public final class GraphSonTypes extends AbstractIoRegistry {
    /// Adds them to what GraphSON knows.
    public GraphSonTypes() {
        register(GraphSONIo.class, null, new Types());
    }

    private static final class Types extends TinkerPopJacksonModule {
        Types() {
            super("coppice");
            addSerializer(float[].class, new Vectors());
        }

        @Override
        @SuppressWarnings("rawtypes") // TinkerPop's signature
        public Map<Class, String> getTypeDefinitions() {
            return Map.of(byte[].class, "ByteBuffer");
        }

        @Override
        public String getTypeNamespace() {
            return "gx";
        }
    }

    private static final class Vectors extends StdSerializer<float[]> {
        Vectors() {
            super(float[].class);
        }

        @Override
        public void serialize(float[] vector, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeObject(GraphBinaryTypes.listOf(vector));
        }

        @Override
        public void serializeWithType(
                float[] vector, JsonGenerator generator, SerializerProvider provider, TypeSerializer types)
                throws IOException {
            serialize(vector, generator, provider);
        }
    }
}
