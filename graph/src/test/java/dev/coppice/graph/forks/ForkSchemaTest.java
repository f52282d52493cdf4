package dev.coppice.graph.forks;

import static dev.coppice.graph.forks.TestGraph.add;
import static dev.coppice.graph.forks.TestGraph.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphFork.Name;
import dev.coppice.graph.GraphPromotion;
import dev.coppice.graph.GraphPromotion.Choice;
import dev.coppice.graph.schema.Constraint;
import dev.coppice.graph.schema.ElementKind;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.graph.schema.Schema;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Labels, types, keys, indexes and constraints that a fork has of its own.
final class ForkSchemaTest {
    private static final IndexDefinition BY_NAME = IndexDefinition.ofVertices("by name", "person", "name");

    @Test
    void additionsOfAFork_areSeenByItsHandlesAtOnce_survive_andReachNobodyElse() {
        try (TestGraph test = TestGraph.create()) {
            test.primary().declare(Name.LABEL, "person");
            try (GraphFork fork = test.primary().fork("f");
                    GraphFork other = test.graph().fork("f")) {
                fork.requireDeclaredNames(true);
                fork.declare(Name.LABEL, "machine");
                fork.declare(Name.TYPE, "built");
                fork.createIndex(BY_NAME.asUnique(), done -> {});
                fork.addConstraint(new Constraint.Required(ElementKind.VERTEX, "machine", "name"));
                assertThat(other.schema()).isEqualTo(fork.schema());
                other.transact(transaction -> transaction.addVertex("machine", Map.of("name", "Engine")));
                assertThatThrownBy(() -> other.transact(transaction -> transaction.addVertex("undeclared", Map.of())))
                        .isInstanceOf(GraphException.Constraint.class);
            }
            test.reopen();
            Schema ofPrimary = test.primary().schema();
            assertThat(ofPrimary.labels()).containsExactly("person");
            assertThat(ofPrimary.types()).isEmpty();
            assertThat(ofPrimary.indexes()).isEmpty();
            assertThat(ofPrimary.constraints()).isEmpty();
            write(test.primary(), transaction -> transaction.addVertex("anything", Map.of()));
            try (GraphFork fork = test.graph().fork("f")) {
                assertThat(fork.schema().labels()).containsExactly("machine", "person");
                assertThat(fork.schema().isStrict()).isTrue();
                assertThat(fork.indexes()).containsOnlyKeys("by name");
            }
        }
    }

    @Test
    void childsView_isThatOfTheWholeLine_eachAsAtItsForkPoint_openedFromAnywhere() {
        try (TestGraph test = TestGraph.create()) {
            test.primary().declare(Name.LABEL, "of primary");
            try (GraphFork parent = test.primary().fork("parent")) {
                parent.declare(Name.LABEL, "of parent");
                parent.createIndex(BY_NAME, done -> {});
                try (GraphFork child = parent.fork("child")) {
                    child.declare(Name.LABEL, "of child");
                    // On a clash the child has its own.
                    child.dropIndex("by name");
                    child.createIndex(IndexDefinition.ofVertices("by name", "machine", "name"), done -> {});
                }
                parent.declare(Name.LABEL, "later in parent");
            }
            test.primary().declare(Name.LABEL, "later in primary");
            test.reopen();
            try (GraphFork child = test.graph().fork("child");
                    GraphFork parent = test.graph().fork("parent")) {
                assertThat(child.schema().labels()).containsExactly("of child", "of parent", "of primary");
                assertThat(child.indexes().get("by name").label()).isEqualTo("machine");
                assertThat(parent.indexes().get("by name").label()).isEqualTo("person");
                write(child, transaction -> transaction.addVertex("later in primary", Map.of("name", "x")));
                assertThat(child.<Long>read(view -> view.vertexCount("later in primary")))
                        .isOne();
            }
        }
    }

    @Test
    void names_thatForksKnowByEqualNumbers_meanWhatTheyMeanWhereTheyAre_andCrossAsNames() {
        try (TestGraph test = TestGraph.create();
                GraphFork fork = test.primary().fork("f")) {
            long ofFork = write(fork, transaction -> transaction.addVertex("cat", Map.of("paws", 4)));
            long ofPrimary = write(test.primary(), transaction -> transaction.addVertex("ship", Map.of("masts", 3)));
            fork.promote(GraphPromotion.onConflict(Choice.FAIL));
            test.primary().<Object>read(view -> {
                assertThat(view.vertex(ofPrimary).label()).isEqualTo("ship");
                assertThat(view.vertex(ofPrimary).values()).isEqualTo(Map.of("masts", 3));
                assertThat(view.vertexCount("cat")).isOne();
                return null;
            });
            assertThat(fork.<Object>read(view -> view.vertex(ofFork).values())).isEqualTo(Map.of("paws", 4));
        }
    }

    @Test
    void names_ofAnyText_areForked() {
        List<String> texts = List.of("two words", "`quoted`", "a/b", "..", "\u00e4\u4e16\ud83d\ude00", "a\nb", "x\0y");
        try (TestGraph test = TestGraph.create()) {
            texts.forEach(text ->
                    write(test.primary(), transaction -> transaction.addVertex(text, text, Map.of(text, text))));
            try (GraphFork fork = test.primary().fork("f")) {
                for (String text : texts) {
                    write(fork, transaction -> transaction.addVertex(text, Map.of(text, 2)));
                    assertThat(fork.<Long>read(view -> view.vertexCount(text))).isEqualTo(2);
                    assertThat(fork.<Object>read(view -> view.vertex(text, text).value(text)))
                            .isEqualTo(text);
                }
                assertThat(fork.schema().labels()).containsExactlyInAnyOrderElementsOf(texts);
            }
        }
    }

    @Test
    void addition_thatFails_leavesNothing() {
        try (TestGraph test = TestGraph.create();
                GraphFork fork = test.primary().fork("f")) {
            add(fork, "twin");
            write(fork, transaction -> transaction.addVertex("person", Map.of("name", "twin")));
            Schema before = fork.schema();
            assertThatThrownBy(() -> fork.createIndex(BY_NAME.asUnique(), done -> {}))
                    .isInstanceOf(GraphException.Constraint.class);
            assertThatThrownBy(() ->
                            fork.addConstraint(new Constraint.Required(ElementKind.VERTEX, "person", "no such key")))
                    .isInstanceOf(GraphException.Constraint.class);
            assertThat(fork.schema()).isEqualTo(before);
        }
    }
}
