package dev.coppice.store.partition;

import dev.coppice.store.StoreException;
import dev.coppice.store.host.IoErrors;
import dev.coppice.store.host.Loggers;
import dev.coppice.store.host.Storage;
import dev.coppice.store.host.StorageFile;
import dev.coppice.store.log.BodyReader;
import dev.coppice.store.log.LogPolicy;
import dev.coppice.store.log.RecordFormat;
import dev.coppice.store.log.RecordReader;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.Function;

/// Reads a partition's state back from its manifest: the newest one, or the first bytes of any.
///
/// Reading changes nothing on disk and may be repeated, also while a writer appends. A manifest that ends in an
/// interrupted write stands up to there; the rest was never acknowledged and is reported ([Replayed#tornReason()]).
/// What is damaged before its end, and a newest manifest that cannot be read from its start, is an error: an older
/// manifest is never taken in its place, because what the newer one said was acknowledged.
///
/// A malformed section of file terms is reported to the log ([System.Logger]) and treated as empty; the true terms are
/// then taken from the names of the files present, never guessed.
///
/// Not thread-safe.
public final class ManifestReplayer {
    private static final int ATTEMPTS = 5;

    private final Storage storage;
    private final PartitionDirectory directory;
    private final int pagesPerFileShift;
    private final Function<FileOwners.Owner, PartitionDirectory> directoryOf;

    /// A replayer of one partition's manifests.
    ///
    /// @param storage where the files are
    /// @param directory the directory of the manifest, and whose it is
    /// @param pagesPerFileShift a data file holds `2^pagesPerFileShift` pages
    /// @param directoryOf where an owner of inherited files keeps them; asked only when file terms must be recovered
    public ManifestReplayer(
            Storage storage,
            PartitionDirectory directory,
            int pagesPerFileShift,
            Function<FileOwners.Owner, PartitionDirectory> directoryOf) {
        this.storage = storage;
        this.directory = directory;
        this.pagesPerFileShift = pagesPerFileShift;
        this.directoryOf = directoryOf;
    }

    /// Replays the newest manifest in the directory.
    ///
    /// @param terms the partition's shared mapping, into which the file terms are restored
    /// @param known what is known to be durable: the newest manifest must be this one and not end before, or be a newer
    ///     one; null when nothing is known
    /// @return null when the directory has neither manifest nor data files
    /// @throws StoreException.Corrupt when something acknowledged is damaged or missing
    /// @throws StoreException.NotADatabase when the manifest is of a newer format
    public Replayed replayNewest(FileIdTermMapping terms, ManifestPosition known) {
        for (int attempt = 1; ; attempt++) {
            List<String> names = list(directory);
            ManifestName newest = newest(names);
            if (newest == null) {
                return refuseFilesWithoutManifest(names);
            }
            try {
                Replayed replayed = replay(newest, -1, highestFileId(names));
                requireReached(replayed, known);
                terms.replaceWith(replayed.manifest().terms());
                return replayed;
            } catch (NoSuchFileException replaced) {
                // A writer elsewhere rewrote it after the listing and deleted this one: look again.
                if (attempt == ATTEMPTS) {
                    throw IoErrors.wrap("opening " + directory.file(newest.format()), replaced);
                }
            }
        }
    }

    /// Replays a pinned state.
    ///
    /// @param position what [ManifestWriter#position] said
    /// @param terms the partition's shared mapping, into which the file terms are restored
    /// @throws StoreException.Corrupt when the pinned records are damaged or missing
    public Replayed replay(ManifestPosition position, FileIdTermMapping terms) {
        try {
            Replayed replayed = replay(ManifestName.parse(position.fileName()), position.length(), -1);
            terms.replaceWith(replayed.manifest().terms());
            return replayed;
        } catch (NoSuchFileException missing) {
            throw new StoreException.Corrupt(
                    directory.file(position.fileName()), 0, position.length() + " bytes of a manifest", "no such file");
        }
    }

    /// What the end of a manifest cannot tell by itself: damage to the last record looks like an interrupted write.
    private void requireReached(Replayed replayed, ManifestPosition known) {
        if (known == null) {
            return;
        }
        ManifestPosition reached = replayed.position();
        int order = ManifestName.parse(reached.fileName()).compareTo(ManifestName.parse(known.fileName()));
        if (order < 0 || (order == 0 && reached.length() < known.length())) {
            String found = order == 0 && replayed.tornReason() != null ? replayed.tornReason() : "the end";
            throw new StoreException.Corrupt(
                    directory.file(reached.fileName()),
                    reached.length(),
                    "records up to offset " + known.length() + " of " + known.fileName()
                            + ", which the catalog says are durable",
                    found);
        }
    }

