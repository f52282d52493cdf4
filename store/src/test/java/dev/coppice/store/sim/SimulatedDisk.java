package dev.coppice.store.sim;

import dev.coppice.store.host.Storage;
import dev.coppice.store.host.StorageFile;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/// A disk in memory that behaves like a Linux file system on a drive that may lose power, fail, fill up and rot.
///
/// Processes see every change at once. What the disk is sure to hold is another matter: bytes become durable by
/// [StorageFile#sync()], names by [#syncDirectory(String)] of the directory that holds them, and a rename between two
/// directories needs both. [#crash(long, Loss)] shows a disk on which some of the rest survived, by sectors of 512
/// bytes and by single changes of names; a rename survives wholly or not at all.
///
/// Every call is numbered from 0 and meets the faults planted for it ([#failAt(long, Fault)],
/// [#failWhen(Predicate, Fault)], [#capacity(long)]). Nothing here depends on time, threads or addresses: the same
/// seed, calls and plants give the same answers and the same [#traceHash()].
///
/// Reads through mappings are not calls, as on a real machine. Thread-safe.
public final class SimulatedDisk implements Storage {
    private final long seed;
    private final NameSpace names;
    private final CallGate gate = new CallGate();
    private final Set<String> locks = new HashSet<>();
    private long capacity = Long.MAX_VALUE;

    /// An empty disk.
    ///
    /// @param seed what decides where the disk has a choice in a planted fault
    public SimulatedDisk(long seed) {
        this(seed, new NameSpace());
    }

    private SimulatedDisk(long seed, NameSpace names) {
        this.seed = seed;
        this.names = names;
    }

    // ---- Storage

    @Override
    public synchronized StorageFile create(String name) throws IOException {
        requireFileName(name);
        CallGate.Passage passage = gate.enter(Operation.CREATE, name, 0, 0);
        if (names.get(name) != null) {
            throw new FileAlreadyExistsException(name);
        }
        makeDirectory(NameSpace.parent(name), name);
        var inode = new Inode();
        names.link(name, inode);
        passage.end();
        return new SimulatedFile(this, name, inode, Access.READ_WRITE);
    }

    @Override
    public synchronized StorageFile open(String name, Access access) throws IOException {
        requireFileName(name);
        gate.enter(Operation.OPEN, name, access.ordinal(), 0);
        return new SimulatedFile(this, name, requireFile(name), access);
    }

    @Override
    public synchronized List<String> list(String directory) throws IOException {
        requireDirectoryName(directory);
        gate.enter(Operation.LIST, directory, 0, 0);
        Inode inode = names.get(directory);
        if (inode != null && inode != NameSpace.DIRECTORY) {
            throw new NotDirectoryException(directory);
        }
        return names.list(directory);
    }

    @Override
    public synchronized boolean exists(String name) throws IOException {
        requireDirectoryName(name);
        gate.enter(Operation.EXISTS, name, 0, 0);
        return names.get(name) != null;
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        requireFileName(from);
        requireFileName(to);
        CallGate.Passage passage = gate.enter(Operation.RENAME, from, to.hashCode(), 0);
        requireFile(from);
        if (names.get(to) == NameSpace.DIRECTORY) {
            throw new FileSystemException(from, to, "Is a directory");
        }
        if (names.get(NameSpace.parent(to)) != NameSpace.DIRECTORY) {
            throw new NoSuchFileException(from, to, "the directory of the new name does not exist");
        }
        if (!from.equals(to)) {
            names.rename(from, to);
        }
        passage.end();
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        requireFileName(name);
        CallGate.Passage passage = gate.enter(Operation.DELETE, name, 0, 0);
        Inode inode = names.get(name);
        if (inode == NameSpace.DIRECTORY && !names.list(name).isEmpty()) {
            throw new DirectoryNotEmptyException(name);
        }
        if (inode != null) {
            names.unlink(name);
        }
        passage.end();
    }

    @Override
    public synchronized void syncDirectory(String directory) throws IOException {
        requireDirectoryName(directory);
        CallGate.Passage passage = gate.enter(Operation.SYNC_DIRECTORY, directory, 0, 0);
        if (names.get(directory) != NameSpace.DIRECTORY) {
            throw new NoSuchFileException(directory);
        }
        if (passage.fault() == null) {
            names.sync(directory);
        }
        passage.end();
    }

    @Override
    public synchronized AutoCloseable tryLock(String name) throws IOException {
        requireFileName(name);
        CallGate.Passage passage = gate.enter(Operation.LOCK, name, 0, 0);
        if (names.get(name) == null) {
            makeDirectory(NameSpace.parent(name), name);
            names.link(name, new Inode());
        }
        passage.end();
        return locks.add(name) ? new Lock(name) : null;
    }

    @Override
    public String description() {
        return "simulated disk " + seed;
    }

    @Override
    public synchronized long usableBytes() {
        return capacity == Long.MAX_VALUE ? capacity : Math.max(0, capacity - usedBytes());
    }

