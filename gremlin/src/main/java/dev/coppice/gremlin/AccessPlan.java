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
    /// @param order the order in which one range is walked, or null when there is no matter of order
    record Index(
            String name,
            List<IndexRange> ranges,
            boolean mayRepeat,
            String label,
            ElementOrder order,
            List<HasContainer> checks)
            implements AccessPlan {
        @Override
        public String description() {
            return order == null ? "index(" + name + ")" : "index(" + name + ",by " + order + ")";
        }
    }
}
