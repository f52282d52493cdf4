package dev.coppice.graph.engine;

import dev.coppice.graph.schema.ElementKind;
import dev.coppice.graph.value.OrderedVarint;
import dev.coppice.store.Cursor;
import dev.coppice.store.KeyRange;
import dev.coppice.store.Table;
import dev.coppice.store.Transaction;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a graph remembers of elements that were promoted into it: under which id it has each of them, and what it was
/// then. So the second promotion of a fork makes no twins, and finds out who has changed an element since.
final class PromotedElements {
    private final Table table;
    private final Transaction transaction;

    PromotedElements(Table table, Transaction transaction) {
        this.table = table;
        this.transaction = transaction;
    }

    /// An element that was promoted.
    ///
    /// @param id its number in the target
    /// @param fingerprint what it was when it was promoted
    record Promoted(long id, byte[] fingerprint) {
        boolean was(byte[] other) {
            return Arrays.equals(fingerprint, other);
        }
    }

    /// What is remembered of an element, or null.
    ///
    /// @param owner the fork that made it
    /// @param id its number there
    Promoted get(ElementKind kind, long owner, long id) {
        byte[] value = transaction.get(table, key(kind, owner, id));
        return value == null ? null : decode(value);
    }

    private static Promoted decode(byte[] value) {
        int idLength = Math.max(0, value.length - Elements.FINGERPRINT_LENGTH);
        long target = new RecordReader(MemorySegment.ofArray(value).asSlice(0, idLength)).varint();
        return new Promoted(target, Arrays.copyOfRange(value, idLength, value.length));
    }

    /// An element of a fork that is remembered.
    ///
    /// @param id its number in the fork
    /// @param promoted what is remembered
    record Known(long id, Promoted promoted) {}

    /// All elements that are remembered of those that a fork made.
    List<Known> ofFork(ElementKind kind, long owner) {
        byte[] prefix =
                new RecordWriter().octet(kind.ordinal()).orderedVarint(owner).toBytes();
        List<Known> found = new ArrayList<>();
        try (Cursor cursor = transaction.cursor(table, KeyRange.prefix(prefix))) {
            while (cursor.next()) {
                byte[] key = cursor.key();
                found.add(new Known(OrderedVarint.read(key, prefix.length, key.length), decode(cursor.value())));
            }
        }
        return found;
    }

    void put(ElementKind kind, long owner, long id, Promoted promoted) {
        transaction.put(
                table,
                key(kind, owner, id),
                new RecordWriter()
                        .varint(promoted.id)
                        .bytes(promoted.fingerprint)
                        .toBytes());
    }

    private static byte[] key(ElementKind kind, long owner, long id) {
        return new RecordWriter()
                .octet(kind.ordinal())
                .orderedVarint(owner)
                .orderedVarint(id)
                .toBytes();
    }
}
