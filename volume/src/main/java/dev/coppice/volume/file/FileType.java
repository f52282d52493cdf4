package dev.coppice.volume.file;

/// What a file is: the highest bits of its mode.
public enum FileType {
    /// A pipe with a name.
    FIFO(1),
    /// A device that is read and written by bytes.
    CHARACTER_DEVICE(2),
    /// Names of other files.
    DIRECTORY(4),
    /// A device that is read and written by blocks.
    BLOCK_DEVICE(6),
    /// Content.
    REGULAR(8),
    /// A path that stands for another file.
    SYMBOLIC_LINK(10),
    /// A socket with a name.
    SOCKET(12);

    private static final int MODE_SHIFT = 12;

    private final int code;

    FileType(int code) {
        this.code = code;
    }

    /// The number that a directory's entry has for it.
    public int code() {
        return code;
    }

    /// The bits of a mode.
    public int bits() {
        return code << MODE_SHIFT;
    }

    /// The type that a mode says; null when it says none.
    public static FileType of(int mode) {
        for (FileType type : values()) {
            if (mode >>> MODE_SHIFT == type.code) {
                return type;
            }
        }
        return null;
    }
}
