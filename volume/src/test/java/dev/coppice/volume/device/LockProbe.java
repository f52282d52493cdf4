package dev.coppice.volume.device;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Says, as a process of its own, whether a file is locked by another one.
public final class LockProbe {
    private LockProbe() {}

    public static void main(String[] arguments) throws Exception {
        try (FileChannel channel =
                        FileChannel.open(Path.of(arguments[0]), StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            System.out.print(lock == null ? "locked" : "free");
        }
    }
}
