package dev.coppice.volume.block;

import dev.coppice.volume.journal.GroupRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a group has changed, when it is complete and on its way into the journal. Confined to the thread that commits.
final class FrozenGroup {
    private final GroupRecord record = new GroupRecord();
    private final Map<Long, byte[]> images = new HashMap<>();
    private final List<Long> revoked = new ArrayList<>();
    private List<BlockRun> freed = List.of();

    void revoke(long block) {
        record.revoke(block);
        revoked.add(block);
    }

    void change(MetadataBlock block) {
        byte[] image = block.bytes().clone();
        images.put(block.number(), image);
        for (int from = block.nextChanged(0); from < block.sectorCount(); ) {
            int to = block.nextUnchanged(from);
            record.change(block.number(), from, to - from, image);
            from = block.nextChanged(to);
        }
    }

    /// Says which blocks may be claimed again once the group is durable.
    void free(List<BlockRun> runs) {
        freed = runs;
    }

    GroupRecord record() {
        return record;
    }

    Map<Long, byte[]> images() {
        return images;
    }

    List<Long> revoked() {
        return revoked;
    }

    List<BlockRun> freed() {
        return freed;
    }
}