    /// The newest manifest among the names of a directory, null when there is none.
    public static ManifestName newest(List<String> names) {
        ManifestName newest = null;
        for (String name : names) {
            ManifestName parsed = ManifestName.parse(name);
            if (parsed != null && (newest == null || parsed.compareTo(newest) > 0)) {
                newest = parsed;
            }
        }
        return newest;
    }

    private Replayed replay(ManifestName name, long pinnedLength, long highestFileId) throws NoSuchFileException {
        String path = directory.file(name.format());
        try (StorageFile file = storage.open(path, Storage.Access.READ)) {
            long tag = directory.manifestTag(name);
            RecordReader reader = pinnedLength < 0
                    ? new RecordReader(file, path, tag, LogPolicy.EACH_RECORD_SYNCED, -1)
                    : RecordReader.pinned(file, path, tag, LogPolicy.EACH_RECORD_SYNCED, -1, pinnedLength);
            FileTermRecovery recovery = new FileTermRecovery(storage, directory, directoryOf);
            ManifestState state = new ManifestState(path, pagesPerFileShift, recovery::terms);
            long pinnable = 0;
            while (reader.next()) {
                BodyReader body = new BodyReader(
                        path,
                        reader.position() + RecordFormat.HEADER_LENGTH,
                        reader.record(),
                        reader.recordOffset() + RecordFormat.HEADER_LENGTH,
                        reader.bodyLength());
                state.apply(reader.kind(), reader.number(), body);
                // An end says that all before it is durable. It is perhaps not itself: a process may have been killed
                // before it synced it.
                pinnable = state.isEnded() ? pinnable : reader.validLength();
            }
            if (reader.lastNumber() < 0) {
                throw reader.missing("a snapshot record, with which every manifest begins");
            }
            Manifest manifest = state.manifest();
            if (state.termsFlaw() != null) {
                Loggers.of(ManifestReplayer.class)
                        .log(
                                System.Logger.Level.WARNING,
                                "the file terms in {0} are malformed and are taken from the names of the files: {1}",
                                path,
                                state.termsFlaw());
                recovery.check(manifest, pagesPerFileShift);
            }
            String torn = reader.end() == RecordReader.End.TORN ? reader.flaw() : null;
            return new Replayed(
                    manifest,
                    new ManifestPosition(name.format(), pinnable),
                    Math.max(manifest.nextFileId(pagesPerFileShift), highestFileId + 1),
                    torn,
                    state.isEnded(),
                    state.termsFlaw() != null);
        } catch (NoSuchFileException missing) {
            throw missing;
        } catch (IOException e) {
            throw IoErrors.wrap("reading " + path, e);
        }
    }

    /// A file is created only after a manifest carries it, so files without any manifest mean that one was lost.
    private Replayed refuseFilesWithoutManifest(List<String> names) {
        for (String name : names) {
            if (DataFileName.parse(name) != null) {
                throw new StoreException.Corrupt(
                        directory.path(), 0, "a manifest beside " + name, "none in the directory");
            }
        }
        return null;
    }

    private static long highestFileId(List<String> names) {
        long highest = -1;
        for (String name : names) {
            DataFileName parsed = DataFileName.parse(name);
            if (parsed != null) {
                highest = Math.max(highest, parsed.fileId());
            }
        }
        return highest;
    }

    private List<String> list(PartitionDirectory where) {
        try {
            return storage.list(where.path());
        } catch (IOException e) {
            throw IoErrors.wrap("listing " + where.path(), e);
        }
    }

    /// The state that a manifest holds, and how it was read.
    ///
    /// @param manifest the state
    /// @param position where in which manifest it is, without the record that closes it; may be pinned if the manifest
    ///     is known to be durable
    /// @param nextFileId the first file id that no record and, for the newest manifest, no file name carries
    /// @param tornReason what was found behind the last good record, of a write that was never acknowledged; null when
    ///     the manifest ends in order
    /// @param isEnded whether its writer closed it in order, so that all of it is surely durable; else its end may be
    ///     something that a killed process has not synced
    /// @param hasRecoveredTerms whether the file terms had to be taken from file names
    public record Replayed(
            Manifest manifest,
            ManifestPosition position,
            long nextFileId,
            String tornReason,
            boolean isEnded,
            boolean hasRecoveredTerms) {}
}
