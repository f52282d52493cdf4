package dev.coppice.graph.id;

import dev.coppice.graph.GraphException;
import dev.coppice.store.object.Condition;
import dev.coppice.store.object.ConditionFailedException;
import dev.coppice.store.object.ObjectStore;
import dev.coppice.store.object.StoredObject;
import java.io.IOException;
import java.util.Optional;

/// The ends of what was reserved, in an object that is only ever replaced by compare-and-set.
///
/// After a replacement that failed it is unknown what the store holds: it may have taken the object and lost the
/// answer. So the object is read again before the next one.
final class StoredReservations implements Reservations {
    private final ObjectStore objects;
    private final String path;
    /// The most that the object is known to have said.
    private IdMarks marks = IdMarks.ZERO;
    /// What the object fulfils unless somebody has replaced it.
    private Condition condition = new Condition.Absent();
    private boolean existed;
    private boolean inDoubt;

    private StoredReservations(ObjectStore objects, String path) {
        this.objects = objects;
        this.path = path;
    }

    /// Reads the object; writes nothing.
    ///
    /// @param required whether it is an error that there is none
    static StoredReservations open(ObjectStore objects, String path, boolean required) {
        var reservations = new StoredReservations(objects, path);
        Optional<StoredObject> object = reservations.get();
        if (required && object.isEmpty()) {
            throw reservations.missing("a fork has one from its creation on; put it back");
        }
        reservations.know(object, reservations.marksOf(object));
        return reservations;
    }

    /// What an object says, empty when there is none.
    static Optional<IdMarks> read(ObjectStore objects, String path) {
        var reservations = new StoredReservations(objects, path);
        Optional<StoredObject> object = reservations.get();
        return object.isEmpty() ? Optional.empty() : Optional.of(reservations.marksOf(object));
    }

    /// Writes an object where there is none.
    ///
    /// @return false when there was one, which is as it was
    static boolean create(ObjectStore objects, String path, IdMarks marks) {
        return new StoredReservations(objects, path).replace(marks);
    }

    @Override
    public IdMarks current() {
        if (inDoubt) {
            Optional<StoredObject> object = get();
            if (existed && object.isEmpty()) {
                throw missing("there was one that said " + marks + "; " + remedy());
            }
            IdMarks found = marksOf(object);
            if (!found.covers(marks)) {
                throw new GraphException.Corrupt(where() + ": expected at least " + marks
                        + ", which was reserved, found " + found + ": an older copy has taken its place; " + remedy());
            }
            know(object, found);
        }
        return marks;
    }

    @Override
    public boolean replace(IdMarks next) {
        inDoubt = true;
        try {
            String version = objects.put(path, IdMarksJson.encode(next), condition);
            condition = new Condition.Matches(version);
            marks = next;
            existed = true;
            inDoubt = false;
            return true;
        } catch (ConditionFailedException e) {
            return false;
        } catch (IOException e) {
            throw new GraphException.Io(
                    "no ids could be reserved: writing " + where() + " failed: " + e
                            + "; none of them was handed out, and a retry looks first whether it was written",
                    e);
        }
    }

    @Override
    public boolean checkpoint() {
        Optional<StoredObject> object = get();
        IdMarks found = marksOf(object);
        boolean covers = found.covers(marks);
        know(object, found.max(marks));
        return covers || replace(marks);
    }

    private void know(Optional<StoredObject> object, IdMarks reserved) {
        marks = reserved;
        condition = object.isPresent() ? new Condition.Matches(object.get().version()) : new Condition.Absent();
        existed |= object.isPresent();
        inDoubt = false;
    }

    private Optional<StoredObject> get() {
        try {
            return objects.get(path);
        } catch (IOException e) {
            throw new GraphException.Io(
                    "it is unknown which ids are free: reading " + where() + " failed: " + e
                            + "; try again when it can be read",
                    e);
        }
    }

    private IdMarks marksOf(Optional<StoredObject> object) {
        return object.isPresent() ? IdMarksJson.decode(object.get().content(), where()) : IdMarks.ZERO;
    }

    private GraphException.Corrupt missing(String why) {
        return new GraphException.Corrupt(
                where() + " does not exist, and to begin at 0 would hand out ids a second time: " + why);
    }

    private static String remedy() {
        return "if no other allocator has used this path since, a checkpoint of this one writes it as it should be";
    }

    private String where() {
        return path + " in " + objects.description();
    }
}
