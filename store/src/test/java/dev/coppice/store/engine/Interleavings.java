package dev.coppice.store.engine;

import dev.coppice.store.host.Scheduler;
import dev.coppice.store.host.ThreadScheduler;
import dev.coppice.store.partition.PageMapping;
import dev.coppice.store.tree.CachedPages;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/// Has Lincheck explore the interleavings of small models around the engine's own classes, in a process of its own.
///
/// The engine as a whole is beyond it, because it does not know the handles through which bytes are read as numbers;
/// see `dev.coppice.store.load` for that.
public final class Interleavings {
    /// What the command `java` needs for it: Lincheck changes the classes that it explores while they are loaded.
    public static final List<String> OPTIONS = List.of(
            "-XX:+EnableDynamicAgentLoading",
            "-Djdk.attach.allowAttachSelf=true",
            "--sun-misc-unsafe-memory-access=allow");

    private static final List<Class<?>> MODELS = List.of(
            Versions.class, Readers.class, Commits.class, Waits.class, OpenTransactions.class, CachedPages.class);
    private static final int STATES = 16;

    private Interleavings() {}

    /// Explores all models, and ends with an error if some interleaving gives what no order of the operations gives.
    ///
    /// @param args how many scenarios of each model, and how many interleavings of each scenario
    public static void main(String[] args) {
        int scenarios = Integer.parseInt(args[0]);
        int interleavings = Integer.parseInt(args[1]);
        for (Class<?> model : MODELS) {
            explore(model, 3, 2, 1, scenarios, interleavings);
            System.out.println("explored " + model.getSimpleName());
        }
        // Lincheck may leave threads behind.
        System.exit(0);
    }

    /// Explores one model, the smallest scenarios first: what shows in them shows in fewer interleavings.
    ///
    /// @param name one of the models
    /// @throws AssertionError when some interleaving gives what no order of the operations gives, or nothing
    public static void explore(String name, int scenarios, int interleavings) {
        Class<?> model = MODELS.stream()
                .filter(each -> each.getSimpleName().equals(name))
                .findFirst()
                .orElseThrow();
        explore(model, 2, 1, 0, scenarios, interleavings);
        explore(model, 3, 2, 1, scenarios, interleavings);
    }

    private static void explore(
            Class<?> model, int threads, int perThread, int around, int scenarios, int interleavings) {
        new ModelCheckingOptions()
                .iterations(scenarios)
                .invocationsPerIteration(interleavings)
                .threads(threads)
                .actorsPerThread(perThread)
                .actorsBefore(around)
                .actorsAfter(around)
                .check(model);
    }

    /// Commits: each gets the next number.
    public static class Commits {
        private static final Scheduler SCHEDULER = new ThreadScheduler("gates", 1);

        private record Commit(int[] number) {}

        private final GroupQueue<Commit> queue = new GroupQueue<>();
        private int last;

        @Operation
        public int commitAndHandOver() {
            return commit(1);
        }

        @Operation
        public int commitAndLeadOn() {
            return commit(3);
        }

        private int commit(int groupsMax) {
            Commit own = new Commit(new int[1]);
            Scheduler.Gate gate = SCHEDULER.newGate(false);
            queue.submit(own, gate, groupsMax, group -> group.forEach(each -> each.number()[0] = ++last));
            return own.number()[0];
        }
    }

    /// What only one may do at a time; the others wait without a lock.
    public static class Waits {
        private final Scheduler scheduler = new ThreadScheduler("waits", 1);
        private final AtomicBoolean isHeld = new AtomicBoolean();
        private int last;

        @Operation
        public int work() {
            scheduler.await(() -> isHeld.compareAndSet(false, true));
            int own = ++last;
            isHeld.set(false);
            scheduler.signal();
            return own;
        }
    }

    /// Transactions begin and end, on one state or another.
    @Param(name = "state", gen = IntGen.class, conf = "0:1")
    public static class OpenTransactions {
        private final RecentWrites recent = new RecentWrites(0);

        @Operation
        public void begin(@Param(name = "state") int state) {
            recent.begin(state);
        }

        @Operation
        public void end(@Param(name = "state") int state) {
            recent.end(state);
        }

        @Operation
        public int open() {
            return recent.openTransactions();
        }
    }

    /// One publishes states, one collects what nobody can see any more, and readers look at the latest.
    public static class Readers {
        private final Pins pins = new Pins();
        private final AtomicIntegerArray deleted = new AtomicIntegerArray(STATES);
        private volatile ForkState latest = new ForkState(0, new TableState[0]);

        @Operation
        public boolean read() {
            ViewPin pin = pins.addLatest(null, () -> latest, "a reader");
            boolean isThere = deleted.get((int) pin.state().sequence()) == 0;
            pins.remove(pin);
            return isThere;
        }

        @Operation(nonParallelGroup = "writer")
        public void publish() {
            latest = new ForkState(latest.sequence() + 1, latest.tables());
        }

        @Operation(nonParallelGroup = "collector")
        public void collect() {
            List<Long> needed = new ArrayList<>();
            needed.add(latest.sequence());
            pins.forEach(pin -> needed.add(pin.state().sequence()));
            for (long state = 0; state < needed.getFirst(); state++) {
                if (!needed.contains(state)) {
                    deleted.set((int) state, 1);
                }
            }
        }
    }

    /// Versions of a mapping, each made from the one before.
    @Param(name = "page", gen = IntGen.class, conf = "0:2")
    public static class Versions {
        private static final int FAR_APART = 5_000;

        private volatile PageMapping mapping = PageMapping.EMPTY;

        @Operation
        public synchronized void set(@Param(name = "page") int page, @Param(name = "page") int filePage) {
            PageMapping.Editor editor = mapping.edit();
            editor.set((long) page * FAR_APART, filePage);
            editor.set((long) page * FAR_APART + 1, filePage);
            mapping = editor.freeze();
        }

        @Operation
        public long get(@Param(name = "page") int page) {
            return mapping.get((long) page * FAR_APART);
        }

        @Operation
        public boolean isWholeAndUnmoved(@Param(name = "page") int page) {
            PageMapping seen = mapping;
            long first = seen.get((long) page * FAR_APART);
            long second = seen.get((long) page * FAR_APART + 1);
            return first == second && first == seen.get((long) page * FAR_APART);
        }
    }
}
