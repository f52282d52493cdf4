package dev.coppice.store.partition;

import dev.coppice.store.log.BodyReader;
import dev.coppice.store.log.BodyWriter;
import java.util.Arrays;
import java.util.List;

/// Which fork's directory holds each data file that a partition can reach. A fork's file ids start above its parent's
/// high-water mark at the moment of the fork, so the owner of a file follows from the range in which its id lies: below
/// the first mark the first owner's, from there to the next mark the second's, and from the last mark on this fork's
/// own.
///
/// Immutable.
public final class FileOwners {
    /// Every file is this fork's own.
    public static final FileOwners NONE = new FileOwners(new Owner[0]);

    private final Owner[] owners;

    private FileOwners(Owner[] owners) {
        this.owners = owners;
    }

    /// Owners of inherited files.
    ///
    /// @param owners ascending, each mark above the one before
    /// @throws IllegalArgumentException when they are not
    public static FileOwners of(List<Owner> owners) {
        for (int i = 1; i < owners.size(); i++) {
            if (owners.get(i).fileIdBelow() <= owners.get(i - 1).fileIdBelow()) {
                throw new IllegalArgumentException("marks of owners do not ascend: " + owners);
            }
        }
        return owners.isEmpty() ? NONE : new FileOwners(owners.toArray(Owner[]::new));
    }

    /// What a child of this fork inherits: these owners, and this fork for what it owns up to now. An owner of no file
    /// id is left out, so a long chain of forks costs only those that wrote.
    ///
    /// @param fileIdBelow one above the highest file id that this fork gave out, the child's first
    /// @param forkId this fork
    /// @param incarnation of the table, as in the name of its directory
    public FileOwners inheritedBelow(long fileIdBelow, long forkId, long incarnation) {
        if (fileIdBelow < firstOwnFileId()) {
            throw new IllegalArgumentException(
                    "mark " + fileIdBelow + " is below the mark " + firstOwnFileId() + " of an ancestor");
        }
        if (fileIdBelow == firstOwnFileId()) {
            return this;
        }
        Owner[] result = Arrays.copyOf(owners, owners.length + 1);
        result[owners.length] = new Owner(fileIdBelow, forkId, incarnation);
        return new FileOwners(result);
    }

    /// The owner of an inherited file, null when it is this fork's own.
    public Owner ownerOf(long fileId) {
        int low = 0;
        int high = owners.length;
        while (low < high) { // the first mark above the id
            int middle = (low + high) >>> 1;
            if (owners[middle].fileIdBelow <= fileId) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == owners.length ? null : owners[low];
    }

    /// The lowest file id that belongs to this fork itself: the last mark, 0 when nothing is inherited.
    public long firstOwnFileId() {
        return owners.length == 0 ? 0 : owners[owners.length - 1].fileIdBelow;
    }

    /// The first file id that does not mean the same file in two forks: below it both have the same owners, from it on
    /// they have not, because once two lines of forks have parted they do not meet again.
    ///
    /// @param forkA the fork whose inherited files the first owners own
    /// @param forkB the fork whose inherited files the second owners own
    /// @return the id, [Long#MAX_VALUE] when both are the same fork
    public static long sharedBelow(FileOwners a, long forkA, FileOwners b, long forkB) {
        long shared = 0;
        for (int i = 0; a.forkAt(i, forkA) == b.forkAt(i, forkB); i++) {
            shared = Math.min(a.markAt(i), b.markAt(i));
            if (a.markAt(i) != b.markAt(i) || shared == Long.MAX_VALUE) {
                break;
            }
        }
        return shared;
    }

    private long forkAt(int index, long ownFork) {
        return index < owners.length ? owners[index].forkId : ownFork;
    }

    private long markAt(int index) {
        return index < owners.length ? owners[index].fileIdBelow : Long.MAX_VALUE;
    }

    /// All owners, ascending by mark.
    public List<Owner> all() {
        return List.of(owners);
    }

    void encode(BodyWriter writer) {
        writer.varint(owners.length);
        long before = 0;
        for (Owner owner : owners) {
            writer.varint(owner.fileIdBelow - before);
            writer.varint(owner.forkId);
            writer.varint(owner.incarnation);
            before = owner.fileIdBelow;
        }
    }

    static FileOwners decode(BodyReader reader) {
        int count = reader.count("a number of file owners", 3);
        Owner[] owners = new Owner[count];
        long before = 0;
        for (int i = 0; i < count; i++) {
            long step = reader.varint("a mark of file ids", Long.MAX_VALUE - before);
            if (step == 0) {
                throw reader.corrupt("a mark of file ids above " + before, Long.toString(before));
            }
            before += step;
            owners[i] = new Owner(
                    before,
                    reader.varint("a fork id", Long.MAX_VALUE),
                    reader.varint("an incarnation", Long.MAX_VALUE));
        }
        return count == 0 ? NONE : new FileOwners(owners);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileOwners that && Arrays.equals(owners, that.owners);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(owners);
    }

    @Override
    public String toString() {
        return Arrays.toString(owners);
    }

    /// The owner of a range of file ids.
    ///
    /// @param fileIdBelow the mark: it owns the ids below, down to the mark before
    /// @param forkId the fork in whose directory the files lie
    /// @param incarnation of the table, as in the name of its directory there
    public record Owner(long fileIdBelow, long forkId, long incarnation) {
        /// Checks the mark.
        public Owner {
            if (fileIdBelow < 1) {
                throw new IllegalArgumentException("a mark is at least 1, not " + fileIdBelow);
            }
        }
    }
}
