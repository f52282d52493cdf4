package dev.coppice.store.tree;

import dev.coppice.store.delta.Delta;
import dev.coppice.store.delta.DeltaCursor;
import dev.coppice.store.delta.Mutation;

/// The mutations of a delta, to be merged into a tree.
public final class DeltaSource implements MutationSource {
    private final DeltaCursor cursor = new DeltaCursor();

    /// Stands on the first mutation.
    public DeltaSource(Delta delta) {
        cursor.reset(delta);
        cursor.first();
    }

    @Override
    public boolean isValid() {
        return cursor.isValid();
    }

    @Override
    public boolean isEnded() {
        return !cursor.isValid();
    }

    @Override
    public void next() {
        cursor.next();
    }

    @Override
    public byte[] keyArray() {
        return cursor.chunk();
    }

    @Override
    public int keyOffset() {
        return Mutation.keyOffset(cursor.chunk(), cursor.at());
    }

    @Override
    public int keyLength() {
        return Mutation.keyLength(cursor.chunk(), cursor.at());
    }

    @Override
    public boolean isPut() {
        return Mutation.isPut(cursor.chunk(), cursor.at());
    }

    @Override
    public long expiry() {
        return Mutation.expiry(cursor.chunk(), cursor.at());
    }

    @Override
    public boolean isOverflow() {
        return Mutation.isOverflow(cursor.chunk(), cursor.at());
    }

    @Override
    public byte[] valueArray() {
        return cursor.chunk();
    }

    @Override
    public int valueOffset() {
        return Mutation.valueOffset(cursor.chunk(), cursor.at());
    }

    @Override
    public long valueLength() {
        return isOverflow()
                ? Mutation.overflowLength(cursor.chunk(), cursor.at())
                : Mutation.valueLength(cursor.chunk(), cursor.at());
    }

    @Override
    public long overflowPage() {
        return Mutation.overflowPage(cursor.chunk(), cursor.at());
    }
}
