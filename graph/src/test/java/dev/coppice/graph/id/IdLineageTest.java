package dev.coppice.graph.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.GraphException;
import dev.coppice.store.sim.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class IdLineageTest {
    private static final IdLineage PRIMARY = IdLineage.of(0);
    private static final IdLineage CHILD = PRIMARY.child(7, new IdMarks(1_000, 400));
    private static final IdLineage GRANDCHILD = CHILD.child(9, new IdMarks(1_010, 400));

    // ---- Owners

    @Test
    void primary_ownsEveryId() {
        assertThat(PRIMARY.ownerOfVid(0)).isZero();
        assertThat(PRIMARY.ownerOfVid(-2)).isZero();
        assertThat(PRIMARY.ownerOfEid(Long.MIN_VALUE)).isZero();
    }

    @Test
    void owner_isTheLastForkWhoseFirstIdIsNotAbove() {
        assertThat(GRANDCHILD.ownerOfVid(999)).isZero();
        assertThat(GRANDCHILD.ownerOfVid(1_000)).isEqualTo(7);
        assertThat(GRANDCHILD.ownerOfVid(1_009)).isEqualTo(7);
        assertThat(GRANDCHILD.ownerOfVid(1_010)).isEqualTo(9);
        assertThat(GRANDCHILD.ownerOfVid(-2)).isEqualTo(9);
    }

    @Test
    void owner_ofAForkThatHandedOutNothing_isItsChild() {
        assertThat(GRANDCHILD.ownerOfEid(399)).isZero();
        assertThat(GRANDCHILD.ownerOfEid(400)).isEqualTo(9);
    }

    @Test
    void owner_acrossTheMiddleOf64Bits_isUnsigned() {
        IdLineage line = PRIMARY.child(1, new IdMarks(Long.MAX_VALUE, 5)).child(2, new IdMarks(Long.MIN_VALUE + 5, 6));

        assertThat(line.ownerOfVid(Long.MAX_VALUE - 1)).isZero();
        assertThat(line.ownerOfVid(Long.MAX_VALUE)).isEqualTo(1);
        assertThat(line.ownerOfVid(Long.MIN_VALUE)).isEqualTo(1);
        assertThat(line.ownerOfVid(Long.MIN_VALUE + 5)).isEqualTo(2);
    }

    @Test
    void child_belowItsParentsFirstIds_isInvalid() {
        assertThatThrownBy(() -> CHILD.child(8, new IdMarks(999, 400)))
                .isInstanceOf(GraphException.Invalid.class)
                .hasMessageContaining("vid 999")
                .hasMessageContaining("vid 1000");
        assertThatThrownBy(() -> CHILD.child(8, new IdMarks(1_000, 399))).isInstanceOf(GraphException.Invalid.class);
        assertThatThrownBy(() -> CHILD.child(-1, new IdMarks(1_000, 400))).isInstanceOf(GraphException.Invalid.class);
        assertThatThrownBy(() -> IdLineage.of(-1)).isInstanceOf(GraphException.Invalid.class);
    }

    @Test
    void owners_areThoseFromPrimaryDown() {
        assertThat(GRANDCHILD.owners())
                .containsExactly(
                        new IdLineage.Owner(0, IdMarks.ZERO),
                        new IdLineage.Owner(7, new IdMarks(1_000, 400)),
                        new IdLineage.Owner(9, new IdMarks(1_010, 400)));
        assertThat(CHILD.owners()).hasSize(2);
        assertThat(CHILD).hasToString("fork 0 from vid 0, eid 0; fork 7 from vid 1000, eid 400");
    }

    // ---- Two lines

    @Test
    void commonLimit_ofALineAndItself_isUnbounded() {
        assertThat(CHILD.commonLimit(PRIMARY.child(7, new IdMarks(1_000, 400)))).isEqualTo(IdMarks.UNBOUNDED);
    }

    @Test
    void commonLimit_ofAnAncestor_isTheFirstIdsBelowIt() {
        assertThat(GRANDCHILD.commonLimit(PRIMARY)).isEqualTo(new IdMarks(1_000, 400));
        assertThat(PRIMARY.commonLimit(GRANDCHILD)).isEqualTo(new IdMarks(1_000, 400));
        assertThat(GRANDCHILD.commonLimit(CHILD)).isEqualTo(new IdMarks(1_010, 400));
    }

    @Test
    void commonLimit_ofSiblings_isTheLowerFirstIdOfEachKind() {
        IdLineage sibling = PRIMARY.child(8, new IdMarks(900, 500));

        assertThat(CHILD.commonLimit(sibling)).isEqualTo(new IdMarks(900, 400));
        assertThat(sibling.commonLimit(GRANDCHILD)).isEqualTo(new IdMarks(900, 400));
    }

    @Test
    void commonLimit_ofSiblingsFromOnePoint_isThatPoint() {
        assertThat(CHILD.commonLimit(PRIMARY.child(8, new IdMarks(1_000, 400)))).isEqualTo(new IdMarks(1_000, 400));
    }

    @Test
    void commonLimit_ofDifferentDatabases_isZero() {
        assertThat(CHILD.commonLimit(IdLineage.of(1))).isEqualTo(IdMarks.ZERO);
    }

    @Test
    void commonLimit_ofALineThatTookOverAFork_isWhereItWentOn() {
        IdLineage fastForwarded = CHILD.child(0, new IdMarks(1_500, 600));

        assertThat(fastForwarded.commonLimit(CHILD)).isEqualTo(new IdMarks(1_500, 600));
        assertThat(fastForwarded.ownerOfVid(1_499)).isEqualTo(7);
        assertThat(fastForwarded.ownerOfVid(1_500)).isZero();
    }

    /// A tree of forks that hand out ids at random, in which each fork remembers who gave it what it sees.
    @Test
    void treeOfForks_ownersAndLimits_areWhatTheForksRemember() {
        Seeds.forEach(getClass(), 200, seed -> {
            var random = new SplittableRandom(seed);
            List<Remembering> forks = new ArrayList<>();
            forks.add(new Remembering(0, IdLineage.of(0), 0, 0, Map.of(), Map.of()));
            for (int step = 0; step < 60; step++) {
                Remembering fork = forks.get(random.nextInt(forks.size()));
                if (random.nextInt(4) == 0) {
                    forks.add(fork.fork(forks.size()));
                } else {
                    fork.handOut(random.nextInt(5), random.nextInt(5));
                }
            }
            for (Remembering one : forks) {
                one.vids.forEach(
                        (vid, owner) -> assertThat(one.line.ownerOfVid(vid)).isEqualTo(owner));
                one.eids.forEach(
                        (eid, owner) -> assertThat(one.line.ownerOfEid(eid)).isEqualTo(owner));
                assertThat(IdLineage.decode(one.line.encode(), "here")).isEqualTo(one.line);
                for (Remembering other : forks) {
                    IdMarks limit = one.line.commonLimit(other.line);
                    assertThat(other.line.commonLimit(one.line)).isEqualTo(limit);
                    one.vids.forEach((vid, owner) -> assertThat(owner.equals(other.vids.get(vid)))
                            .isEqualTo(other.vids.containsKey(vid) && Long.compareUnsigned(vid, limit.vid()) < 0));
                    one.eids.forEach((eid, owner) -> assertThat(owner.equals(other.eids.get(eid)))
                            .isEqualTo(other.eids.containsKey(eid) && Long.compareUnsigned(eid, limit.eid()) < 0));
                }
            }
        });
    }

    /// A fork, and who handed out what it sees.
    private static final class Remembering {
        private final long forkId;
        private final IdLineage line;
        private final Map<Long, Long> vids;
        private final Map<Long, Long> eids;
        private long nextVid;
        private long nextEid;

        Remembering(long forkId, IdLineage line, long vid, long eid, Map<Long, Long> vids, Map<Long, Long> eids) {
            this.forkId = forkId;
            this.line = line;
            this.nextVid = vid;
            this.nextEid = eid;
            this.vids = new TreeMap<>(vids);
            this.eids = new TreeMap<>(eids);
        }

        Remembering fork(long childId) {
            IdLineage childLine = line.child(childId, new IdMarks(nextVid, nextEid));
            return new Remembering(childId, childLine, nextVid, nextEid, vids, eids);
        }

        void handOut(int newVids, int newEids) {
            for (int i = 0; i < newVids; i++) {
                vids.put(nextVid++, forkId);
            }
            for (int i = 0; i < newEids; i++) {
                eids.put(nextEid++, forkId);
            }
        }
    }
}
