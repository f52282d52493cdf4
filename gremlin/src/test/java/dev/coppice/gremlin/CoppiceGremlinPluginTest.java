package dev.coppice.gremlin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.schema.IndexDefinition;
import java.util.ServiceLoader;
import org.apache.tinkerpop.gremlin.jsr223.GremlinPlugin;
import org.apache.tinkerpop.gremlin.jsr223.ImportCustomizer;
import org.junit.jupiter.api.Test;

final class CoppiceGremlinPluginTest {
    @Test
    void plugin_isFound_andNamesTheGraph() {
        GremlinPlugin plugin = ServiceLoader.load(GremlinPlugin.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(CoppiceGremlinPlugin.class::isInstance)
                .findFirst()
                .orElseThrow();
        assertThat(plugin.getName()).isEqualTo("coppice");
        ImportCustomizer imports =
                (ImportCustomizer) plugin.getCustomizers("gremlin-groovy").orElseThrow()[0];
        assertThat(imports.getClassImports()).contains(CoppiceGraph.class, IndexDefinition.class);
    }
}
