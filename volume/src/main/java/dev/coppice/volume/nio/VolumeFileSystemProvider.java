package dev.coppice.volume.nio;

import dev.coppice.volume.device.BlockDevice;
import dev.coppice.volume.device.FileDevice;
import dev.coppice.volume.device.FileDevice.Access;
import dev.coppice.volume.file.FileException;
import dev.coppice.volume.file.FileStatus;
import dev.coppice.volume.file.FileTree;
import dev.coppice.volume.file.FileType;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.spi.FileSystemProvider;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The provider of file systems in volumes, for addresses such as `volume:file:///data/disk.img!/directory/file`. The
/// JDK makes one of its own when it is asked for such an address; [dev.coppice.volume.Volume] needs no address.
///
/// The environment of [#newFileSystem(URI, Map)] knows one key, `readOnly`, with the value `true` or `false`.
public final class VolumeFileSystemProvider extends FileSystemProvider {
    private final Map<Path, VolumeFileSystem> open =
            new HashMap<>(); // by the real path of the image; guarded by itself

    /// For the JDK, which finds the provider by its service.
    public VolumeFileSystemProvider() {}

    @Override
    public String getScheme() {
        return VolumeAddress.SCHEME;
    }

    @Override
    public VolumeFileSystem newFileSystem(URI uri, Map<String, ?> env) throws IOException {
        return newFileSystem(Path.of(VolumeAddress.parse(uri).image()), env);
    }

    @Override
    public VolumeFileSystem newFileSystem(Path path, Map<String, ?> env) throws IOException {
        Path image = path.toRealPath();
        boolean readOnly = Boolean.parseBoolean(String.valueOf(env.get("readOnly")));
        synchronized (open) {
            if (open.containsKey(image)) {
                throw new FileSystemAlreadyExistsException(image + " is open already");
            }
            VolumeFileSystem fileSystem =
                    newFileSystem(image, FileDevice.open(image, readOnly ? Access.READ : Access.READ_WRITE), readOnly);
            open.put(image, fileSystem);
            return fileSystem;
        }
    }

    /// Opens a volume on a device, which is closed with it.
    public VolumeFileSystem newFileSystem(BlockDevice device, boolean readOnly) throws IOException {
        return newFileSystem(null, device, readOnly);
    }

    private VolumeFileSystem newFileSystem(Path image, BlockDevice device, boolean readOnly) throws IOException {
        boolean isOpen = false;
        try {
            VolumeFileSystem fileSystem = new VolumeFileSystem(this, image, device, readOnly);
            isOpen = true;
            return fileSystem;
        } finally {
            if (!isOpen) {
                device.close();
            }
        }
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        Path image = Path.of(VolumeAddress.parse(uri).image());
        synchronized (open) {
            for (Map.Entry<Path, VolumeFileSystem> each : open.entrySet()) {
                if (each.getKey().equals(realPath(image))) {
                    return each.getValue();
                }
            }
        }
        throw new FileSystemNotFoundException(image + " is not open");
    }

    @Override
    public Path getPath(URI uri) {
        return getFileSystem(uri).getPath(VolumeAddress.parse(uri).path());
    }

    void forget(Path image) {
        synchronized (open) {
            open.remove(image);
        }
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return new FileOpening(VolumePath.of(path), options, attributes).open();
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path dir, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        VolumePath path = VolumePath.of(dir);
        VolumeFileSystem fileSystem = path.getFileSystem();
        return Errors.on(path, () -> {
            try {
                FileStatus status = fileSystem.find(path, true);
                fileSystem.tree().parent(status.inode());
                fileSystem.tree().hold(status.inode());
                return new VolumeDirectoryStream(fileSystem.tree(), path, status.inode(), filter);
            } catch (FileException e) {
                throw e.reason() == FileException.Reason.NOT_A_DIRECTORY
                        ? new NotDirectoryException(path.toString())
                        : e;
            }
        });
    }

