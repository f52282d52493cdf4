package dev.coppice.graph.forks;

import static dev.coppice.graph.forks.TestGraph.add;
import static dev.coppice.graph.forks.TestGraph.people;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork;
import dev.coppice.graph.GraphFork.Name;
import dev.coppice.graph.GraphPromotion;
import dev.coppice.graph.GraphPromotion.Choice;
import dev.coppice.graph.GraphSnapshot;
import dev.coppice.graph.GraphTransaction;
import dev.coppice.graph.schema.Constraint;
import dev.coppice.graph.schema.ElementKind;
import dev.coppice.graph.schema.IndexDefinition;
import dev.coppice.store.DropMode;
import dev.coppice.store.StoreException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Handles that are pinned to a state, and refreshed.
final class PinnedForkTest {
    @Test
    void pinnedHandle_readsTheState_othersGoOn_refreshed_readsTheLatest() {
        try (TestGraph test = TestGraph.create();
                GraphFork writer = test.primary().fork("f");
                GraphFork reader = test.graph().fork("f")) {
            add(writer, "Ada");
            try (GraphSnapshot state = reader.snapshot()) {
                reader.pin(state);
                assertThat(reader.isPinned()).isTrue();
                add(writer, "Bob");
                writer.createIndex(IndexDefinition.ofVertices("by name", "person", "name"), done -> {});
                assertThat(people(reader)).containsExactly("Ada");
                assertThat(people(reader)).containsExactly("Ada"); // what a read has closed is open to the next
                assertThat(reader.indexes()).isEmpty();
                assertThat(reader.schema().indexes()).isEmpty();
                assertThat(people(writer)).containsExactly("Ada", "Bob");
                try (GraphFork fork = reader.fork("of-the-state")) {
                    assertThat(people(fork)).containsExactly("Ada");
                }
                reader.refresh();
                assertThat(reader.isPinned()).isFalse();
                assertThat(people(reader)).containsExactly("Ada", "Bob");
                assertThat(reader.indexes()).containsOnlyKeys("by name");
                add(reader, "Eve");
                reader.refresh();
            }
            assertThat(people(writer)).containsExactly("Ada", "Bob", "Eve");
        }
    }

    @Test
    void pinnedHandle_writesNothing_andSaysSo() {
        try (TestGraph test = TestGraph.create();
                GraphFork fork = test.primary().fork("f")) {
            add(fork, "Ada");
            IndexDefinition index = IndexDefinition.ofVertices("by name", "person", "name");
            Constraint constraint = new Constraint.Required(ElementKind.VERTEX, "person", "name");
            GraphPromotion promotion = GraphPromotion.onConflict(Choice.FAIL);
            try (GraphSnapshot state = fork.snapshot();
                    GraphTransaction begun = fork.begin()) {
                fork.pin(state);
                List<ThrowingCallable> writes = List.of(
                        fork::begin,
                        fork::load,
                        () -> fork.transact(transaction -> transaction.addVertex("person", Map.of())),
                        () -> fork.declare(Name.LABEL, "x"),
                        () -> fork.requireDeclaredNames(true),
                        () -> fork.createIndex(index, done -> {}),
                        () -> fork.dropIndex("by name"),
                        () -> fork.addConstraint(constraint),
                        () -> fork.removeConstraint(constraint),
                        () -> fork.archive("kept"),
                        fork::scratch,
                        fork::reset,
                        () -> fork.promote(promotion),
                        () -> fork.preview(promotion));
                for (ThrowingCallable write : writes) {
                    assertThatThrownBy(write)
                            .isInstanceOf(GraphException.ReadOnly.class)
                            .hasMessageContaining("refresh it first");
                }
                begun.addVertex("person", Map.of("name", "Bob"));
                begun.commit();
                assertThat(people(fork)).containsExactly("Ada");
            }
            assertThatThrownBy(() -> people(fork)).isInstanceOf(StoreException.Closed.class);
            fork.refresh();
            assertThat(people(fork)).containsExactly("Ada", "Bob");
        }
    }

    @Test
    void pin_toAnArchive_ofAForkThatIsGone_isThat() {
        try (TestGraph test = TestGraph.create()) {
            try (GraphFork fork = test.primary().fork("f")) {
                add(fork, "Ada");
                fork.archive("kept");
            }
            test.graph().drop("f", DropMode.RESTRICT);
            try (GraphFork reader = test.graph().fork("primary");
                    GraphSnapshot kept = test.graph().archive("kept")) {
                reader.pin(kept);
                assertThat(people(reader)).containsExactly("Ada");
                assertThat(people(test.primary())).isEmpty();
                reader.refresh();
                assertThat(people(reader)).isEmpty();
            }
        }
    }

    @Test
    void pin_ofWhatCannotBe_isRefused() {
        try (TestGraph test = TestGraph.create();
                TestGraph elsewhere = TestGraph.create();
                GraphSnapshot state = test.primary().snapshot();
                GraphSnapshot foreign = elsewhere.primary().snapshot()) {
            GraphFork fork = test.primary().fork("f");
            assertThatThrownBy(() -> test.primary().pin(state)).isInstanceOf(GraphException.Invalid.class);
            assertThatThrownBy(() -> fork.pin(foreign)).isInstanceOf(GraphException.Invalid.class);
            fork.close();
            assertThatThrownBy(() -> fork.pin(state)).isInstanceOf(StoreException.Closed.class);
        }
    }
}
