package dev.coppice.volume.nio;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;

/// The space of a volume.
final class VolumeFileStore extends FileStore {
    private final VolumeFileSystem fileSystem;

    VolumeFileStore(VolumeFileSystem fileSystem) {
        this.fileSystem = fileSystem;
    }

    @Override
    public String name() {
        return fileSystem.toString();
    }

    @Override
    public String type() {
        return "coppice";
    }

    @Override
    public boolean isReadOnly() {
        return fileSystem.isReadOnly();
    }

    @Override
    public long getTotalSpace() {
        return fileSystem.layer().geometry().blockCount() * getBlockSize();
    }

    @Override
    public long getUsableSpace() throws IOException {
        return getUnallocatedSpace();
    }

    @Override
    public long getUnallocatedSpace() throws IOException {
        return fileSystem.layer().read(fileSystem.layer().space()::freeCount) * getBlockSize();
    }

    @Override
    public long getBlockSize() {
        return fileSystem.layer().geometry().blockSize();
    }

    @Override
    public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
        return type == BasicFileAttributeView.class
                || type == PosixFileAttributeView.class
                || type == FileOwnerAttributeView.class;
    }

    @Override
    public boolean supportsFileAttributeView(String name) {
        return NamedAttributes.VIEWS.contains(name);
    }

    @Override
    public <V extends FileStoreAttributeView> V getFileStoreAttributeView(Class<V> type) {
        return null;
    }

    @Override
    public Object getAttribute(String attribute) throws IOException {
        return switch (attribute) {
            case "totalSpace" -> getTotalSpace();
            case "usableSpace" -> getUsableSpace();
            case "unallocatedSpace" -> getUnallocatedSpace();
            default -> throw new UnsupportedOperationException("no attribute '" + attribute + "'");
        };
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VolumeFileStore store && store.fileSystem == fileSystem;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(fileSystem);
    }
}
