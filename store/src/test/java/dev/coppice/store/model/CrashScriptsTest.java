package dev.coppice.store.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.Durability;
import dev.coppice.store.TableIdent;
import dev.coppice.store.sim.Call;
import dev.coppice.store.sim.Fault;
import dev.coppice.store.sim.Loss;
import dev.coppice.store.sim.PowerCut;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The power fails at every call of a script that changes the disk. What was acknowledged is there afterwards, what was
/// not is there wholly or not at all, the database is sound, and it goes on from there.
class CrashScriptsTest {
    private static final long SEED = 1;
    /// Eight sectors that may each survive or not.
    private static final int SURVIVORS_MAX = 256;

    @ParameterizedTest
    @EnumSource
    void powerCut_atEachChangeOfTheDisk_losesNothing(Script script) {
        assertThat(crashAtEach(script)).isPositive();
    }

    /// @return at how many calls the power was cut
    static int crashAtEach(Course course) {
        int at = 0;
        for (Call call : changes(course)) {
            crash(course, call, Loss.values()[at++ % Loss.values().length], false);
        }
        return at;
    }

    @ParameterizedTest
    @MethodSource("fifty")
    @Tag("long")
    void powerCut_atEachChangeOfTheDiskWithEachLoss_losesNothing(Course course) {
        crashAtEachWithEachLoss(course);
    }

    /// Cuts the power with each loss, and once more while the database is opened after it.
    static void crashAtEachWithEachLoss(Course course) {
        for (Call call : changes(course)) {
            for (Loss loss : Loss.values()) {
                crash(course, call, loss, true);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("fifty")
    @Tag("long")
    void powerCut_atEachChangeOfTheDiskWithEachSubsetOfWhatWasNotSynced_losesNothing(Course course) {
        for (Call call : changes(course)) {
            for (int i = 0, count = 1; i < count; i++) {
                count = crashTo(course, call, i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("fifty")
    @Tag("long")
    void kill_atEachChangeOfTheDiskAndThenPowerCut_losesNothing(Course course) {
        killAtEach(course);
    }

    static void killAtEach(Course course) {
        int at = 0;
        for (Call call : changes(course)) {
            kill(course, call, Loss.values()[at / 2 % Loss.values().length], at % 2 == 0);
            at++;
        }
    }

    /// Fifty courses: the scripts, and others that are drawn from seeds.
    static List<Course> fifty() {
        List<Course> courses = new ArrayList<>(List.of(Script.values()));
        for (long seed = 1; courses.size() < 50; seed++) {
            courses.add(new RandomCourse(seed));
        }
        return courses;
    }

    static List<Call> changes(Course course) {
        List<Call> changes = new ArrayList<>();
        course.calls(SEED).forEach((number, call) -> {
            if (call.operation().changesDisk()) {
                changes.add(new Call(number, call.operation(), call.file()));
            }
        });
        return changes;
    }

    /// A world in which the power has just failed at a call.
    private static World cutAt(Course course, Call call) {
        World world = course.prepare(SEED);
        world.troubleAt(call.index(), Fault.POWER_CUT);
        try {
            course.run(world);
        } catch (PowerCut cut) {
            // The call was met.
        }
        return world;
    }

    /// @param again whether the power fails once more while the database is opened
    private static void crash(Course course, Call call, Loss loss, boolean again) {
        try {
            World world = cutAt(course, call);
            world.crash(loss, call.index());
            if (again) {
                crashWhileOpening(world, new SplittableRandom(call.index()), loss);
            }
            world.reopen(true);
            world.requireAgreement();
            goOn(world);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(course + " with the power cut at " + call + " and " + loss + ": " + e, e);
        }
    }

    /// @return how many survivors there are
    private static int crashTo(Course course, Call call, int survivor) {
        try {
            World world = cutAt(course, call);
            int survivors = world.crashTo(survivor, SURVIVORS_MAX);
            world.reopen(true);
            world.requireAgreement();
            return survivors;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(
                    course + " with the power cut at " + call + ", survivor " + survivor + ": " + e, e);
        }
    }

    /// The process ends at a call. The next one builds upon all that it sees, and then the power fails.
    ///
    /// @param forks whether it makes forks and archives, which the catalog names; else it writes to the forks there are
    private static void kill(Course course, Call call, Loss loss, boolean forks) {
        try {
            World world = cutAt(course, call);
            world.heal();
            world.kill();
            world.reopen(false);
            if (forks) {
                for (ForkModel fork : List.copyOf(world.forks())) {
                    world.createFork(fork, "child-of-" + fork.name, null);
                    world.archive(fork, "archive-of-" + fork.name);
                }
            } else {
                writeToEach(world);
            }
            world.crash(loss, call.index());
            world.reopen(true);
            world.requireAgreement();
            goOn(world);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(course + " with a kill at " + call + " and then " + loss + ": " + e, e);
        }
    }

    private static void crashWhileOpening(World world, SplittableRandom random, Loss loss) {
        world.troubleAt(world.calls() + random.nextInt(60), Fault.POWER_CUT);
        try {
            world.reopen(true);
            world.requireAgreement();
        } catch (PowerCut cut) {
            // It was met.
        }
        world.heal();
        world.crash(loss);
    }

    /// Writes on, so that what the crash has left is merged and given back, and looks at everything once more.
    static void goOn(World world) {
        writeToEach(world);
        world.checkpoint();
        world.killAndOpen();
        world.requireAgreement();
        world.compact();
        world.closeAndOpen();
        world.requireAgreement();
        world.close();
    }

    private static void writeToEach(World world) {
        Write write = new Write.Put(TableIdent.of("other"), new byte[] {1}, new Row(new byte[] {1}, 0), false);
        for (ForkModel fork : List.copyOf(world.forks())) {
            world.transact(fork, Durability.DURABLE, List.of(write));
        }
    }
}
