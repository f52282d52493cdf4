package dev.coppice.store.model;

/// A course that is drawn from a seed.
final class RandomCourse implements Course {
    private static final int OPERATIONS_BEFORE = 60;
    private static final int OPERATIONS = 12;

    private final long seed;
    private Driver driver;

    RandomCourse(long seed) {
        this.seed = seed;
    }

    @Override
    public World prepare(long ignored) {
        driver = new Driver(seed, new Driver.Trouble(false, false));
        driver.operations(OPERATIONS_BEFORE);
        return driver.world();
    }

    @Override
    public void run(World world) {
        driver.operations(OPERATIONS);
    }

    @Override
    public void letGo() {
        driver.closeAll();
    }

    @Override
    public String toString() {
        return "the course of seed " + seed;
    }
}
