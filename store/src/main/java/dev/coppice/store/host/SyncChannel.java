package dev.coppice.store.host;

import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/// A file or directory opened only to be synced, in a way that an interrupt cannot disturb.
///
/// An interrupt during [FileChannel#force] closes the channel and hides whether the sync failed; the system reports
/// such a failure once per open file, so a second sync would seem to succeed and acknowledge what was lost. The
/// `force` of an asynchronous channel runs on the calling thread as well and knows no interrupts. It has a descriptor
/// of its own, opened before anything is written through another, so it sees every failure.
///
/// Thread-safe.
final class SyncChannel implements AutoCloseable {
    private final Channel channel;

    private SyncChannel(Channel channel) {
        this.channel = channel;
    }

    static SyncChannel open(Path path, OpenOption... options) throws IOException {
        try {
            return new SyncChannel(AsynchronousFileChannel.open(path, options));
        } catch (UnsupportedOperationException e) { // file systems other than the default need not have it
            return new SyncChannel(FileChannel.open(path, options));
        }
    }

    void force(boolean withMetadata) throws IOException {
        if (channel instanceof AsynchronousFileChannel asynchronous) {
            asynchronous.force(withMetadata);
            return;
        }
        try {
            ((FileChannel) channel).force(withMetadata);
        } catch (ClosedChannelException e) {
            throw new IOException("interrupted, so that nobody knows what reached the disk", e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
