package dev.coppice.store.sim;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.Scheduler;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/// Runs background work on the calling thread, one step at a time, in an order drawn from a seed. Work runs only when
/// the engine waits ([#await(BooleanSupplier)]) or the test asks for it. Time passes only when nothing is due: then the
/// clock jumps to the next thing that is.
///
/// A step that throws ends its submission, and whoever caused it to run gets what it threw. Confined to one thread, the
/// first that uses it; another one is a bug, because it would make the run unrepeatable.
public final class SimulatedScheduler implements Scheduler {
    /// So many steps without the awaited condition count as going round in circles.
    static final int STEPS_PER_WAIT_MAX = 1_000_000;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final SplittableRandom random;
    private final SimulatedClock clock;
    private final List<Task> tasks = new ArrayList<>();
    private final List<Task> due = new ArrayList<>();
    private Task running;
    private long stepsRun;
    private long orderHash;
    private boolean closed;
    private Thread owner;

    /// A scheduler with nothing to do.
    ///
    /// @param seed what decides the order
    /// @param clock what tells when delayed work is due, and is moved when all else is done
    public SimulatedScheduler(long seed, SimulatedClock clock) {
        this.random = new SplittableRandom(seed);
        this.clock = clock;
    }

    @Override
    public void submit(String name, Step step) {
        submitAfter(0, name, step);
    }

    @Override
    public void submitAfter(long delayMillis, String name, Step step) {
        confine();
        if (!closed) {
            tasks.add(new Task(name, step, clock.nanos() + delayMillis * NANOS_PER_MILLI));
        }
    }

    /// Runs steps, and lets time pass when none is due, until the condition holds.
    ///
    /// @throws Deadlock when nothing is left to run, or when steps go round in circles
    /// @throws StoreException.Closed when the scheduler is closed and the condition does not hold
    /// @throws IllegalStateException inside a step: on real threads every one of them could come to wait
    @Override
    public void await(BooleanSupplier condition) {
        confine();
        if (running != null) {
            throw new IllegalStateException("step '" + running.name + "' awaits: " + this);
        }
        for (int steps = 0; !condition.getAsBoolean(); steps++) {
            if (steps == STEPS_PER_WAIT_MAX) {
                throw new Deadlock("a condition does not come true within " + steps + " steps; " + this);
            }
            if (closed) {
                throw new StoreException.Closed("the scheduler was closed while something waited for its work");
            }
            if (!runOne()) {
                Task next = nextDelayed();
                if (next == null) {
                    throw new Deadlock(
                            "a condition does not hold and nothing is left to run that could change it; " + this);
                }
                clock.advanceNanos(next.dueNanos - clock.nanos());
            }
        }
    }

    /// Does nothing: conditions are evaluated after every step.
    /// A gate in a world of one thread: whoever would have to wait at it waits for ever.
    @Override
    public Gate newGate(boolean brief) {
        return new Gate() {
            private boolean isOpen;

            @Override
            public void await() {
                if (!isOpen) {
                    throw new Deadlock("a thread waits for another one, and there is none");
                }
            }

            @Override
            public void open() {
                isOpen = true;
            }
        };
    }

    @Override
    public void signal() {
        confine();
    }

    /// Drops what is queued, and what is submitted from now on.
    @Override
    public void close() {
        confine();
        closed = true;
        tasks.clear();
    }

    /// Runs one step of something that is due.
    ///
    /// @return false when nothing is
    public boolean runOne() {
        confine();
        if (running != null) {
            throw new IllegalStateException("step '" + running.name + "' runs steps itself");
        }
        due.clear();
        long now = clock.nanos();
        for (Task task : tasks) {
            if (task.dueNanos <= now) {
                due.add(task);
            }
        }
        if (due.isEmpty()) {
            return false;
        }
        Task task = due.get(random.nextInt(due.size()));
        stepsRun++;
        orderHash = orderHash * 31 + task.name.hashCode();
        running = task;
        boolean goesOn = false;
        try {
            goesOn = task.step.run();
        } finally {
            running = null;
            if (!goesOn) {
                tasks.remove(task);
            }
        }
        return true;
    }

    /// Runs everything that is due, and what it submits, without letting time pass.
    public void runAll() {
        for (int steps = 0; runOne(); steps++) {
            if (steps == STEPS_PER_WAIT_MAX) {
                throw new Deadlock("background work does not end within " + steps + " steps; " + this);
            }
        }
    }

    /// Runs up to four steps, so that a test may let background work fall between its own operations.
    public void runSome(RandomGenerator howMany) {
        int steps = howMany.nextInt(5);
        while (steps > 0 && runOne()) {
            steps--;
        }
    }

    /// Lets time pass, and runs everything that is due on the way when it is due.
    public void advance(long millis) {
        confine();
        long end = clock.nanos() + millis * NANOS_PER_MILLI;
        runAll();
        for (Task next = nextDelayed(); next != null && next.dueNanos <= end; next = nextDelayed()) {
            clock.advanceNanos(next.dueNanos - clock.nanos());
            runAll();
        }
        clock.advanceNanos(end - clock.nanos());
    }

    /// The names of what is queued, in the order of submission.
    public List<String> queued() {
        confine();
        return tasks.stream().map(task -> task.name).toList();
    }

    /// The steps run so far.
    public long stepsRun() {
        return stepsRun;
    }

    /// A hash of the order in which steps ran. Equal for equal runs.
    public long orderHash() {
        return orderHash;
    }

    @Override
    public String toString() {
        return "queued: " + tasks.stream().map(task -> task.name).toList() + ", steps so far: " + stepsRun;
    }

    private Task nextDelayed() {
        return tasks.stream()
                .min(Comparator.comparingLong(task -> task.dueNanos))
                .filter(task -> task.dueNanos > clock.nanos())
                .orElse(null);
    }

    private void confine() {
        if (owner == null) {
            owner = Thread.currentThread();
        } else if (owner != Thread.currentThread()) {
            throw new IllegalStateException("the simulation runs on " + owner + ", not on " + Thread.currentThread());
        }
    }

    private static final class Task {
        private final String name;
        private final Step step;
        private final long dueNanos;

        Task(String name, Step step, long dueNanos) {
            this.name = name;
            this.step = step;
            this.dueNanos = dueNanos;
        }
    }
}
