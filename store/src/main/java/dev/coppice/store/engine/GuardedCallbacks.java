package dev.coppice.store.engine;

import dev.coppice.store.DatabaseListener;
import dev.coppice.store.DatabaseMetrics;
import dev.coppice.store.host.Loggers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

/// A user's metrics and listener, as the engine calls them: what they throw changes nothing. The first failure of each
/// is logged; the others would say the same again and again. Thread-safe.
final class GuardedCallbacks implements DatabaseMetrics, DatabaseListener {
    private final String database;
    private final DatabaseMetrics metrics;
    private final DatabaseListener listener;
    private final boolean isHeard;
    private final AtomicBoolean haveMetricsFailed = new AtomicBoolean();
    private final AtomicBoolean hasListenerFailed = new AtomicBoolean();
    private final List<LongConsumer> whenGone = new CopyOnWriteArrayList<>();
    private final AtomicBoolean hasWhenGoneFailed = new AtomicBoolean();

    /// @param database what the log calls the database
    /// @param metrics the user's metrics
    /// @param listener the user's listener, or null
    GuardedCallbacks(String database, DatabaseMetrics metrics, DatabaseListener listener) {
        this.database = database;
        this.metrics = metrics;
        this.listener = listener == null ? new DatabaseListener() {} : listener;
        this.isHeard = listener != null;
    }

    /// Whether there is a listener.
    boolean isHeard() {
        return isHeard;
    }

    /// Whether anybody measures.
    boolean isMeasured() {
        return metrics != DatabaseMetrics.NONE;
    }

    @Override
    public void committed(int commits, long bytes, long nanos) {
        measure(() -> metrics.committed(commits, bytes, nanos));
    }

    @Override
    public void conflicted() {
        measure(metrics::conflicted);
    }

    @Override
    public void checkpointed(long pages, long bytes, long nanos) {
        measure(() -> metrics.checkpointed(pages, bytes, nanos));
    }

    @Override
    public void compacted(long pages, long bytes, long nanos) {
        measure(() -> metrics.compacted(pages, bytes, nanos));
    }

    @Override
    public void forked(long nanos) {
        measure(() -> metrics.forked(nanos));
    }

    @Override
    public void checkpointed(String fork, long sequence, long pages, long nanos) {
        tell(() -> listener.checkpointed(fork, sequence, pages, nanos));
    }

    @Override
    public void compacted(String fork, long pages, long filesDeleted) {
        tell(() -> listener.compacted(fork, pages, filesDeleted));
    }

    @Override
    public void forked(String parent, String fork) {
        tell(() -> listener.forked(parent, fork));
    }

    @Override
    public void dropped(String fork) {
        tell(() -> listener.dropped(fork));
    }

    /// See [dev.coppice.store.Database#whenGone].
    void whenGone(LongConsumer action) {
        whenGone.add(action);
    }

    /// A fork is gone, under whatever name.
    void gone(long forkId) {
        whenGone.forEach(action -> run(() -> action.accept(forkId), "use of the end of forks", hasWhenGoneFailed));
    }

    private void measure(Runnable call) {
        run(call, "metrics", haveMetricsFailed);
    }

    private void tell(Runnable call) {
        run(call, "listener", hasListenerFailed);
    }

    // Errors too: a commit that is done must not look as if it had failed because a meter is not on the class path.
    private void run(Runnable call, String what, AtomicBoolean hasFailed) {
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            if (hasFailed.compareAndSet(false, true)) {
                Loggers.of(GuardedCallbacks.class)
                        .log(
                                System.Logger.Level.WARNING,
                                "the " + what + " of " + database + " failed, which changes nothing; not logged again",
                                e);
            }
        }
    }
}
