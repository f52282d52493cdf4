package dev.coppice.volume.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A device that writes down all that is done to it, so that every state in which a loss of power could have left the
/// medium can be made afterwards.
public final class DeviceLog implements BlockDevice {
    /// Something that happened, in order.
    public sealed interface Event {
        /// Bytes were written.
        record Write(long position, byte[] bytes) implements Event {}

        /// All writes before were made durable.
        record Sync() implements Event {}

        /// The user of the device noted something.
        record Mark(long value) implements Event {}
    }

    private final byte[] initial;
    private final byte[] content;
    private final boolean ignoresSync;
    private final List<Event> events = new ArrayList<>();

    public DeviceLog(byte[] initial) {
        this(initial, false);
    }

    /// @param ignoresSync whether to be a device that says "done" to a sync and does nothing
    public DeviceLog(byte[] initial, boolean ignoresSync) {
        this.initial = initial.clone();
        this.content = initial.clone();
        this.ignoresSync = ignoresSync;
    }

    public List<Event> events() {
        return events;
    }

    public byte[] initial() {
        return initial;
    }

    public byte[] content() {
        return content;
    }

    public void mark(long value) {
        events.add(new Event.Mark(value));
    }

    @Override
    public long size() {
        return content.length;
    }

    @Override
    public synchronized void read(ByteBuffer target, long position) throws IOException {
        DeviceRange.check(position, target.remaining(), size());
        target.put(content, (int) position, target.remaining());
    }

    @Override
    public synchronized void write(ByteBuffer source, long position) throws IOException {
        DeviceRange.check(position, source.remaining(), size());
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        System.arraycopy(bytes, 0, content, (int) position, bytes.length);
        events.add(new Event.Write(position, bytes));
    }

    @Override
    public synchronized void sync() {
        if (!ignoresSync) {
            events.add(new Event.Sync());
        }
    }

    @Override
    public void close() {
        // Whoever reads the log has the device.
    }
}
