package dev.coppice.gremlin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.apache.tinkerpop.gremlin.structure.Edge;
import org.apache.tinkerpop.gremlin.structure.Vertex;
import org.apache.tinkerpop.gremlin.structure.VertexProperty;
import org.junit.jupiter.api.Test;

final class BuffersTest {
    @Test
    void buffers_asValues_areStoredAsTheBytesThatAreLeftInThem() {
        try (CoppiceGraph graph = CoppiceGraph.open(TestDirectories.fresh())) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(4).put(new byte[] {1, 2, 3, 4});
            buffer.flip().position(1);
            byte[] bytes = {2, 3, 4};
            Vertex vertex = graph.addVertex("added", buffer);
            VertexProperty<?> set = vertex.property(VertexProperty.Cardinality.set, "set", buffer, "meta", buffer);
            vertex.property(VertexProperty.Cardinality.set, "set", bytes);
            set.property("later", buffer);
            Edge edge = vertex.addEdge("to", vertex, "added", buffer);
            edge.property("set", buffer.asReadOnlyBuffer());

            assertThat(vertex.<byte[]>value("added")).isEqualTo(bytes);
            assertThat(vertex.properties("set")).toIterable().hasSize(1);
            assertThat((Object) set.value()).isEqualTo(bytes);
            assertThat(set.<byte[]>value("meta")).isEqualTo(bytes);
            assertThat(set.<byte[]>value("later")).isEqualTo(bytes);
            assertThat(edge.<byte[]>value("added")).isEqualTo(bytes);
            assertThat(edge.<byte[]>value("set")).isEqualTo(bytes);
            assertThat(buffer.position()).isEqualTo(1);
        }
    }
}
