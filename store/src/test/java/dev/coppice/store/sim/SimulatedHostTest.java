package dev.coppice.store.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.host.Host;
import dev.coppice.store.host.StorageFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedHostTest {
    @Test
    void create_sameSeed_runsAlikeThroughCrashes() throws Exception {
        List<Object> first = run(42);
        assertThat(run(42)).isEqualTo(first);
        assertThat(run(43)).isNotEqualTo(first);
    }

    /// The other half of determinism: a number that was found by another JVM, on another day. It changes only when the
    /// simulation itself does.
    @Test
    void create_pinnedSeed_runsAsItDidInAnotherJvm() throws Exception {
        assertThat(run(42).hashCode()).isEqualTo(1_410_447_173);
    }

    @Test
    void crash_queuedWork_isForgottenAndTheClockGoesOn() {
        SimulatedHost machine = SimulatedHost.create(1);
        machine.scheduler().submit("checkpoint", () -> {
            throw new AssertionError("runs after the crash");
        });
        machine.clock().advanceMillis(1234);
        long millis = machine.clock().millis();
        SimulatedHost restarted = machine.crash(Loss.DROP_UNSYNCED);
        restarted.scheduler().runAll();
        assertThat(restarted.clock().millis()).isEqualTo(millis);
    }

    @Test
    void restart_entropy_givesOtherNumbers() {
        SimulatedHost machine = SimulatedHost.create(1);
        long first = machine.host().entropy().nextLong();
        assertThat(machine.killProcess().host().entropy().nextLong()).isNotEqualTo(first);
    }

    @Test
    void seeds_failingBody_saysSeedAndCommand() {
        assertThatThrownBy(() -> Seeds.forEach(getClass(), 3, seed -> {
                    throw new IOException("planted");
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("planted")
                .hasMessageContaining("-Dtest=SimulatedHostTest")
                .hasMessageContaining("-Dcoppice.seed=");
    }

    /// A little machine's life: three background writers, syncs now and then, a crash in the middle.
    private static List<Object> run(long seed) throws Exception {
        SimulatedHost machine = SimulatedHost.create(seed);
        List<Object> seen = new ArrayList<>();
        for (Loss loss : Loss.values()) {
            Host host = machine.host();
            for (int i = 0; i < 3; i++) {
                StorageFile file = host.storage()
                        .create("file" + Long.toHexString(host.entropy().nextLong()));
                long[] position = new long[1];
                host.scheduler().submit("writer " + i, () -> write(host, file, position));
            }
            machine.scheduler().runAll();
            seen.add(machine.disk().traceHash());
            seen.add(machine.scheduler().orderHash());
            machine = machine.crash(loss);
            seen.add(machine.disk().files());
            for (String file : machine.disk().files()) {
                seen.add(ByteBuffer.wrap(machine.disk().contents(file)));
            }
        }
        return seen;
    }

    private static boolean write(Host host, StorageFile file, long[] position) {
        try {
            file.write(ByteBuffer.allocate(8).putLong(host.entropy().nextLong()).flip(), position[0]);
            position[0] += 1000;
            if (position[0] % 7000 == 0) {
                file.sync();
            } else if (position[0] % 11_000 == 0) {
                host.storage().syncDirectory("");
            }
            return position[0] < 20_000;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
