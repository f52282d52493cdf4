package dev.coppice.volume.block;

import dev.coppice.volume.format.BlockHeader;
import dev.coppice.volume.format.BlockKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/// What a block layer should hold, too simple to be wrong, and random changes to both.
final class BlockModel {
    /// A block in use. Data is made of its seed; metadata has it in its last bytes.
    record Content(BlockKind kind, int references, long seed) {}

    private final BlockLayer layer;
    private final int blockSize;
    private final SplittableRandom random;
    private final Map<Long, Content> blocks = new HashMap<>();
    /// Freed since the last commit, which nobody may be given.
    private final List<Long> held = new ArrayList<>();
    /// In use at the last commit.
    private Map<Long, Content> committed = Map.of();

    BlockModel(BlockLayer layer, long seed) {
        this.layer = layer;
        blockSize = layer.geometry().blockSize();
        random = new SplittableRandom(seed);
    }

    Map<Long, Content> blocks() {
        return Map.copyOf(blocks);
    }

    void commit() throws IOException {
        layer.commit();
        held.clear();
        committed = blocks();
    }

    /// Makes one change.
    void change() throws IOException {
        layer.change(() -> {
            switch (random.nextInt(8)) {
                case 0, 1 -> allocateData();
                case 2 -> createMetadata();
                case 3, 4 -> changeMetadata();
                case 5 -> share();
                default -> release();
            }
            return null;
        });
    }

    /// What a layer holds, in the terms of this model.
    static Map<Long, Content> read(BlockLayer layer) throws IOException {
        Map<Long, Content> found = new HashMap<>();
        for (long block = layer.geometry().firstDataBlock();
                block < layer.geometry().copyBlock();
                block++) {
            Content content = read(layer, block);
            if (content != null) {
                found.put(block, content);
            }
        }
        return found;
    }

    /// What a layer holds in one block; null for nothing.
    static Content read(BlockLayer layer, long block) throws IOException {
        int references = layer.space().references(block);
        if (references == 0) {
            return null;
        }
        int blockSize = layer.geometry().blockSize();
        BlockKind kind = layer.space().kind(block);
        if (kind == BlockKind.DATA) {
            ByteBuffer data = ByteBuffer.allocate(blockSize);
            layer.readData(data, block);
            long seed = data.getLong(0);
            if (!data.flip().equals(data(seed, blockSize))) {
                throw new AssertionError("block " + block + " is a mixture");
            }
            return new Content(kind, references, seed);
        }
        MetadataBlock metadata = layer.space().metadata(kind, block);
        return new Content(kind, references, metadata.getLong(blockSize - Long.BYTES));
    }

    private void allocateData() throws IOException {
        if (layer.space().availableCount() == 0) {
            release();
            return;
        }
        long hint = random.nextBoolean()
                ? BlockSpace.ANYWHERE
                : random.nextLong(layer.geometry().blockCount());
        BlockRun run = layer.space().allocateData(hint, 1 + random.nextInt(4));
        ByteBuffer bytes = ByteBuffer.allocate(run.count() * blockSize);
        for (long block = run.first(); block < run.first() + run.count(); block++) {
            bytes.put(data(random.nextLong(), blockSize));
        }
        layer.writeData(bytes.flip(), run.first());
        for (int i = 0; i < run.count(); i++) {
            add(run.first() + i, new Content(BlockKind.DATA, 1, bytes.getLong(i * blockSize)));
        }
    }

    private void createMetadata() throws IOException {
        if (layer.space().availableCount() == 0) {
            release();
            return;
        }
        BlockKind kind = random.nextBoolean() ? BlockKind.INODES : BlockKind.POINTERS;
        MetadataBlock created = layer.space().createMetadata(kind, BlockSpace.ANYWHERE);
        long seed = random.nextLong();
        created.putLong(blockSize - Long.BYTES, seed);
        add(created.number(), new Content(kind, 1, seed));
    }

    private void add(long block, Content content) {
        if (held.contains(block) || blocks.put(block, content) != null) {
            throw new AssertionError("block " + block + " was given away twice");
        }
    }

    private void changeMetadata() throws IOException {
        Long block = any(content -> content.kind != BlockKind.DATA);
        if (block == null) {
            return;
        }
        Content content = blocks.get(block);
        long seed = random.nextLong();
        MetadataBlock metadata = layer.space().metadata(content.kind, block);
        metadata.putLong(blockSize - Long.BYTES, seed);
        metadata.putInt(BlockHeader.LENGTH + 4 * random.nextInt(blockSize / 4 - 8), (int) seed);
        blocks.put(block, new Content(content.kind, content.references, seed));
    }

    private void share() throws IOException {
        Long block = any(_ -> true);
        if (block != null) {
            Content content = blocks.get(block);
            if (!layer.space().share(block)) {
                throw new AssertionError("block " + block + " cannot be shared");
            }
            blocks.put(block, new Content(content.kind, content.references + 1, content.seed));
        }
    }

    private void release() throws IOException {
        Long block = any(_ -> true);
        if (block == null) {
            return;
        }
        Content content = blocks.get(block);
        boolean isFree = layer.space().release(block);
        if (isFree != (content.references == 1)) {
            throw new AssertionError("block " + block + " with " + content.references + " pointers is free: " + isFree);
        }
        if (isFree) {
            blocks.remove(block);
            if (committed.containsKey(block)) {
                held.add(block);
            }
        } else {
            blocks.put(block, new Content(content.kind, content.references - 1, content.seed));
        }
    }

    private Long any(Predicate<Content> wanted) {
        List<Long> candidates = blocks.entrySet().stream()
                .filter(entry -> wanted.test(entry.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        return candidates.isEmpty() ? null : candidates.get(random.nextInt(candidates.size()));
    }

    private static ByteBuffer data(long seed, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        bytes.putLong(seed);
        SplittableRandom random = new SplittableRandom(seed);
        while (bytes.hasRemaining()) {
            bytes.putLong(random.nextLong());
        }
        return bytes.flip();
    }
}
