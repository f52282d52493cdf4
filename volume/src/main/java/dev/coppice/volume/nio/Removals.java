package dev.coppice.volume.nio;

import dev.coppice.volume.file.FileException;
import dev.coppice.volume.file.FileException.Reason;
import dev.coppice.volume.file.FileTree;
import dev.coppice.volume.file.FileType;
import java.io.IOException;

/// Deleting what a path stands for.
final class Removals {
    private Removals() {}

    /// Deletes a file, a link, or a directory without names.
    static void delete(VolumePath path) throws IOException {
        Errors.on(path, () -> {
            FileTree tree = path.getFileSystem().tree();
            PathResolution.Found found = path.getFileSystem().resolve(path, false);
            found.existing(path);
            if (found.name() == null) {
                throw new FileException(Reason.NOT_PERMITTED, "the root directory");
            }
            if (found.status().type() == FileType.DIRECTORY) {
                tree.removeDirectory(found.directory(), found.name());
            } else {
                tree.unlink(found.directory(), found.name());
            }
            return null;
        });
    }
}
