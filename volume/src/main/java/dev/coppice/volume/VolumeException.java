package dev.coppice.volume;

import java.io.IOException;

/// What can go wrong with a volume as a whole, one type for each thing that a caller can do about it. What can go wrong
/// with a single file is said by the exceptions of `java.nio.file`. The message is for a person and is no API.
public abstract sealed class VolumeException extends IOException {
    private static final long serialVersionUID = 1L;

    private VolumeException(String message, Throwable cause) {
        super(message, cause);
    }

    /// The device holds no volume, or one of a newer format. Nothing was touched. Name the right image, format it, or
    /// use a release that knows the format.
    public static final class NotAVolume extends VolumeException {
        private static final long serialVersionUID = 1L;

        /// Says what was found instead.
        public NotAVolume(String message) {
            super(message, null);
        }
    }

    /// Another process, or another handle of this one, has the device open. Wait for it.
    public static final class Locked extends VolumeException {
        private static final long serialVersionUID = 1L;

        /// Says which device.
        public Locked(String message) {
            super(message, null);
        }
    }

    /// An option, a size or a position is outside its documented range. Nothing was changed. Correct the call.
    public static final class Invalid extends VolumeException {
        private static final long serialVersionUID = 1L;

        /// Says which and what is allowed.
        public Invalid(String message) {
            super(message, null);
        }
    }

    /// Bytes on the device are not what was written there. What needs them fails, all else goes on. Check the volume,
    /// and let it be repaired.
    public static final class Corrupt extends VolumeException {
        private static final long serialVersionUID = 1L;

        /// The place of a block outside any block.
        public static final long NO_BLOCK = -1;

        private final long block;

        /// Says what is damaged.
        ///
        /// @param block the number of the damaged block; [#NO_BLOCK] when it is not one block
        /// @param expected what should be there
        /// @param found what is there
        public Corrupt(long block, String expected, String found) {
            super(
                    (block == NO_BLOCK ? "" : "block " + block + ": ") + "expected " + expected + ", found " + found
                            + "; check the volume",
                    null);
            this.block = block;
        }

        /// The number of the damaged block, or [#NO_BLOCK].
        public long block() {
            return block;
        }
    }

    /// All blocks, or all that may be used for this, are in use. Nothing was lost. Delete something and try again.
    public static final class Full extends VolumeException {
        private static final long serialVersionUID = 1L;

        /// Says what was wanted.
        public Full(String message) {
            super(message, null);
        }
    }

    /// The device cannot be written, or is no longer written because an earlier write failed and nobody knows what
    /// reached it. Reads go on. Mount again; what was synced before is there.
    public static final class ReadOnly extends VolumeException {
        private static final long serialVersionUID = 1L;

        /// Says since when and why.
        ///
        /// @param cause the write that failed; null when it never could be written
        public ReadOnly(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
