package dev.coppice.graph.id;

import dev.coppice.store.Database;
import dev.coppice.store.DatabaseOptions;
import dev.coppice.store.object.Condition;
import dev.coppice.store.object.ObjectStore;
import dev.coppice.store.object.StoredObject;
import dev.coppice.store.sim.SimulatedHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// The objects of a database on a simulated machine, with a way to them that counts and fails when told to.
final class TestObjects implements ObjectStore {
    static final DatabaseOptions OPTIONS =
            DatabaseOptions.DEFAULT.withWriteBufferBytes(1 << 16).withBackgroundWork(false);

    private final ObjectStore objects;
    private final AtomicInteger gets = new AtomicInteger();
    private final AtomicInteger puts = new AtomicInteger();
    private final AtomicReference<IOException> getFailure = new AtomicReference<>();
    private volatile Supplier<PutFailure> putFailure = () -> PutFailure.NONE;
    private volatile Runnable beforePut = () -> {};

    /// What befalls one put.
    enum PutFailure {
        NONE,
        /// The store never saw it.
        BEFORE,
        /// The store took it, and the answer was lost.
        AFTER
    }

    TestObjects(ObjectStore objects) {
        this.objects = objects;
    }

    static TestObjects create() {
        return on(SimulatedHost.create(1));
    }

    static TestObjects on(SimulatedHost machine) {
        return new TestObjects(Database.open(machine.host(), OPTIONS).objects());
    }

    /// The store itself, which does not fail.
    ObjectStore sound() {
        return objects;
    }

    void failPuts(Supplier<PutFailure> failure) {
        putFailure = failure;
    }

    void failPut(int index, PutFailure failure) {
        int wanted = puts.get() + index;
        putFailure = () -> puts.get() - 1 == wanted ? failure : PutFailure.NONE;
    }

    void failNextGet(IOException failure) {
        getFailure.set(failure);
    }

    /// Runs something in each put, before the store sees it.
    void beforePut(Runnable action) {
        beforePut = action;
    }

    int gets() {
        return gets.get();
    }

    int puts() {
        return puts.get();
    }

    /// Replaces an object behind everyone's back.
    void write(String path, String content) {
        try {
            objects.put(path, content.getBytes(StandardCharsets.UTF_8), new Condition.Any());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// An object's content, null when there is none.
    String text(String path) {
        try {
            return objects.get(path)
                    .map(object -> new String(object.content(), StandardCharsets.UTF_8))
                    .orElse(null);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// What the store itself says.
    IdMarks marks(String path) {
        return IdAllocator.persistedMarks(objects, path).orElse(IdMarks.ZERO);
    }

    @Override
    public Optional<StoredObject> get(String path) throws IOException {
        gets.incrementAndGet();
        IOException failure = getFailure.getAndSet(null);
        if (failure != null) {
            throw failure;
        }
        return objects.get(path);
    }

    @Override
    public String put(String path, byte[] content, Condition condition) throws IOException {
        puts.incrementAndGet();
        beforePut.run();
        PutFailure failure = putFailure.get();
        if (failure == PutFailure.BEFORE) {
            throw new IOException("the network is gone");
        }
        String version = objects.put(path, content, condition);
        if (failure == PutFailure.AFTER) {
            throw new IOException("the answer was lost");
        }
        return version;
    }

    @Override
    public void delete(String path) throws IOException {
        objects.delete(path);
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        return objects.list(prefix);
    }

    @Override
    public String description() {
        return "test of " + objects.description();
    }
}
