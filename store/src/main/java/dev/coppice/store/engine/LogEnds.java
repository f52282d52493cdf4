package dev.coppice.store.engine;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.Loggers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/// How far the log of each fork went when the fork was closed. The catalog is told when the database is closed, so that
/// a log whose end is gone is not taken for one that is shorter. Thread-safe.
final class LogEnds {
    private final Map<Long, StatePointer> ends = new ConcurrentSkipListMap<>();

    /// Looks at a fork that is about to be closed.
    void closing(ForkCore fork) {
        StatePointer end = fork.end();
        if (end == null) {
            ends.remove(fork.id());
        } else {
            ends.put(fork.id(), end);
        }
    }

    /// Tells the catalog, when all logs are durable. This is evidence and nothing else depends upon it, so a disk that
    /// is full keeps no database from being closed.
    void note(Catalog catalog) {
        List<ForkHead> heads = new ArrayList<>();
        ends.forEach((id, end) -> {
            ForkHead head = catalog.content().fork(id);
            if (head != null && !head.dropped() && head.durable().sequence() < end.sequence()) {
                heads.add(head.withDurable(end));
            }
        });
        try {
            if (!heads.isEmpty()) {
                catalog.change(CatalogChange.of(heads.toArray(ForkHead[]::new)));
            }
        } catch (StoreException e) {
            Loggers.of(LogEnds.class)
                    .log(System.Logger.Level.WARNING, "the ends of logs are not noted in the catalog", e);
        }
    }
}
