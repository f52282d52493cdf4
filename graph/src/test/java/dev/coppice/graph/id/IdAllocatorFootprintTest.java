package dev.coppice.graph.id;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.AllocatedBytes;
import org.junit.jupiter.api.Test;

/// An id taken from a batch costs no memory.
class IdAllocatorFootprintTest {
    @Test
    void allocate_withRoomInTheBatch_allocatesNoMemory() {
        IdAllocator ids = IdAllocator.open(TestObjects.create(), IdPaths.PRIMARY, 1 << 30);
        ids.allocateVid();
        ids.allocateEid();

        assertThat(AllocatedBytes.of(ids::allocateVid)).isZero();
        assertThat(AllocatedBytes.of(ids::allocateEid)).isZero();
        assertThat(AllocatedBytes.of(() -> ids.allocateVids(3))).isZero();
        assertThat(AllocatedBytes.of(IdAllocator.scratch(IdMarks.ZERO)::allocateVid))
                .isZero();
    }

    @Test
    void lineage_askedForAnOwner_allocatesNoMemory() {
        IdLineage line = IdLineage.of(0);
        for (int depth = 1; depth <= 1_000; depth++) {
            line = line.child(depth, new IdMarks(depth * 10L, depth * 20L));
        }
        IdLineage deep = line;

        assertThat(AllocatedBytes.of(() -> deep.ownerOfVid(5_005) + deep.ownerOfEid(7)))
                .isZero();
    }
}