    @Override
    public void close() {
        // Holds nothing: locks end with their handles, as those of a process do.
    }

    // ---- Crashes

    /// Cuts the power and looks at what survived: a new disk on which everything is durable. This disk is dead, its
    /// handles throw [PowerCut]; but it may be asked again, with another seed or policy, what else could have survived.
    ///
    /// @param crashSeed what decides among the possible survivors
    /// @param loss which survivors are possible
    public synchronized SimulatedDisk crash(long crashSeed, Loss loss) {
        return survivor(crashSeed, loss, Choices.random(new SplittableRandom(crashSeed)));
    }

    /// As [#crash(long, Loss)] with [Loss#REORDER], for all possible survivors if there are at most so many, else for
    /// so many that a seed picks.
    public synchronized List<SimulatedDisk> everyCrash(int limit, long crashSeed) {
        var survivors = new ArrayList<SimulatedDisk>();
        var choices = new Choices.Exhaustive();
        do {
            survivors.add(survivor(crashSeed, Loss.REORDER, choices));
        } while (choices.advance() && survivors.size() <= limit);
        if (survivors.size() <= limit) {
            return survivors;
        }
        survivors.clear();
        var seeds = new SplittableRandom(crashSeed);
        for (int i = 0; i < limit; i++) {
            survivors.add(crash(seeds.nextLong(), Loss.REORDER));
        }
        return survivors;
    }

    /// Ends the process but not the machine: a new disk on which all changes can be seen and those that were not synced
    /// still are not, so that a later crash may lose them. This disk is dead.
    public synchronized SimulatedDisk killProcess() {
        gate.cutPower();
        var copies = new HashMap<Inode, Inode>();
        names.reachable().forEach(inode -> copies.put(inode, inode.copy()));
        return successor(seed, names.copy(copies));
    }

    private SimulatedDisk survivor(long crashSeed, Loss loss, Choices choices) {
        gate.cutPower();
        return successor(crashSeed, names.afterCrash(loss, choices));
    }

    private SimulatedDisk successor(long newSeed, NameSpace survived) {
        var disk = new SimulatedDisk(newSeed, survived);
        disk.capacity = capacity;
        return disk;
    }

    /// How many sectors and changes of names a crash may undo.
    public synchronized int unsyncedChanges() {
        return names.unsyncedChanges()
                + names.reachable().stream().mapToInt(Inode::unsyncedSectors).sum();
    }

    // ---- Faults

    /// Plants a fault for one call, given by its index. Has no effect if the fault cannot happen to it.
    public synchronized void failAt(long callIndex, Fault fault) {
        gate.plant(callIndex, fault);
    }

    /// Plants a fault for all calls that match, from now on.
    public synchronized void failWhen(Predicate<Call> when, Fault fault) {
        gate.plant(when, fault);
    }

    /// Plants a [Fault#POWER_CUT] for one call.
    public void cutPowerAt(long callIndex) {
        failAt(callIndex, Fault.POWER_CUT);
    }

    /// Removes all planted faults. Power does not come back, nor does what a failed sync lost.
    public synchronized void heal() {
        gate.heal();
    }

    /// Limits the bytes that the files may take up, in blocks of 4 KiB; holes take up nothing. A write that needs more
    /// writes what fits and throws.
    public synchronized void capacity(long bytes) {
        capacity = bytes;
    }

    /// Inverts one bit of a file, in all that the disk may show of it.
    ///
    /// @param offset the byte, within the file
    /// @param bit 0 for the least significant bit of the byte
    public synchronized void flipBit(String file, long offset, int bit) {
        byte[] one = peek(file, offset, 1);
        one[0] ^= (byte) (1 << bit);
        poke(file, offset, one);
    }

    /// Copies bytes from one place to another, in the same file or not: a misdirected or stale write.
    public synchronized void copyBytes(String from, long fromOffset, String to, long toOffset, int length) {
        poke(to, toOffset, peek(from, fromOffset, length));
    }

    /// Makes bytes zero: a write that was acknowledged and never happened.
    public synchronized void zero(String file, long offset, int length) {
        poke(file, offset, new byte[length]);
    }

    /// Exchanges two pages of a file.
    public synchronized void swapPages(String file, int pageSize, long one, long other) {
        byte[] kept = peek(file, one * pageSize, pageSize);
        copyBytes(file, other * pageSize, file, one * pageSize, pageSize);
        poke(file, other * pageSize, kept);
    }

    /// Replaces a file's bytes, durably and without a call; creates the file if there is none.
    public synchronized void replace(String file, byte[] bytes) throws IOException {
        requireFileName(file);
        if (names.get(file) == null) {
            makeDirectory(NameSpace.parent(file), file);
            names.link(file, new Inode());
            names.sync(NameSpace.parent(file));
        }
        fileForTest(file).damageSize(bytes.length);
        poke(file, 0, bytes);
    }

    // ---- What a test may look at

    /// A file's bytes as processes see them, without a call.
    public synchronized byte[] contents(String file) {
        return peek(file, 0, Math.toIntExact(fileForTest(file).size()));
    }

