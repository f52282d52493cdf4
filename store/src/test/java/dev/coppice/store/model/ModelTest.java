package dev.coppice.store.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.sim.Seeds;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random operations against the model.
class ModelTest {
    private static final Driver.Trouble NONE = new Driver.Trouble(false, false);
    private static final Driver.Trouble CRASHES = new Driver.Trouble(true, false);
    private static final Driver.Trouble ALL = new Driver.Trouble(true, true);

    private static Driver run(long seed, Driver.Trouble trouble, int operations) {
        Driver driver = new Driver(seed, trouble);
        driver.run(operations);
        driver.finish();
        return driver;
    }

    @Test
    void operations_inOrder_agreeWithTheModel() {
        Seeds.forEach(ModelTest.class, 10, seed -> run(seed, NONE, 1_000));
    }

    @Test
    void operations_withCrashes_agreeWithTheModel() {
        Seeds.forEach(ModelTest.class, 6, seed -> run(seed, CRASHES, 1_000));
    }

    @Test
    void operations_withCrashesAndFaults_agreeWithTheModel() {
        Seeds.forEach(ModelTest.class, 6, seed -> run(seed, ALL, 1_000));
    }

    @Test
    void operations_sameSeedTwice_takeTheSameCourse() {
        Seeds.forEach(
                ModelTest.class,
                2,
                seed -> assertThat(run(seed, ALL, 500).world().trace())
                        .isEqualTo(run(seed, ALL, 500).world().trace()));
    }

    @Test
    @Tag("long")
    void operations_withMoreCrashes_agreeWithTheModel() {
        Seeds.forEach(ModelTest.class, 10, seed -> run(seed, CRASHES, 5_000));
    }

    @Test
    @Tag("long")
    void operations_aMillion_agreeWithTheModel() {
        Seeds.forEach(ModelTest.class, 200, seed -> run(seed, ALL, 5_000));
    }
}
