package dev.coppice.volume.nio;

import dev.coppice.volume.SnapshotInfo;
import dev.coppice.volume.VolumeException;
import dev.coppice.volume.block.BlockLayer;
import dev.coppice.volume.device.BlockDevice;
import dev.coppice.volume.file.FileStatus;
import dev.coppice.volume.file.FileTree;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// An open volume. What is written is durable after a `force`, a `close`, or after five seconds at the latest.
public final class VolumeFileSystem extends FileSystem {
    private static final System.Logger LOGGER = System.getLogger(VolumeFileSystem.class.getName());
    private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(5);

    private final VolumeFileSystemProvider provider;
    private final Path image; // null when it was opened on a device, and for a snapshot
    private final String name;
    private final Closeable source; // what is closed last
    private final BlockLayer layer;
    private final FileTree tree;
    private final boolean isReadOnly;
    private final VolumePath root = new VolumePath(this, true, List.of());
    private final FileLocks locks = new FileLocks();
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private volatile boolean isOpen = true;

    VolumeFileSystem(VolumeFileSystemProvider provider, Path image, BlockDevice device, boolean readOnly)
            throws IOException {
        this.provider = provider;
        this.image = image;
        name = image == null ? "a volume" : image.toString();
        isReadOnly = readOnly;
        layer = BlockLayer.open(device, readOnly);
        tree = FileTree.open(layer, InstantSource.system(), readOnly);
        source = () -> {
            try (device) {
                layer.close();
            }
        };
        if (!readOnly) {
            Thread.ofPlatform().daemon().name("volume commits").start(this::commitNowAndThen);
        }
    }

    /// The files of a snapshot.
    private VolumeFileSystem(VolumeFileSystem volume, String snapshot) throws IOException {
        provider = volume.provider;
        image = null;
        name = snapshot + " of " + volume;
        isReadOnly = true;
        layer = volume.layer;
        tree = volume.tree().openSnapshot(snapshot);
        source = () -> {
            volume.closed(this);
            volume.tree.closeSnapshot(snapshot);
        };
        volume.opened(this);
    }

    /// See [dev.coppice.volume.Volume#createSnapshot].
    public SnapshotInfo createSnapshot(String snapshot) throws IOException {
        return Errors.on(named(snapshot), () -> {
            SnapshotInfo created = tree().createSnapshot(snapshot);
            tree.sync();
            return created;
        });
    }

    /// See [dev.coppice.volume.Volume#snapshots].
    public List<SnapshotInfo> snapshots() throws IOException {
        return tree().snapshots();
    }

    /// See [dev.coppice.volume.Volume#openSnapshot].
    public VolumeFileSystem openSnapshot(String snapshot) throws IOException {
        return Errors.on(named(snapshot), () -> new VolumeFileSystem(this, snapshot));
    }

    /// See [dev.coppice.volume.Volume#deleteSnapshot].
    public void deleteSnapshot(String snapshot) throws IOException {
        Errors.on(named(snapshot), () -> {
            tree().deleteSnapshot(snapshot);
            tree.sync();
            return null;
        });
    }

    private VolumePath named(String snapshot) {
        return new VolumePath(this, false, List.of(snapshot));
    }

    /// Proves that the volume is sound, see [dev.coppice.volume.Volume#check].
    public List<String> check() throws IOException {
        return tree().check();
    }

    FileTree tree() {
        ensureOpen();
        return tree;
    }

    BlockLayer layer() {
        return layer;
    }

    FileLocks locks() {
        return locks;
    }

    VolumePath root() {
        return root;
    }

    /// What a path leads to.
    PathResolution.Found resolve(VolumePath path, boolean followsLast) throws IOException {
        return PathResolution.run(tree(), path, followsLast);
    }

    /// The file that a path leads to.
    ///
    /// @throws java.nio.file.NoSuchFileException when there is none
    FileStatus find(VolumePath path, boolean followsLast) throws IOException {
        return resolve(path, followsLast).existing(path);
    }

    VolumePath realPath(VolumePath path, boolean followsLast) throws IOException {
        return Errors.on(path, () -> {
            PathResolution.Found found = resolve(path, followsLast);
            found.existing(path);
            return new VolumePath(this, true, found.realNames());
        });
    }

    URI uriOf(VolumePath path) {
        if (image == null) {
            throw new UnsupportedOperationException("a volume that was opened on a device has no address");
        }
        return VolumeAddress.of(image, path.toString()).toUri();
    }

    /// Notes something that is to be closed with the file system.
    void opened(Closeable resource) {
        open.add(resource);
    }

    void closed(Closeable resource) {
        open.remove(resource);
    }

    @Override
    public VolumeFileSystemProvider provider() {
        return provider;
    }

    /// Closes all channels and streams, makes everything durable, and gives the device free.
    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (!isOpen) {
                return;
            }
            for (Closeable each : open) {
                each.close();
            }
            isOpen = false;
            notifyAll(); // for the committer
        }
        provider.forget(image);
        source.close();
    }

    @Override
    public boolean isOpen() {
        return isOpen;
    }

    @Override
    public boolean isReadOnly() {
        return isReadOnly;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        ensureOpen();
        return List.of(root);
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        ensureOpen();
        return List.of(new VolumeFileStore(this));
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return NamedAttributes.VIEWS;
    }

    @Override
    public VolumePath getPath(String first, String... more) {
        StringBuilder text = new StringBuilder(first);
        for (String part : more) {
            if (!part.isEmpty()) {
                text.append(text.isEmpty() ? "" : "/").append(part);
            }
        }
        return VolumePath.parse(this, text.toString());
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        int colon = syntaxAndPattern.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("'" + syntaxAndPattern + "' is not glob:... or regex:...");
        }
        String pattern = syntaxAndPattern.substring(colon + 1);
        Pattern compiled;
        if (syntaxAndPattern.regionMatches(true, 0, "glob", 0, colon) && colon == 4) {
            compiled = Glob.compile(pattern);
        } else if (syntaxAndPattern.regionMatches(true, 0, "regex", 0, colon) && colon == 5) {
            compiled = Pattern.compile(pattern);
        } else {
            throw new UnsupportedOperationException("'" + syntaxAndPattern + "' is not glob:... or regex:...");
        }
        return path -> compiled.matcher(path.toString()).matches();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return new Principals();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("a volume cannot be watched");
    }

    @Override
    public String toString() {
        return name;
    }

    private void ensureOpen() {
        if (!isOpen) {
            throw new ClosedFileSystemException();
        }
    }

    private void commitNowAndThen() {
        try {
            while (awaitInterval()) {
                tree.sync();
            }
        } catch (InterruptedException unexpected) {
            Thread.currentThread().interrupt();
        } catch (VolumeException.ReadOnly known) {
            // Whoever writes is told.
        } catch (IOException | UncheckedIOException e) {
            LOGGER.log(System.Logger.Level.ERROR, "what was written to " + this + " could not be made durable", e);
        }
    }

    /// Waits for the next commit that nobody has asked for. Not ended by an interrupt, which would close the device's
    /// channel in the middle of a write.
    ///
    /// @return false when the file system is closed
    private synchronized boolean awaitInterval() throws InterruptedException {
        long end = System.nanoTime() + COMMIT_INTERVAL.toNanos();
        long left = COMMIT_INTERVAL.toMillis();
        while (isOpen && left > 0) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
        return isOpen;
    }
}
