package dev.coppice.volume.nio;

import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/// Permissions as a set and as the bits of a mode.
final class Permissions {
    /// Of a new file, and of a new directory, when nobody says others: as with a mask of 022.
    static final int FILE_DEFAULT = 0644;

    static final int DIRECTORY_DEFAULT = 0755;
    /// Those that a set can express.
    static final int MASK = 0777;

    private static final int WITHHELD = 022;

    private static final int HIGHEST_BIT = 8; // of the first constant, OWNER_READ

    private Permissions() {}

    /// Of a copy of something, when its attributes are not to be copied.
    static int ofCopy(int permissions) {
        return permissions & MASK & ~WITHHELD;
    }

    static Set<PosixFilePermission> of(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission each : PosixFilePermission.values()) {
            if ((mode & bit(each)) != 0) {
                permissions.add(each);
            }
        }
        return permissions;
    }

    static int bits(Set<PosixFilePermission> permissions) {
        int mode = 0;
        for (PosixFilePermission each : permissions) {
            mode |= bit(each);
        }
        return mode;
    }

    /// The permissions that something is to be created with.
    ///
    /// @throws UnsupportedOperationException when another attribute is named
    static int ofNew(int otherwise, FileAttribute<?>... attributes) {
        int mode = otherwise;
        for (FileAttribute<?> attribute : attributes) {
            if (!attribute.name().equals("posix:permissions") || !(attribute.value() instanceof Set<?> set)) {
                throw new UnsupportedOperationException("'" + attribute.name() + "' cannot be set when a file is made");
            }
            mode = 0;
            for (Object each : set) {
                mode |= bit((PosixFilePermission) each);
            }
        }
        return mode;
    }

    private static int bit(PosixFilePermission permission) {
        return 1 << HIGHEST_BIT - permission.ordinal();
    }
}
