package dev.coppice.gremlin;

import dev.coppice.graph.GraphDatabase;
import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphPromotion;
import dev.coppice.graph.Pairing;
import dev.coppice.graph.schema.Constraint;
import dev.coppice.graph.schema.ElementKind;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.graph.value.ValueType;
import org.apache.tinkerpop.gremlin.jsr223.AbstractGremlinPlugin;
import org.apache.tinkerpop.gremlin.jsr223.DefaultImportCustomizer;

/// What Gremlin Console, and engines that run scripts, know of Coppice by name: `CoppiceGraph`, and what `graphFork()`
/// is asked with. In the console `:plugin use coppice` makes it active.
public final class CoppiceGremlinPlugin extends AbstractGremlinPlugin {
    /// The plugin's name.
    public static final String NAME = "coppice";

    private static final CoppiceGremlinPlugin INSTANCE = new CoppiceGremlinPlugin();

    /// Made by the console, which looks for a constructor.
    public CoppiceGremlinPlugin() {
        super(
                NAME,
                DefaultImportCustomizer.build()
                        .addClassImports(
                                CoppiceGraph.class,
                                ConflictException.class,
                                Constraint.class,
                                ElementKind.class,
                                GraphDatabase.class,
                                GraphException.class,
                                GraphPromotion.class,
                                IndexDefinition.class,
                                Pairing.class,
                                ValueType.class)
                        .create());
    }

    /// The plugin, as Gremlin Server looks for it.
    public static CoppiceGremlinPlugin instance() {
        return INSTANCE;
    }
}
