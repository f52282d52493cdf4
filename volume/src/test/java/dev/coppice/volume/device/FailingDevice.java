package dev.coppice.volume.device;

import java.io.IOException;
import java.nio.ByteBuffer;

/// A device of which one call fails, and after that, if wanted, every write and sync.
public final class FailingDevice implements BlockDevice {
    private final BlockDevice device;
    private final boolean staysBroken;
    private long callsLeft;
    private boolean hasFailed;

    /// @param callsBefore how many calls succeed before the one that fails
    /// @param staysBroken whether all later writes and syncs fail as well
    public FailingDevice(BlockDevice device, long callsBefore, boolean staysBroken) {
        this.device = device;
        this.callsLeft = callsBefore;
        this.staysBroken = staysBroken;
    }

    public boolean hasFailed() {
        return hasFailed;
    }

    @Override
    public long size() {
        return device.size();
    }

    @Override
    public void read(ByteBuffer target, long position) throws IOException {
        fail("read", false);
        device.read(target, position);
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        fail("write", true);
        device.write(source, position);
    }

    @Override
    public void sync() throws IOException {
        fail("sync", true);
        device.sync();
    }

    @Override
    public void close() throws IOException {
        device.close();
    }

    private void fail(String call, boolean changes) throws IOException {
        boolean isBroken = hasFailed && staysBroken && changes;
        if (isBroken || callsLeft-- == 0) {
            hasFailed = true;
            throw new IOException("injected: " + call);
        }
    }
}
