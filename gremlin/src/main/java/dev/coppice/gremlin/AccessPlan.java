package dev.coppice.gremlin;

import dev.coppice.graph.IndexRange;
import java.util.List;
import java.util.Set;
import org.apache.tinkerpop.gremlin.process.traversal.step.util.HasContainer;

/// How the elements at the start of a traversal are found.
sealed interface AccessPlan {
    /// The conditions that each element that is found is checked for.
    List<HasContainer> checks();

    /// What to show of it.
    String description();

    /// All elements.
    record Scan(List<HasContainer> checks) implements AccessPlan {
        @Override
        public String description() {
            return "scan";
        }
    }

    /// The vertices of some labels.
    record Labels(Set<String> labels, List<HasContainer> checks) implements AccessPlan {
        @Override
        public String description() {
            return "labels" + labels;
        }
    }

    /// What an index finds.
    ///
    /// @param ranges what it is asked for, one after the other
    /// @param mayRepeat whether an element may be found more than once, and is to be taken once
    /// @param label the label of all that is found, or null where it is not known
    record Index(String name, List<IndexRange> ranges, boolean mayRepeat, String label, List<HasContainer> checks)
            implements AccessPlan {
        @Override
        public String description() {
            return "index(" + name + ")";
        }
    }
}
