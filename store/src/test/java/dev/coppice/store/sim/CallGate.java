package dev.coppice.store.sim;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/// What every call to a simulated disk passes first: it is numbered, logged, counted and hashed, and meets the fault
/// that was planted for it. Guarded by the disk's lock.
final class CallGate {
    /// Older calls are forgotten; a script whose every call is to fail in turn should be shorter.
    static final int LOGGED_CALLS = 1 << 16;

    private final ArrayDeque<Call> log = new ArrayDeque<>();
    private final Map<Long, Fault> faultsByIndex = new HashMap<>();
    private final List<Rule> rules = new ArrayList<>();
    private final long[] counts = new long[Operation.values().length];
    private long next;
    private long bytesRead;
    private long bytesWritten;
    private long hash = 0x6A09_E667_F3BC_C909L;
    private PowerCut powerCut;

    void plant(long index, Fault fault) {
        faultsByIndex.put(index, fault);
    }

    void plant(Predicate<Call> when, Fault fault) {
        rules.add(new Rule(when, fault));
    }

    void heal() {
        faultsByIndex.clear();
        rules.clear();
    }

    /// Ends the power supply, if it has not ended yet.
    void cutPower() {
        if (powerCut == null) {
            powerCut = new PowerCut("the power is cut before call " + next);
        }
    }

    void requirePower() {
        if (powerCut != null) {
            throw new PowerCut(powerCut.getMessage());
        }
    }

    /// Lets a call begin. Throws the planted fault, unless the call is one that a fault leaves half done: such a call
    /// does its half and then throws by [Passage#end()].
    Passage enter(Operation operation, String file, long position, long length) throws IOException {
        requirePower();
        var call = new Call(next++, operation, file);
        if (log.size() == LOGGED_CALLS) {
            log.removeFirst();
        }
        log.addLast(call);
        counts[operation.ordinal()]++;
        mix(operation.ordinal());
        mix(file.hashCode());
        mix(position);
        mix(length);
        var passage = new Passage(call, faultFor(call));
        if (passage.fault == Fault.POWER_CUT) {
            powerCut = new PowerCut("the power is cut at " + call);
        }
        if (!passage.leavesPart()) {
            passage.end();
        }
        return passage;
    }

    private Fault faultFor(Call call) {
        Fault fault = faultsByIndex.remove(call.index());
        if (fault != null && fault.befalls(call.operation())) {
            return fault;
        }
        for (Rule rule : rules) {
            if (rule.fault.befalls(call.operation()) && rule.when.test(call)) {
                return rule.fault;
            }
        }
        return null;
    }

    void countRead(int bytes) {
        bytesRead += bytes;
    }

    void countWrite(byte[] bytes) {
        bytesWritten += bytes.length;
        var checksum = new CRC32C();
        checksum.update(bytes, 0, bytes.length);
        mix(checksum.getValue());
    }

    void mix(long value) {
        hash = Long.rotateLeft(hash ^ value, 23) * 0x9E37_79B9_7F4A_7C15L;
    }

    long nextIndex() {
        return next;
    }

    long hash() {
        return hash;
    }

    List<Call> log() {
        return List.copyOf(log);
    }

    SimulatedDisk.Statistics statistics() {
        return new SimulatedDisk.Statistics(
                next,
                counts[Operation.READ.ordinal()],
                bytesRead,
                counts[Operation.WRITE.ordinal()],
                bytesWritten,
                counts[Operation.SYNC.ordinal()],
                counts[Operation.SYNC_DIRECTORY.ordinal()]);
    }

    /// A call under way.
    ///
    /// @param call the call
    /// @param fault what befalls it, or null
    record Passage(Call call, Fault fault) {
        /// Throws what was planted, if anything.
        void end() throws IOException {
            if (fault == Fault.POWER_CUT) {
                throw new PowerCut("the power is cut at " + call);
            }
            if (fault != null) {
                throw new FileSystemException(call.file(), null, fault.reason());
            }
        }

        private boolean leavesPart() {
            return switch (fault) {
                case null -> true;
                case POWER_CUT -> call.operation().changesDisk();
                case EIO, ENOSPC -> call.operation() == Operation.WRITE;
                case LOST_SYNC -> true;
            };
        }
    }

    private record Rule(Predicate<Call> when, Fault fault) {}
}
