package dev.coppice.volume.nio;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Locks of ranges of the files of one volume. One process has a volume to itself, so that all who could ask are in
/// this one, and what the JDK promises about those holds: a range that overlaps with one that is locked is refused at
/// once.
final class FileLocks {
    private final Map<Long, List<RangeLock>> locks = new HashMap<>(); // guarded by this

    /// A lock of a channel.
    private final class RangeLock extends FileLock {
        private final long file;
        private boolean isReleased; // guarded by the locks

        RangeLock(VolumeFileChannel channel, long file, long position, long size, boolean shared) {
            super(channel, position, size, shared);
            this.file = file;
        }

        @Override
        public boolean isValid() {
            synchronized (FileLocks.this) {
                return !isReleased && channel().isOpen();
            }
        }

        @Override
        public void release() throws IOException {
            if (!channel().isOpen()) {
                throw new ClosedChannelException();
            }
            FileLocks.this.release(this);
        }
    }

    /// @throws OverlappingFileLockException when a part of the range is locked
    synchronized FileLock lock(VolumeFileChannel channel, long file, long position, long size, boolean shared) {
        RangeLock wanted = new RangeLock(channel, file, position, size, shared);
        List<RangeLock> present = locks.computeIfAbsent(file, _ -> new ArrayList<>());
        for (RangeLock each : present) {
            if (each.overlaps(position, size)) {
                throw new OverlappingFileLockException();
            }
        }
        present.add(wanted);
        return wanted;
    }

    synchronized void releaseAll(VolumeFileChannel channel) {
        locks.values().forEach(present -> present.removeIf(lock -> lock.channel() == channel));
        locks.values().removeIf(List::isEmpty);
    }

    private synchronized void release(RangeLock lock) {
        lock.isReleased = true;
        List<RangeLock> present = locks.get(lock.file);
        if (present != null) {
            present.remove(lock);
            if (present.isEmpty()) {
                locks.remove(lock.file);
            }
        }
    }
}