    /// The full names of all files, sorted, without a call.
    public synchronized List<String> files() {
        return List.copyOf(names.files().keySet());
    }

    /// The index that the next call will have.
    public synchronized long nextCall() {
        return gate.nextIndex();
    }

    /// The calls so far, oldest first; the first are forgotten when there are more than 65,536.
    public synchronized List<Call> calls() {
        return gate.log();
    }

    /// A hash of all calls so far, their arguments and the bytes written. Equal for equal runs.
    public synchronized long traceHash() {
        return gate.hash();
    }

    /// What the calls so far add up to.
    public synchronized Statistics statistics() {
        return gate.statistics();
    }

    /// Sums over the life of a disk.
    ///
    /// @param calls all calls
    /// @param reads calls of read, those through mappings not included
    /// @param bytesRead bytes that reads returned
    /// @param writes calls of write
    /// @param bytesWritten bytes that writes accepted
    /// @param syncs syncs of files
    /// @param directorySyncs syncs of directories
    public record Statistics(
            long calls, long reads, long bytesRead, long writes, long bytesWritten, long syncs, long directorySyncs) {}

    // ---- For the open files

    CallGate gate() {
        return gate;
    }

    /// How many of the bytes find room.
    int room(Inode inode, long position, int length) {
        if (capacity == Long.MAX_VALUE) {
            return length;
        }
        long free = usableBytes();
        int accepted = 0;
        while (accepted < length) {
            long at = position + accepted;
            int step = (int) Math.min(length - accepted, Content.CHUNK - at % Content.CHUNK);
            free -= inode.content().isHole(at) ? Content.CHUNK : 0;
            if (free < 0) {
                break;
            }
            accepted += step;
        }
        return accepted;
    }

    IOException full(String file) {
        return new FileSystemException(file, null, Fault.ENOSPC.reason());
    }

    /// How much of a failing write is written.
    int partOf(int length, Call call) {
        return choicesFor(call).choose(length + 1);
    }

    /// Answers where a call has a choice.
    Choices choicesFor(Call call) {
        return Choices.random(new SplittableRandom(seed * 31 + call.index()));
    }

    // ---- Names

    private void makeDirectory(String directory, String forFile) throws IOException {
        Inode inode = names.get(directory);
        if (inode == null) {
            makeDirectory(NameSpace.parent(directory), forFile);
            names.link(directory, NameSpace.DIRECTORY);
        } else if (inode != NameSpace.DIRECTORY) {
            throw new FileSystemException(forFile, null, directory + " is not a directory");
        }
    }

    private Inode requireFile(String name) throws IOException {
        Inode inode = names.get(name);
        if (inode == null) {
            throw new NoSuchFileException(name);
        }
        if (inode == NameSpace.DIRECTORY) {
            throw new FileSystemException(name, null, "Is a directory");
        }
        return inode;
    }

    private Inode fileForTest(String name) {
        Inode inode = names.get(name);
        if (inode == null || inode == NameSpace.DIRECTORY) {
            throw new IllegalArgumentException("no file " + name + " among " + files());
        }
        return inode;
    }

    private byte[] peek(String file, long offset, int length) {
        return requireRange(file, offset, length).content().read(offset, length);
    }

    private void poke(String file, long offset, byte[] bytes) {
        requireRange(file, offset, bytes.length).damage(offset, bytes);
    }

    private Inode requireRange(String file, long offset, int length) {
        Inode inode = fileForTest(file);
        if (offset < 0 || length < 0 || offset + length > inode.size()) {
            throw new IllegalArgumentException(
                    file + " has " + inode.size() + " bytes, none at " + offset + " to " + (offset + length));
        }
        return inode;
    }

    private long usedBytes() {
        Map<String, Inode> files = names.files();
        return files.values().stream()
                .mapToLong(inode -> inode.content().allocatedBytes())
                .sum();
    }

    private static void requireDirectoryName(String name) {
        if (!name.isEmpty()) {
            requireFileName(name);
        }
    }

    private static void requireFileName(String name) {
        for (int start = 0; start <= name.length(); ) {
            int slash = name.indexOf('/', start);
            int end = slash < 0 ? name.length() : slash;
            if (!isPlain(name, start, end)) {
                throw new IllegalArgumentException("'" + name + "' names no file of a storage");
            }
            start = end + 1;
        }
    }

    private static boolean isPlain(String name, int start, int end) {
        int dots = 0;
        for (int i = start; i < end; i++) {
            char c = name.charAt(i);
            if (c == '\\' || c == ':' || c < ' ') {
                return false;
            }
            dots += c == '.' ? 1 : 0;
        }
        boolean isRelative = dots == end - start && dots <= 2;
        return !isRelative;
    }

    private final class Lock implements AutoCloseable {
        private final String name;
        private boolean held = true;

        Lock(String name) {
            this.name = name;
        }

        @Override
        public void close() {
            synchronized (SimulatedDisk.this) {
                if (held) {
                    held = false;
                    locks.remove(name);
                }
            }
        }
    }
}
