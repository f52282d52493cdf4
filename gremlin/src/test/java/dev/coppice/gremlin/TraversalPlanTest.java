package dev.coppice.gremlin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.schema.IndexDefinition;
import java.util.List;
import org.apache.tinkerpop.gremlin.process.traversal.P;
import org.apache.tinkerpop.gremlin.process.traversal.Traversal;
import org.apache.tinkerpop.gremlin.process.traversal.dsl.graph.GraphTraversal;
import org.apache.tinkerpop.gremlin.process.traversal.dsl.graph.GraphTraversalSource;
import org.apache.tinkerpop.gremlin.structure.T;
import org.apache.tinkerpop.gremlin.structure.Vertex;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TraversalPlanTest {
    private CoppiceGraph graph;
    private GraphTraversalSource g;

    @BeforeEach
    void open() {
        graph = CoppiceGraph.open(TestDirectories.fresh());
        g = graph.traversal();
        for (int age = 0; age < 20; age++) {
            Vertex person = graph.addVertex(T.label, "person", "name", "p" + age, "age", age);
            person.addEdge("likes", person, "since", 2_000 + age);
        }
        graph.addVertex(T.label, "place", "name", "p3");
        graph.tx().commit();
    }

    @AfterEach
    void close() {
        graph.close();
    }

    private static String plan(Traversal<?, ?> traversal) {
        traversal.asAdmin().applyStrategies();
        return traversal.toString();
    }

    private void index(IndexDefinition definition) {
        graph.graphFork().createIndex(definition, done -> {});
    }

    @Test
    void equalValue_withAnIndex_isLookedUp() {
        index(IndexDefinition.ofVertices("by name", "person", "name"));

        assertThat(plan(g.V().hasLabel("person").has("name", "p3")))
                .isEqualTo("[CoppiceGraphStep(vertex,[~label.eq(person), name.eq(p3)],index(by name))]");
        assertThat(g.V().hasLabel("person").has("name", "p3").values("age").toList())
                .containsExactly(3);
        // The index has no places.
        assertThat(plan(g.V().has("name", "p3"))).contains("scan").doesNotContain("index");
        assertThat(g.V().has("name", "p3").count().next()).isEqualTo(2);
    }

    @Test
    void range_withAnOrderedIndex_isLookedUp() {
        index(IndexDefinition.ofVertices("by age", null, "age"));

        assertThat(plan(g.V().has("age", P.gt(16)))).contains("index(by age)");
        assertThat(g.V().has("age", P.gt(16)).values("age").toList()).containsExactly(17, 18, 19);
        assertThat(g.V().has("age", P.between(3, 5)).values("age").toList()).containsExactly(3, 4);
        assertThat(g.V().has("age", P.inside(3, 5)).values("age").toList()).containsExactly(4);
        assertThat(g.V().has("age", P.lte(1)).values("age").toList()).containsExactly(0, 1);
    }

    @Test
    void indexOfEdges_isUsed() {
        index(IndexDefinition.ofEdges("by year", "likes", "since"));

        assertThat(plan(g.E().hasLabel("likes").has("since", 2_003))).contains("index(by year)");
        assertThat(g.E().hasLabel("likes")
                        .has("since", 2_003)
                        .outV()
                        .values("age")
                        .toList())
                .containsExactly(3);
    }

    @Test
    void indexOfSeveralProperties_isUsedWhereAllAreAskedFor() {
        index(IndexDefinition.ofVertices("both", "person", "name", "age"));

        assertThat(plan(g.V().hasLabel("person").has("name", "p3").has("age", P.lt(10))))
                .contains("index(both)");
        assertThat(g.V().hasLabel("person")
                        .has("name", "p3")
                        .has("age", P.lt(10))
                        .count()
                        .next())
                .isEqualTo(1);
        assertThat(plan(g.V().hasLabel("person").has("name", "p3"))).contains("labels[person]");
    }

    @Test
    void betterIndex_isPreferred() {
        index(IndexDefinition.ofVertices("by age", "person", "age"));
        index(IndexDefinition.ofVertices("by name", "person", "name").hashed().asUnique());

        assertThat(plan(g.V().hasLabel("person").has("age", P.gt(1)).has("name", "p3")))
                .contains("index(by name)");
    }

    @Test
    void label_isLookedUp_andCountedByPageHeaders() {
        assertThat(plan(g.V().hasLabel("person"))).contains("labels[person]");
        assertThat(plan(g.V().hasLabel("person", "place").count()))
                .isEqualTo("[CoppiceCountStep(CoppiceGraphStep(vertex,[~label.within([person, place])],"
                        + "labels[person, place]))]");
        assertThat(g.V().hasLabel("person", "place").count().next()).isEqualTo(21);
        assertThat(g.E().count().next()).isEqualTo(20);
        assertThat(g.V().count().next()).isEqualTo(21);
    }

    @Test
    void edgesOfAType_withAList_areNotLookedForAmongAll() {
        g.V().has("age", 3)
                .as("a")
                .addE("hates")
                .to("a")
                .property("since", 1_999)
                .iterate();
        graph.tx().commit();
        assertThat(plan(g.E().hasLabel("hates"))).contains("scan");
        index(IndexDefinition.ofEdges("hatred", "hates"));

        assertThat(plan(g.E().hasLabel("hates")))
                .isEqualTo("[CoppiceGraphStep(edge,[~label.eq(hates)],index(hatred))]");
        assertThat(g.E().hasLabel("hates").values("since").toList()).containsExactly(1_999);
        assertThat(plan(g.E().hasLabel("hates").count()))
                .contains("CoppiceCountStep")
                .contains("index(hatred)");
        assertThat(g.E().hasLabel("hates").count().next()).isEqualTo(1);
        assertThat(g.E().hasLabel("hates").has("since", P.gt(2_000)).toList()).isEmpty();
        assertThat(plan(g.E().hasLabel("likes"))).contains("scan");
        assertThat(plan(g.E().hasLabel("likes", "hates"))).contains("scan");
        assertThat(g.E().hasLabel("likes", "hates").count().next()).isEqualTo(21);
        // An index that answers more is better.
        index(IndexDefinition.ofEdges("by year", "hates", "since"));
        assertThat(plan(g.E().hasLabel("hates").has("since", 1_999))).contains("index(by year)");
        assertThat(plan(g.E().hasLabel("hates").order().by("since"))).contains("index(by year,by since asc)");
    }

    @Test
    void count_ofWhatMustBeChecked_looksAtEach() {
        assertThat(plan(g.V().has("age", 3).count())).contains("CountGlobalStep");
        assertThat(g.V().has("age", 3).count().next()).isEqualTo(1);
        index(IndexDefinition.ofVertices("by age", null, "age"));
        assertThat(plan(g.V().has("age", 3).count()))
                .contains("CoppiceCountStep")
                .contains("index(by age)");
        assertThat(g.V().has("age", 3).count().next()).isEqualTo(1);
    }

    @Test
    void limit_isPartOfTheStart() {
        assertThat(plan(g.V().hasLabel("person").limit(3)))
                .isEqualTo("[CoppiceGraphStep(vertex,[~label.eq(person)],range(0,3),labels[person])]");
        assertThat(g.V().hasLabel("person").range(2, 5).values("age").toList()).containsExactly(2, 3, 4);
        assertThat(g.V().hasLabel("person").range(18, 50).count().next()).isEqualTo(2);
    }

    @Test
    void degree_isCounted() {
        assertThat(plan(g.V().hasLabel("person").outE("likes").count())).contains("CoppiceDegreeStep(OUT,[likes])");
        assertThat(g.V().hasLabel("person").outE("likes").count().next()).isEqualTo(20);
        assertThat(g.V().hasLabel("person").both().count().next()).isEqualTo(40);
    }

    @Test
    void ids_areLookedUp() {
        Object id = g.V().has("age", 3).id().next();

        assertThat(plan(g.V().hasId(id))).contains("ids");
        assertThat(g.V(id.toString()).values("age").toList()).containsExactly(3);
        assertThat(g.V(id, "none", -1).count().next()).isEqualTo(1);
    }

    @Test
    void profile_showsTheIndex() {
        index(IndexDefinition.ofVertices("by age", null, "age"));

        assertThat(g.V().has("age", 3).profile().next().toString()).contains("index(by age)");
        assertThat(g.V().has("age", 3).explain().toString()).contains("index(by age)");
    }

    @Test
    void clone_ofAPreparedTraversal_runsByItself() {
        index(IndexDefinition.ofVertices("by age", null, "age"));
        GraphTraversal.Admin<Vertex, Long> count =
                g.V().has("age", P.gt(16)).count().asAdmin();
        GraphTraversal.Admin<Vertex, Vertex> found = g.V().has("age", P.gt(16)).asAdmin();
        count.applyStrategies();
        found.applyStrategies();

        assertThat(count.clone().next()).isEqualTo(3);
        assertThat(count.next()).isEqualTo(3);
        assertThat(found.clone().toList()).hasSize(3);
        assertThat(found.toList()).hasSize(3);
    }

    @Test
    void transactionFromBeforeTheIndex_findsWithoutIt() {
        assertThat(g.V().has("age", 3).count().next()).isEqualTo(1);
        index(IndexDefinition.ofVertices("by age", null, "age"));

        // This thread's transaction still reads the state that has no index.
        assertThat(plan(g.V().has("age", 3))).contains("index(by age)");
        assertThat(g.V().has("age", 3).values("name").toList()).isEqualTo(List.of("p3"));
        assertThat(g.V().has("age", 3).count().next()).isEqualTo(1);
    }
}