    @Override
    public void createDirectory(Path dir, FileAttribute<?>... attributes) throws IOException {
        VolumePath path = VolumePath.of(dir);
        int permissions = Permissions.ofNew(Permissions.DIRECTORY_DEFAULT, attributes);
        create(path, (tree, found) -> tree.createDirectory(found.directory(), found.name(), permissions, 0, 0));
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
        if (attributes.length > 0) {
            throw new UnsupportedOperationException("a symbolic link has no permissions of its own");
        }
        byte[] text = NameBytes.encode(VolumePath.of(target).toString());
        create(
                VolumePath.of(link),
                (tree, found) -> tree.createSymbolicLink(found.directory(), found.name(), text, 0, 0));
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        VolumePath path = VolumePath.of(link);
        VolumePath target = VolumePath.of(existing);
        if (path.getFileSystem() != target.getFileSystem()) {
            throw new ProviderMismatchException("a link from one volume into another");
        }
        long file =
                Errors.on(target, () -> path.getFileSystem().find(target, false).inode());
        create(path, (tree, found) -> tree.link(file, found.directory(), found.name()));
    }

    @Override
    public void delete(Path path) throws IOException {
        Removals.delete(VolumePath.of(path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        new Copying(VolumePath.of(source), VolumePath.of(target), options).copy();
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        new Copying(VolumePath.of(source), VolumePath.of(target), options).move();
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        VolumePath path = VolumePath.of(link);
        return Errors.on(path, () -> {
            FileStatus status = path.getFileSystem().find(path, false);
            if (status.type() != FileType.SYMBOLIC_LINK) {
                throw new NotLinkException(path.toString());
            }
            byte[] target = path.getFileSystem().tree().target(status.inode());
            return VolumePath.parse(path.getFileSystem(), NameBytes.decode(target));
        });
    }

    @Override
    public boolean isSameFile(Path first, Path second) throws IOException {
        if (first.equals(second)) {
            return true;
        }
        if (!(second instanceof VolumePath other) || first.getFileSystem() != second.getFileSystem()) {
            return false;
        }
        VolumePath path = VolumePath.of(first);
        return Errors.on(
                path,
                () -> path.getFileSystem().find(path, true).inode()
                        == other.getFileSystem().find(other, true).inode());
    }

    @Override
    public boolean isHidden(Path path) {
        Path name = path.getFileName();
        return name != null && name.toString().startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        VolumePath inVolume = VolumePath.of(path);
        Errors.on(path, () -> inVolume.getFileSystem().find(inVolume, true));
        return new VolumeFileStore(inVolume.getFileSystem());
    }

    /// Only whether the file is there: who works with a volume in this process may do everything.
    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        VolumePath inVolume = VolumePath.of(path);
        Errors.on(path, () -> inVolume.getFileSystem().find(inVolume, true));
        if (Arrays.asList(modes).contains(AccessMode.WRITE)
                && inVolume.getFileSystem().isReadOnly()) {
            throw new AccessDeniedException(path.toString(), null, "the volume is read only");
        }
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        String name;
        if (type == BasicFileAttributeView.class) {
            name = "basic";
        } else if (type == PosixFileAttributeView.class) {
            name = "posix";
        } else if (type == FileOwnerAttributeView.class) {
            name = "owner";
        } else {
            return null;
        }
        return type.cast(new VolumeAttributeView(VolumePath.of(path), followsLinks(options), name));
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        if (type != BasicFileAttributes.class && type != PosixFileAttributes.class) {
            throw new UnsupportedOperationException("no attributes of " + type);
        }
        return type.cast(view(path, options).readAttributes());
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        return NamedAttributes.read(view(path, options).readAttributes(), attributes);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        NamedAttributes.set(view(path, options), attribute, value);
    }

    /// Makes something where nothing is.
    @FunctionalInterface
    private interface Creation {
        FileStatus run(FileTree tree, PathResolution.Found found) throws IOException;
    }

    private static void create(VolumePath path, Creation creation) throws IOException {
        Errors.on(path, () -> {
            PathResolution.Found found = path.getFileSystem().resolve(path, false);
            if (found.status() != null) {
                throw new FileAlreadyExistsException(path.toString());
            }
            return creation.run(path.getFileSystem().tree(), found);
        });
    }

    private static VolumeAttributeView view(Path path, LinkOption... options) {
        return new VolumeAttributeView(VolumePath.of(path), followsLinks(options), "posix");
    }

    private static boolean followsLinks(LinkOption... options) {
        return !Arrays.asList(options).contains(LinkOption.NOFOLLOW_LINKS);
    }

    private static Path realPath(Path image) {
        try {
            return image.toRealPath();
        } catch (IOException gone) {
            return image;
        }
    }
}
