package dev.coppice.store.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.StoreException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IoErrorsTest {
    @ParameterizedTest
    @ValueSource(strings = {"No space left on device", "Disk quota exceeded", "There is not enough space on the disk"})
    void wrap_storageIsFull_isFullAndSaysWhatAndWhy(String words) {
        for (IOException cause :
                new IOException[] {new IOException(words), new FileSystemException("/db/a", null, words)}) {
            assertThat(IoErrors.wrap("writing a", cause))
                    .isInstanceOf(StoreException.Full.class)
                    .hasMessageContaining("writing a failed")
                    .hasMessageContaining(words)
                    .hasMessageContaining("free space")
                    .hasCause(cause);
        }
    }

    @Test
    void wrap_anythingElse_isIo() {
        IOException cause = new IOException("Input/output error");
        assertThat(IoErrors.wrap("syncing a", cause))
                .isInstanceOf(StoreException.Io.class)
                .hasMessage("syncing a failed: Input/output error")
                .hasCause(cause);
    }

    @Test
    void wrap_causeWithoutWords_isNamedByItsType() {
        assertThat(IoErrors.wrap("reading a", new ClosedChannelException()))
                .hasMessage("reading a failed: ClosedChannelException");
        assertThat(IoErrors.wrap("opening a", new AccessDeniedException("/db/a")))
                .isInstanceOf(StoreException.Io.class)
                .hasMessage("opening a failed: no permission for /db/a; give this user the right to read and write it");
    }

    @Test
    void wrap_diskThatCannotBeWritten_isReadOnly() {
        assertThat(IoErrors.wrap("opening a", new FileSystemException("/db/a", null, "Read-only file system")))
                .isInstanceOf(StoreException.ReadOnly.class)
                .hasMessage("opening a failed: /db/a: Read-only file system; open the database read-only, or make the"
                        + " disk writable");
    }

    @Test
    void wrap_fileInPlaceOfADirectory_isNotADatabase() {
        for (IOException cause : new IOException[] {
            new NotDirectoryException("/db/a"), new FileSystemException("/db/a", null, "Not a directory")
        }) {
            assertThat(IoErrors.wrap("opening a", cause))
                    .isInstanceOf(StoreException.NotADatabase.class)
                    .hasMessageContaining("/db/a")
                    .hasMessageContaining("is a directory, name that");
        }
    }
}
