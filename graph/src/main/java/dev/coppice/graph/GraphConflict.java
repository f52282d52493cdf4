package dev.coppice.graph;

import dev.coppice.graph.schema.ElementKind;

/// Something that both a fork and the target of its promotion changed, differently, since the state that both come
/// from.
///
/// @param element what the element is
/// @param id its number in the target
/// @param key the property that both changed; null when the conflict is about the element as a whole: one of them
///     removed it, or it was promoted before and both changed it since, or another element has its external id
/// @param base what it was: of a property of a vertex a list of [VertexProperty], of one of an edge its value, of an
///     element a [Vertex] or an [Edge]; null for absent
/// @param fork what the fork made of it
/// @param target what the target made of it
public record GraphConflict(ElementKind element, long id, String key, Object base, Object fork, Object target) {
    @Override
    public String toString() {
        String name = (element == ElementKind.VERTEX ? "vertex " : "edge ") + Long.toUnsignedString(id);
        if (key != null) {
            return name + ", property '" + key + "': was " + base + ", is " + fork + " in the fork and " + target
                    + " in the target";
        }
        if (fork == null || target == null) {
            return name + ": " + (fork == null ? "removed" : "changed") + " in the fork, "
                    + (target == null ? "removed" : "changed") + " in the target";
        }
        return name + ": changed in the fork and in the target";
    }
}
