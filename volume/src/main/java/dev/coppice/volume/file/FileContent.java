package dev.coppice.volume.file;

import dev.coppice.volume.VolumeException;
import dev.coppice.volume.block.BlockLayer;
import dev.coppice.volume.block.BlockRun;
import dev.coppice.volume.block.BlockSpace;
import dev.coppice.volume.inode.Inode;
import dev.coppice.volume.inode.Pointers;
import java.io.IOException;
import java.nio.ByteBuffer;

/// The bytes of files in blocks of data. What a durable group points to is never written in place: new content goes to
/// another block, and the old one is given back.
///
/// What changes something is a part of a change of the layer, what asks a part of a read.
final class FileContent {
    private final BlockLayer layer;
    private final BlockSpace space;
    private final Pointers pointers;
    private final int blockSize;

    FileContent(BlockLayer layer, Pointers pointers) {
        this.layer = layer;
        this.pointers = pointers;
        space = layer.space();
        blockSize = layer.geometry().blockSize();
    }

    /// As many bytes as a file can have.
    long sizeMax() {
        return pointers.blocksMax() * blockSize;
    }

    /// Reads bytes that lie before the end of the file; holes are zeros.
    ///
    /// @param target as many as are wanted
    void read(Inode inode, long position, ByteBuffer target) throws IOException {
        ByteBuffer whole = null;
        for (long at = position; target.hasRemaining(); ) {
            long pointer = pointers.get(inode, at / blockSize);
            int offset = (int) (at % blockSize);
            int length = Math.min(blockSize - offset, target.remaining());
            if (pointer == Pointers.HOLE) {
                target.put(new byte[length]);
            } else if (length == blockSize) {
                int limit = target.limit();
                target.limit(target.position() + length);
                layer.readData(target, pointer);
                target.limit(limit);
            } else {
                whole = whole == null ? ByteBuffer.allocate(blockSize) : whole.clear();
                layer.readData(whole, pointer);
                target.put(whole.flip().slice(offset, length));
            }
            at += length;
        }
    }

    /// Writes bytes, and makes the file as long as is needed for them.
    ///
    /// @param source the bytes; as many as were written are taken
    /// @throws VolumeException.Full when not even one block could be written
    void write(Inode inode, long position, ByteBuffer source) throws IOException {
        int start = source.position();
        try {
            while (source.hasRemaining()) {
                long at = position + source.position() - start;
                int offset = (int) (at % blockSize);
                if (offset != 0 || source.remaining() < blockSize) {
                    writePart(inode, at / blockSize, offset, source);
                } else {
                    writeWhole(inode, at / blockSize, source);
                }
            }
        } catch (VolumeException.Full e) {
            if (source.position() == start) {
                throw e;
            }
        }
        inode.setSize(Math.max(inode.size(), position + source.position() - start));
    }

    /// Makes what is behind the end of a file in its last block zeros, before the file becomes longer by a gap. Cutting
    /// a file leaves it there, because that must succeed on a full volume, too.
    void clearTail(Inode inode) throws IOException {
        int offset = (int) (inode.size() % blockSize);
        long index = inode.size() / blockSize;
        if (offset != 0 && pointers.get(inode, index) != Pointers.HOLE) {
            writePart(inode, index, offset, ByteBuffer.allocate(blockSize - offset));
        }
    }

    private void writePart(Inode inode, long index, int offset, ByteBuffer source) throws IOException {
        ByteBuffer whole = ByteBuffer.allocate(blockSize);
        long before = pointers.getOwned(inode, index);
        if (before != Pointers.HOLE) {
            layer.readData(whole, before);
            int end = Math.clamp(inode.size() - index * blockSize, 0, blockSize);
            whole.put(end, new byte[blockSize - end]);
        }
        int length = Math.min(blockSize - offset, source.remaining());
        whole.clear().put(offset, source, source.position(), length);
        if (before != Pointers.HOLE && space.isFresh(before)) {
            layer.writeData(whole, before);
        } else {
            long block = space.allocateData(hint(inode, index), 1).first();
            put(inode, index, block);
            layer.writeData(whole, block);
        }
        source.position(source.position() + length);
    }

    private void writeWhole(Inode inode, long index, ByteBuffer source) throws IOException {
        int wanted = source.remaining() / blockSize;
        long before = pointers.getOwned(inode, index);
        BlockRun run;
        if (before != Pointers.HOLE && space.isFresh(before)) {
            run = new BlockRun(before, freshRun(inode, index, before, wanted));
        } else {
            run = space.allocateData(hint(inode, index), wanted);
            run = putAll(inode, index, run);
        }
        int limit = source.limit();
        source.limit(source.position() + run.count() * blockSize);
        layer.writeData(source, run.first());
        source.limit(limit);
    }

    /// Lets places of the file point to new blocks.
    ///
    /// @return those for which there was room for the pointers; the others are given back
    private BlockRun putAll(Inode inode, long index, BlockRun run) throws IOException {
        for (int i = 0; i < run.count(); i++) {
            try {
                put(inode, index + i, run.first() + i);
            } catch (VolumeException.Full e) {
                for (int unused = i + 1; unused < run.count(); unused++) {
                    space.release(run.first() + unused);
                }
                if (i == 0) {
                    throw e;
                }
                return new BlockRun(run.first(), i);
            }
        }
        return run;
    }

    /// How many blocks of a file from one on follow each other on the volume and are fresh.
    private int freshRun(Inode inode, long index, long first, int countMax) throws IOException {
        int count = 1;
        while (count < countMax
                && pointers.getOwned(inode, index + count) == first + count
                && space.isFresh(first + count)) {
            count++;
        }
        return count;
    }

    /// Lets a place of the file point to a new block, which is given back when that fails.
    private void put(Inode inode, long index, long block) throws IOException {
        long before;
        try {
            before = pointers.put(inode, index, block);
        } catch (VolumeException.Full e) {
            space.release(block);
            throw e;
        }
        if (before != Pointers.HOLE) {
            space.release(before);
        }
    }

    private long hint(Inode inode, long index) throws IOException {
        long previous = index == 0 ? Pointers.HOLE : pointers.get(inode, index - 1);
        return previous == Pointers.HOLE ? BlockSpace.ANYWHERE : previous + 1;
    }
}
