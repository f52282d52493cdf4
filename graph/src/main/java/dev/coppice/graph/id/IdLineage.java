package dev.coppice.graph.id;

import dev.coppice.graph.GraphException;
import java.util.ArrayList;
import java.util.List;

/// Who owns which id in one fork: the forks from primary down to it, each with the first ids that are its own.
///
/// Every fork begins above all that it inherits, so an id's owner follows from its range alone: it is the last fork of
/// the line whose first id is not above it. The pair (owner, id) is the element, in the whole database and for ever,
/// although siblings, and a parent that goes on, hand out equal numbers.
///
/// ```java
/// IdLineage primary = IdLineage.of(0);
/// IdLineage child = primary.child(7, new IdMarks(1000, 400));
/// child.ownerOfVid(999);      // 0
/// child.ownerOfVid(1000);     // 7
/// ```
///
/// All ids are unsigned. Immutable.
public final class IdLineage {
    private final List<Owner> owners;

    IdLineage(List<Owner> owners) {
        this.owners = List.copyOf(owners);
    }

    /// One fork of a line.
    ///
    /// @param forkId the fork's number
    /// @param first its first ids: those below are inherited
    public record Owner(long forkId, IdMarks first) {}

    /// The line of a fork without a parent: it owns every id.
    ///
    /// @param primaryId the number of primary, from 0
    /// @throws GraphException.Invalid when it is negative
    public static IdLineage of(long primaryId) {
        return new IdLineage(List.of(new Owner(requireForkId(primaryId), IdMarks.ZERO)));
    }

    /// The line of a child of this fork.
    ///
    /// @param forkId the child's number, from 0
    /// @param marks the child's first ids: the parent's high-water marks at the fork point
    /// @throws GraphException.Invalid when the number is negative, or a mark lies below one of this fork's own, so that
    ///     the child would take ids over that are others'
    public IdLineage child(long forkId, IdMarks marks) {
        Owner last = owners.getLast();
        if (!marks.covers(last.first())) {
            throw new GraphException.Invalid("fork " + forkId + " cannot begin at " + marks + ": its parent, fork "
                    + last.forkId() + ", begins at " + last.first() + "; take the parent's high-water marks");
        }
        List<Owner> line = new ArrayList<>(owners.size() + 1);
        line.addAll(owners);
        line.add(new Owner(requireForkId(forkId), marks));
        return new IdLineage(line);
    }

    private static long requireForkId(long forkId) {
        if (forkId < 0) {
            throw new GraphException.Invalid("no fork has the number " + forkId + "; numbers of forks begin at 0");
        }
        return forkId;
    }

    /// The forks from primary to the present one. Neither of the first ids ever descends.
    public List<Owner> owners() {
        return owners;
    }

    /// The fork that a vertex id belongs to: the one that handed it out, or will.
    public long ownerOfVid(long vid) {
        return owner(IdKind.VERTEX, vid);
    }

    /// The fork that an edge id belongs to: the one that handed it out, or will.
    public long ownerOfEid(long eid) {
        return owner(IdKind.EDGE, eid);
    }

    /// The last owner whose first id is not above an id; the first of all begins at 0.
    private long owner(IdKind kind, long id) {
        int low = 0;
        int high = owners.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (Long.compareUnsigned(kind.of(owners.get(middle).first()), id) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return owners.get(low).forkId();
    }

    /// The marks below which equal numbers are the same element in both forks. From them on, equal numbers are
    /// different elements, unless both have them from a fork that took them over.
    ///
    /// @return the lower of the first ids of both lines where they part; [IdMarks#UNBOUNDED] when they do not
    public IdMarks commonLimit(IdLineage other) {
        int common = 0;
        int shorter = Math.min(owners.size(), other.owners.size());
        while (common < shorter && owners.get(common).equals(other.owners.get(common))) {
            common++;
        }
        IdMarks mine = firstFrom(common);
        IdMarks others = other.firstFrom(common);
        return new IdMarks(lower(mine.vid(), others.vid()), lower(mine.eid(), others.eid()));
    }

    private IdMarks firstFrom(int index) {
        return index == owners.size() ? IdMarks.UNBOUNDED : owners.get(index).first();
    }

    private static long lower(long one, long other) {
        return Long.compareUnsigned(one, other) <= 0 ? one : other;
    }

    /// This line in bytes: see the package page.
    public byte[] encode() {
        return IdLineageFormat.encode(this);
    }

    /// Reads a line back. Survives any bytes.
    ///
    /// @param bytes exactly what [#encode] returned
    /// @param where where they are from, for messages
    /// @throws GraphException.Corrupt when they are anything else
    public static IdLineage decode(byte[] bytes, String where) {
        return new IdLineageFormat.Reader(bytes, where).lineage();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IdLineage line && owners.equals(line.owners);
    }

    @Override
    public int hashCode() {
        return owners.hashCode();
    }

    /// The line for a person: `fork 0 from vid 0, eid 0; fork 7 from vid 1000, eid 400`.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Owner owner : owners) {
            text.append(text.isEmpty() ? "" : "; ")
                    .append("fork ")
                    .append(owner.forkId())
                    .append(" from ")
                    .append(owner.first());
        }
        return text.toString();
    }
}
