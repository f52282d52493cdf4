package dev.coppice.store.model;

import dev.coppice.store.Change;
import dev.coppice.store.TableIdent;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/// A difference between two states of the model.
@SuppressWarnings("ArrayRecordComponent")
record RowChange(TableIdent table, byte[] key, Row from, Row to) implements Change {
    @Override
    public Kind kind() {
        return from == null ? Kind.ADDED : to == null ? Kind.REMOVED : Kind.CHANGED;
    }

    @Override
    public byte[] before() {
        return from == null ? null : from.value();
    }

    @Override
    public byte[] after() {
        return to == null ? null : to.value();
    }

    @Override
    public InputStream openBefore() {
        return from == null ? null : new ByteArrayInputStream(from.value());
    }

    @Override
    public InputStream openAfter() {
        return to == null ? null : new ByteArrayInputStream(to.value());
    }

    @Override
    public long beforeLength() {
        return from == null ? -1 : from.value().length;
    }

    @Override
    public long afterLength() {
        return to == null ? -1 : to.value().length;
    }

    @Override
    public long beforeExpiresAtMillis() {
        return from == null ? 0 : from.expiry();
    }

    @Override
    public long afterExpiresAtMillis() {
        return to == null ? 0 : to.expiry();
    }
}
