package dev.coppice.store.load;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a run of transactions has read and written, and whether that could have come about one transaction at a time.
///
/// Every value that is written is unique, and every transaction reads a key before it writes it. So the order of the
/// versions of each key follows from the values alone, without a word from the engine, and with it who depends on whom:
/// a transaction comes after the one whose value it read or replaced, before the one that replaced a value that it
/// read, and after every one that had returned before it began. A serial order exists exactly when these have no cycle.
final class History {
    /// A committed transaction.
    ///
    /// @param id who it is
    /// @param began when it began, on a clock that all share
    /// @param ended when its commit had returned
    /// @param reads what it saw in each key; [#ABSENT] for nothing
    /// @param writes what it left in each key that it wrote, all of which it has read
    record Transaction(long id, long began, long ended, Map<Integer, Long> reads, Map<Integer, Long> writes) {
        @Override
        public String toString() {
            return "T" + id + reads + "->" + writes;
        }
    }

    /// Read where there is no entry.
    static final long ABSENT = 0;

    private record Version(int key, long value) {}

    private enum Dependency {
        /// Of one that is known to be later: read, replaced, or began after the end.
        FORWARD,
        /// Of one that replaced what the other has read.
        ANTI
    }

    private final List<Transaction> transactions;
    private final Map<Version, Transaction> writers = new HashMap<>();
    private final Map<Version, Transaction> replacers = new HashMap<>();
    private final Map<Transaction, Map<Transaction, Dependency>> next = new HashMap<>();

    /// A history of committed transactions, in any order.
    ///
    /// @throws AssertionError when a value was read that none of them has written, or an update was lost
    History(List<Transaction> transactions) {
        this.transactions = List.copyOf(transactions);
        for (Transaction each : transactions) {
            next.put(each, new HashMap<>());
            each.writes().forEach((key, value) -> claim(writers, new Version(key, value), each));
        }
        for (Transaction each : transactions) {
            each.reads().forEach((key, value) -> requireCommitted(each, new Version(key, value)));
            each.writes()
                    .keySet()
                    .forEach(key ->
                            claim(replacers, new Version(key, each.reads().get(key)), each));
        }
        transactions.forEach(this::depend);
        dependInTime();
    }

    private static void claim(Map<Version, Transaction> map, Version version, Transaction transaction) {
        Transaction other = map.put(version, transaction);
        if (other != null) {
            throw new AssertionError("a lost update: " + other + " and " + transaction + " both at " + version);
        }
    }

    private void requireCommitted(Transaction reader, Version version) {
        if (version.value() != ABSENT && !writers.containsKey(version)) {
            throw new AssertionError(reader + " read " + version + ", which no committed transaction has left there");
        }
    }

    private void depend(Transaction reader) {
        reader.reads().forEach((key, value) -> {
            Version version = new Version(key, value);
            if (value != ABSENT) {
                edge(writers.get(version), reader, Dependency.FORWARD);
            }
            edge(reader, replacers.get(version), Dependency.ANTI);
        });
    }

    private void dependInTime() {
        for (Transaction earlier : transactions) {
            for (Transaction later : transactions) {
                if (earlier.ended() < later.began()) {
                    edge(earlier, later, Dependency.FORWARD);
                }
            }
        }
    }

    private void edge(Transaction from, Transaction to, Dependency dependency) {
        if (from != null && to != null && from != to) {
            next.get(from).merge(to, dependency, (a, b) -> a == Dependency.FORWARD ? a : b);
        }
    }

    /// A cycle of dependencies, in order; empty when some serial order, true to time, explains the history.
    List<Transaction> findCycle() {
        return findCycle(EnumSet.allOf(Dependency.class));
    }

    /// A cycle that snapshot isolation must not allow either, because at most one of its steps leads from a reader to
    /// the one that replaced what it had read; empty when there is none.
    List<Transaction> findCycleAgainstSnapshots() {
        List<Transaction> forward = findCycle(EnumSet.of(Dependency.FORWARD));
        if (!forward.isEmpty()) {
            return forward;
        }
        for (Transaction reader : transactions) {
            for (Map.Entry<Transaction, Dependency> edge : next.get(reader).entrySet()) {
                List<Transaction> back =
                        edge.getValue() == Dependency.ANTI ? forwardPath(edge.getKey(), reader) : List.of();
                if (!back.isEmpty()) {
                    return back;
                }
            }
        }
        return List.of();
    }

    /// Takes away, again and again, whoever depends on nobody that is left; who cannot be taken away is in a cycle, or
    /// behind one.
    private List<Transaction> findCycle(Set<Dependency> kinds) {
        Map<Transaction, Integer> before = new HashMap<>();
        for (Map<Transaction, Dependency> edges : next.values()) {
            edges.forEach((to, kind) -> before.merge(to, kinds.contains(kind) ? 1 : 0, Integer::sum));
        }
        Deque<Transaction> free = new ArrayDeque<>();
        transactions.stream().filter(each -> before.getOrDefault(each, 0) == 0).forEach(free::add);
        Set<Transaction> left = new HashSet<>(transactions);
        while (!free.isEmpty()) {
            Transaction first = free.remove();
            left.remove(first);
            next.get(first).forEach((to, kind) -> {
                if (kinds.contains(kind) && before.merge(to, -1, Integer::sum) == 0) {
                    free.add(to);
                }
            });
        }
        return left.isEmpty() ? List.of() : walkBack(left, kinds);
    }

    /// Everyone in the set depends on someone in the set, so going back comes round at last.
    private List<Transaction> walkBack(Set<Transaction> left, Set<Dependency> kinds) {
        List<Transaction> walked = new ArrayList<>();
        Transaction at = left.iterator().next();
        while (!walked.contains(at)) {
            walked.add(at);
            Transaction to = at;
            at = left.stream()
                    .filter(each -> kinds.contains(next.get(each).get(to)))
                    .findFirst()
                    .orElseThrow();
        }
        return walked.subList(walked.indexOf(at), walked.size()).reversed();
    }

    private List<Transaction> forwardPath(Transaction from, Transaction to) {
        Map<Transaction, Transaction> cameFrom = new HashMap<>();
        Set<Transaction> seen = new HashSet<>(Set.of(from));
        Deque<Transaction> queue = new ArrayDeque<>(List.of(from));
        while (!queue.isEmpty()) {
            Transaction at = queue.remove();
            if (at == to) {
                return unwind(cameFrom, to);
            }
            next.get(at).forEach((other, dependency) -> {
                if (dependency == Dependency.FORWARD && seen.add(other)) {
                    cameFrom.put(other, at);
                    queue.add(other);
                }
            });
        }
        return List.of();
    }

    private static List<Transaction> unwind(Map<Transaction, Transaction> cameFrom, Transaction end) {
        List<Transaction> path = new ArrayList<>();
        for (Transaction at = end; at != null; at = cameFrom.get(at)) {
            path.addFirst(at);
        }
        return path;
    }
}
