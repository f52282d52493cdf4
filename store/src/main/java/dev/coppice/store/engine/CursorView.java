package dev.coppice.store.engine;

import dev.coppice.store.Cursor;
import dev.coppice.store.KeyRange;
import dev.coppice.store.StoreException;
import dev.coppice.store.tree.LayeredCursor;
import dev.coppice.store.tree.Layers;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;

/// A cursor as users see it. Keeps its state readable until it is closed.
final class CursorView implements Cursor {
    private final LayeredCursor cursor;
    private final Runnable onClose;
    private boolean isClosed;

    CursorView(Layers layers, KeyRange range, long now, Runnable onClose) {
        cursor = new LayeredCursor(layers, range, now);
        this.onClose = onClose;
    }

    @Override
    public boolean next() {
        ensureOpen();
        try {
            return cursor.next();
        } catch (IndexOutOfBoundsException e) {
            throw TableReads.malformed(e);
        }
    }

    @Override
    public boolean previous() {
        ensureOpen();
        try {
            return cursor.previous();
        } catch (IndexOutOfBoundsException e) {
            throw TableReads.malformed(e);
        }
    }

    @Override
    public boolean seek(byte[] key) {
        ensureOpen();
        TableReads.checkKey(key);
        try {
            return cursor.seekCeiling(key, key.length);
        } catch (IndexOutOfBoundsException e) {
            throw TableReads.malformed(e);
        }
    }

    @Override
    public boolean seekFloor(byte[] key) {
        ensureOpen();
        TableReads.checkKey(key);
        try {
            return cursor.seekFloor(key, key.length);
        } catch (IndexOutOfBoundsException e) {
            throw TableReads.malformed(e);
        }
    }

    @Override
    public byte[] key() {
        byte[] key = new byte[keyLength()];
        cursor.copyKey(key);
        return key;
    }

    @Override
    public int keyLength() {
        ensureOn();
        return cursor.keyLength();
    }

    @Override
    public int copyKey(byte[] target) {
        ensureOn();
        return cursor.copyKey(target);
    }

    @Override
    public byte[] value() {
        ensureOn();
        return cursor.location().toArray(cursor.pages());
    }

    @Override
    public long valueLength() {
        ensureOn();
        return cursor.location().length();
    }

    @Override
    public MemorySegment valueSegment() {
        ensureOn();
        return cursor.location().toSegment(cursor.pages());
    }

    @Override
    public long copyValue(MemorySegment target) {
        ensureOn();
        return cursor.location().copyTo(cursor.pages(), target);
    }

    @Override
    public InputStream openValue() {
        ensureOn();
        return cursor.location().open(cursor.pages());
    }

    @Override
    public long expiresAtMillis() {
        ensureOn();
        return cursor.location().expiry();
    }

    private void ensureOn() {
        ensureOpen();
        if (!cursor.isOn()) {
            throw new IllegalStateException("the cursor stands outside the range; move it first");
        }
    }

    private void ensureOpen() {
        if (isClosed) {
            throw new StoreException.Closed("the cursor is closed");
        }
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            onClose.run();
        }
    }
}
