package dev.coppice.store.sim;

import dev.coppice.store.host.Storage.Access;
import dev.coppice.store.host.StorageFile;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;

/// An open file of a [SimulatedDisk].
final class SimulatedFile implements StorageFile {
    private final SimulatedDisk disk;
    private final String name;
    private final Inode inode;
    private final Access access;
    private boolean closed;

    SimulatedFile(SimulatedDisk disk, String name, Inode inode, Access access) {
        this.disk = disk;
        this.name = name;
        this.inode = inode;
        this.access = access;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        synchronized (disk) {
            CallGate.Passage passage = enter(Operation.READ, position, target.remaining());
            int count = (int) Math.min(target.remaining(), Math.max(0, inode.size() - position));
            inode.content().read(position, target, count);
            disk.gate().countRead(count);
            passage.end();
            return count;
        }
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        synchronized (disk) {
            requireWritable();
            int length = source.remaining();
            CallGate.Passage passage = enter(Operation.WRITE, position, length);
            int accepted = passage.fault() == null || passage.fault() == Fault.POWER_CUT
                    ? disk.room(inode, position, length)
                    : disk.partOf(length, passage.call());
            byte[] bytes = new byte[accepted];
            source.get(bytes);
            disk.gate().countWrite(bytes);
            inode.write(passage.call().index(), position, bytes, accepted);
            passage.end();
            if (accepted < length) {
                throw disk.full(name);
            }
        }
    }

    @Override
    public void sync() throws IOException {
        synchronized (disk) {
            CallGate.Passage passage = enter(Operation.SYNC, 0, 0);
            if (passage.fault() == Fault.LOST_SYNC) {
                inode.loseSync(disk.choicesFor(passage.call()));
            } else if (passage.fault() == null && access == Access.READ_WRITE) {
                inode.sync(); // a handle for reading has nothing to sync, also not what others wrote
            }
            passage.end();
        }
    }

    @Override
    public long size() throws IOException {
        synchronized (disk) {
            enter(Operation.SIZE, 0, 0);
            return inode.size();
        }
    }

    @Override
    public void truncate(long size) throws IOException {
        synchronized (disk) {
            requireWritable();
            CallGate.Passage passage = enter(Operation.TRUNCATE, size, 0);
            inode.truncate(passage.call().index(), size);
            passage.end();
        }
    }

    @Override
    public MemorySegment map(long position, long size) throws IOException {
        synchronized (disk) {
            CallGate.Passage passage = enter(Operation.MAP, position, size);
            if (position + size > inode.size()) {
                if (access == Access.READ) {
                    throw new EOFException(
                            name + " has " + inode.size() + " bytes, too few to map " + size + " from " + position);
                }
                inode.truncate(passage.call().index(), position + size);
            }
            passage.end();
            return inode.content().map(position, size);
        }
    }

    /// Never fails, not even without power, so that what fails first is what the caller sees.
    @Override
    public void close() {
        synchronized (disk) {
            closed = true;
        }
    }

    private CallGate.Passage enter(Operation operation, long position, long length) throws IOException {
        disk.gate().requirePower();
        if (closed) {
            throw new ClosedChannelException();
        }
        if (position < 0 || length < 0) {
            throw new IllegalArgumentException(
                    operation + " of " + name + " at " + position + " with length " + length);
        }
        return disk.gate().enter(operation, name, position, length);
    }

    private void requireWritable() {
        if (access == Access.READ) {
            throw new NonWritableChannelException();
        }
    }

    @Override
    public String toString() {
        return name + " of " + disk.description();
    }
}
