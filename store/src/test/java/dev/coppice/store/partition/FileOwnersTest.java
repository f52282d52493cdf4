package dev.coppice.store.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.StoreException;
import dev.coppice.store.log.BodyReader;
import dev.coppice.store.log.BodyWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileOwnersTest {
    private static final FileOwners THREE_DEEP =
            FileOwners.NONE.inheritedBelow(4, 1, 9).inheritedBelow(6, 2, 9).inheritedBelow(100, 3, 10);

    @Test
    void ownerOf_id_isTheOwnerOfItsRange() {
        assertThat(THREE_DEEP.ownerOf(0).forkId()).isEqualTo(1);
        assertThat(THREE_DEEP.ownerOf(3).forkId()).isEqualTo(1);
        assertThat(THREE_DEEP.ownerOf(4).forkId()).isEqualTo(2);
        assertThat(THREE_DEEP.ownerOf(5).forkId()).isEqualTo(2);
        assertThat(THREE_DEEP.ownerOf(6)).isEqualTo(new FileOwners.Owner(100, 3, 10));
        assertThat(THREE_DEEP.ownerOf(99).forkId()).isEqualTo(3);
        assertThat(THREE_DEEP.ownerOf(100)).isNull();
        assertThat(THREE_DEEP.firstOwnFileId()).isEqualTo(100);
        assertThat(FileOwners.NONE.ownerOf(0)).isNull();
        assertThat(FileOwners.NONE.firstOwnFileId()).isZero();
    }

    @Test
    void inheritedBelow_ownerOfNothing_isLeftOut() {
        assertThat(THREE_DEEP.inheritedBelow(100, 4, 10)).isSameAs(THREE_DEEP);
        assertThat(FileOwners.NONE.inheritedBelow(0, 4, 10)).isSameAs(FileOwners.NONE);
        assertThatThrownBy(() -> THREE_DEEP.inheritedBelow(99, 4, 10)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void of_marksThatDoNotAscend_isRefused() {
        var owner = new FileOwners.Owner(4, 1, 1);
        assertThatThrownBy(() -> FileOwners.of(List.of(owner, owner))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FileOwners.Owner(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(FileOwners.of(THREE_DEEP.all())).isEqualTo(THREE_DEEP).hasSameHashCodeAs(THREE_DEEP);
        assertThat(FileOwners.of(List.of())).isSameAs(FileOwners.NONE);
    }

    @Test
    void decode_encoded_isEqual() {
        assertThat(decode(encode(THREE_DEEP))).isEqualTo(THREE_DEEP);
        assertThat(decode(encode(FileOwners.NONE))).isSameAs(FileOwners.NONE);
        assertThat(encode(FileOwners.NONE)).containsExactly(0);
    }

    @Test
    void decode_markTwice_isCorrupt() {
        assertThatThrownBy(() -> decode(new byte[] {2, 4, 1, 1, 0, 2, 1})).isInstanceOf(StoreException.Corrupt.class);
        assertThatThrownBy(() -> decode(new byte[] {2, 4, 1, 1})).isInstanceOf(StoreException.Corrupt.class);
    }

    @Test
    void decode_numberThatNoForkHas_isCorrupt() {
        BodyWriter writer = new BodyWriter(0);
        writer.varint(1);
        writer.varint(4);
        writer.varint(-1);
        writer.varint(1);
        assertThatThrownBy(() -> decode(writer.body()))
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining("a fork id");
    }

    @Test
    void sharedBelow_linesThatPart_isWhereTheyPart() {
        FileOwners none = FileOwners.NONE;
        FileOwners child = none.inheritedBelow(5, 0, 1);
        FileOwners laterChild = none.inheritedBelow(8, 0, 1);
        FileOwners grandchild = child.inheritedBelow(7, 1, 1);
        assertThat(FileOwners.sharedBelow(none, 0, none, 0)).isEqualTo(Long.MAX_VALUE);
        assertThat(FileOwners.sharedBelow(child, 1, child, 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(FileOwners.sharedBelow(none, 0, child, 1)).isEqualTo(5);
        assertThat(FileOwners.sharedBelow(child, 1, none, 0)).isEqualTo(5);
        assertThat(FileOwners.sharedBelow(child, 1, laterChild, 2)).isEqualTo(5);
        assertThat(FileOwners.sharedBelow(child, 1, child, 2)).isEqualTo(5);
        assertThat(FileOwners.sharedBelow(grandchild, 3, child, 1)).isEqualTo(7);
        assertThat(FileOwners.sharedBelow(grandchild, 3, laterChild, 2)).isEqualTo(5);
        assertThat(FileOwners.sharedBelow(none, 1, none, 2)).isZero();
    }

    private static byte[] encode(FileOwners owners) {
        BodyWriter writer = new BodyWriter(0);
        owners.encode(writer);
        return writer.body();
    }

    private static FileOwners decode(byte[] bytes) {
        return FileOwners.decode(new BodyReader("owners", 0, bytes, 0, bytes.length));
    }
}
