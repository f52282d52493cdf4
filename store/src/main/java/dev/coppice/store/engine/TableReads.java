package dev.coppice.store.engine;

import dev.coppice.store.Cursor;
import dev.coppice.store.Entry;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Limits;
import dev.coppice.store.StoreException;
import dev.coppice.store.Table;
import dev.coppice.store.View;
import dev.coppice.store.tree.EntryCount;
import dev.coppice.store.tree.LayeredCursor;
import dev.coppice.store.tree.Layers;
import dev.coppice.store.tree.ValueLocation;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;

/// The reads that all views share, over the layers of a table that each of them chooses. Point reads take no lock, and
/// allocate nothing but what they return.
abstract class TableReads implements View {
    // One for each thread: a location that was made for each read would be the only thing that a read allocates.
    private static final ThreadLocal<ValueLocation> LOCATION = ThreadLocal.withInitial(ValueLocation::new);

    private final TableRegistry registry;

    TableReads(TableRegistry registry) {
        this.registry = registry;
    }

    /// What is read of a table: its layers, or null when it does not exist.
    abstract Layers layers(TableHandle table);

    /// The time at which entries are expired or not, in milliseconds since 1970.
    abstract long now();

    /// A cursor over a state that is kept readable while the cursor is open.
    abstract Cursor open(TableHandle table, KeyRange range);

    /// A key was read.
    void noteKey(TableHandle table, byte[] key) {}

    /// A range was read.
    void noteRange(TableHandle table, KeyRange range) {}

    TableHandle handle(Table table) {
        return TableHandle.of(table, registry);
    }

    TableRegistry registry() {
        return registry;
    }

    static void checkKey(byte[] key) {
        if (key.length > Limits.MAX_KEY_LENGTH) {
            throw new StoreException.Invalid("a key has at most " + Limits.MAX_KEY_LENGTH + " bytes, this one has "
                    + key.length + "; store the rest in the value");
        }
    }

    static StoreException.Corrupt malformed(IndexOutOfBoundsException e) {
        return new StoreException.Corrupt(
                "a page", 0, "offsets inside the page", "one outside it (" + e.getMessage() + ")");
    }

    /// Finds a key that is present and has not expired.
    private ValueLocation find(Layers layers, byte[] key) {
        ValueLocation location = LOCATION.get();
        try {
            if (!layers.find(key, key.length, location)) {
                return null;
            }
        } catch (IndexOutOfBoundsException e) {
            throw malformed(e);
        }
        return location.expiry() != 0 && location.isExpired(now()) ? null : location;
    }

    private Layers layersFor(Table table, byte[] key) {
        checkKey(key);
        TableHandle handle = handle(table);
        noteKey(handle, key);
        return layers(handle);
    }

    @Override
    public byte[] get(Table table, byte[] key) {
        Layers layers = layersFor(table, key);
        ValueLocation location = layers == null ? null : find(layers, key);
        return location == null ? null : location.toArray(layers.pages());
    }

    @Override
    public long get(Table table, byte[] key, MemorySegment target) {
        Layers layers = layersFor(table, key);
        ValueLocation location = layers == null ? null : find(layers, key);
        return location == null ? -1 : location.copyTo(layers.pages(), target);
    }

    @Override
    public MemorySegment getSegment(Table table, byte[] key) {
        Layers layers = layersFor(table, key);
        ValueLocation location = layers == null ? null : find(layers, key);
        return location == null ? null : location.toSegment(layers.pages());
    }

    @Override
    public InputStream openValue(Table table, byte[] key) {
        Layers layers = layersFor(table, key);
        ValueLocation location = layers == null ? null : find(layers, key);
        return location == null ? null : location.open(layers.pages());
    }

    @Override
    public boolean contains(Table table, byte[] key) {
        Layers layers = layersFor(table, key);
        return layers != null && find(layers, key) != null;
    }

    @Override
    public Entry first(Table table) {
        return nearest(table, KeyRange.all(), true);
    }

    @Override
    public Entry last(Table table) {
        return nearest(table, KeyRange.all(), false);
    }

    @Override
    public Entry floor(Table table, byte[] key) {
        checkKey(key);
        return nearest(table, new KeyRange(null, true, key, true), false);
    }

    @Override
    public Entry ceiling(Table table, byte[] key) {
        checkKey(key);
        return nearest(table, new KeyRange(key, true, null, true), true);
    }

    @Override
    public Entry lower(Table table, byte[] key) {
        checkKey(key);
        return nearest(table, new KeyRange(null, true, key, false), false);
    }

    @Override
    public Entry higher(Table table, byte[] key) {
        checkKey(key);
        return nearest(table, new KeyRange(key, false, null, true), true);
    }

    private Entry nearest(Table table, KeyRange range, boolean lowest) {
        TableHandle handle = handle(table);
        Layers layers = layers(handle);
        Entry found = layers == null ? null : nearest(layers, range, lowest);
        noteRange(handle, found == null ? range : upTo(range, found.key(), lowest));
        return found;
    }

    /// The part of a range that had to be looked at to find its nearest entry.
    private static KeyRange upTo(KeyRange range, byte[] found, boolean lowest) {
        return lowest
                ? new KeyRange(range.lower(), range.lowerInclusive(), found, true)
                : new KeyRange(found, true, range.upper(), range.upperInclusive());
    }

    private Entry nearest(Layers layers, KeyRange range, boolean lowest) {
        try {
            LayeredCursor cursor = new LayeredCursor(layers, range, now());
            if (lowest ? !cursor.next() : !cursor.previous()) {
                return null;
            }
            byte[] key = new byte[cursor.keyLength()];
            cursor.copyKey(key);
            ValueLocation location = cursor.location();
            return new Entry(key, location.toArray(layers.pages()), location.expiry());
        } catch (IndexOutOfBoundsException e) {
            throw malformed(e);
        }
    }

    @Override
    public Cursor cursor(Table table, KeyRange range) {
        TableHandle handle = handle(table);
        noteRange(handle, range);
        return open(handle, range);
    }

    @Override
    public long count(Table table) {
        return count(table, KeyRange.all());
    }

    @Override
    public long count(Table table, KeyRange range) {
        TableHandle handle = handle(table);
        noteRange(handle, range);
        Layers layers = layers(handle);
        try {
            return layers == null ? 0 : EntryCount.of(layers, range, now());
        } catch (IndexOutOfBoundsException e) {
            throw malformed(e);
        }
    }
}
