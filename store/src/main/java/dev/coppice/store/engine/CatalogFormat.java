package dev.coppice.store.engine;

import dev.coppice.store.ArchiveInfo;
import dev.coppice.store.StoreException;
import dev.coppice.store.TableIdent;
import dev.coppice.store.log.BodyReader;
import dev.coppice.store.log.BodyWriter;
import dev.coppice.store.partition.ManifestName;
import dev.coppice.store.partition.ManifestPosition;
import java.util.ArrayList;
import java.util.List;

/// The bytes of catalog records. A snapshot and a change have the same body: what is new, then what goes. All numbers
/// are varints, all strings a length and ASCII bytes. See the package page.
final class CatalogFormat {
    static final int KIND_SNAPSHOT = 1;
    static final int KIND_CHANGE = 2;
    static final int KIND_END = 3;
    private static final int MAX_NAME = 200;

    private CatalogFormat() {}

    static void encode(BodyWriter writer, long nextForkId, CatalogChange change) {
        writer.varint(nextForkId);
        writer.varint(change.forks().size());
        change.forks().forEach(head -> encodeFork(writer, head));
        writer.varint(change.archives().size());
        change.archives().forEach(archive -> encodeArchive(writer, archive));
        writer.varint(change.removedForks().size());
        change.removedForks().forEach(writer::varint);
        writer.varint(change.removedArchives().size());
        change.removedArchives().forEach(writer::string);
    }

    /// The content after a record.
    static CatalogContent decode(BodyReader reader, CatalogContent before) {
        long nextForkId = reader.varint("the next fork's number", Long.MAX_VALUE);
        List<ForkHead> forks = new ArrayList<>();
        for (int i = reader.count("a number of forks", 8); i > 0; i--) {
            forks.add(decodeFork(reader));
        }
        List<ArchiveHead> archives = new ArrayList<>();
        for (int i = reader.count("a number of archives", 8); i > 0; i--) {
            archives.add(decodeArchive(reader));
        }
        List<Long> removedForks = new ArrayList<>();
        for (int i = reader.count("a number of removed forks", 1); i > 0; i--) {
            removedForks.add(reader.varint("a fork's number", Long.MAX_VALUE));
        }
        List<String> removedArchives = new ArrayList<>();
        for (int i = reader.count("a number of removed archives", 1); i > 0; i--) {
            removedArchives.add(reader.string("an archive's name", MAX_NAME));
        }
        reader.expectEnd("a catalog record");
        return before.apply(new CatalogChange(forks, removedForks, archives, removedArchives))
                .withNextForkId(nextForkId);
    }

    private static void encodeFork(BodyWriter writer, ForkHead head) {
        writer.varint(head.id());
        writer.string(head.name());
        writer.varint(head.parentId() + 1);
        writer.varint(head.createdAtMillis());
        writer.varint(head.expiresAtMillis());
        writer.varint(head.dropped() ? 1 : 0);
        encodePointer(writer, head.forkPoint());
        boolean same = head.durable().equals(head.forkPoint());
        writer.varint(same ? 1 : 0);
        if (!same) {
            encodePointer(writer, head.durable());
        }
    }

    private static ForkHead decodeFork(BodyReader reader) {
        long id = reader.varint("a fork's number", Long.MAX_VALUE);
        String name = reader.string("a fork's name", MAX_NAME);
        long parentId = reader.varint("the parent's number plus one", Long.MAX_VALUE) - 1;
        long createdAt = reader.varint("a time", Long.MAX_VALUE);
        long expiresAt = reader.varint("a time", Long.MAX_VALUE);
        boolean dropped = reader.varint("0 or 1", 1) == 1;
        StatePointer forkPoint = decodePointer(reader);
        StatePointer durable = reader.varint("0 or 1", 1) == 1 ? forkPoint : decodePointer(reader);
        return new ForkHead(id, name, parentId, createdAt, expiresAt, dropped, forkPoint, durable);
    }

    private static void encodeArchive(BodyWriter writer, ArchiveHead archive) {
        ArchiveInfo info = archive.info();
        writer.string(info.name());
        writer.varint(info.forkId());
        writer.string(info.forkName());
        writer.varint(info.createdAtMillis());
        writer.varint(info.automatic() ? 1 : 0);
        encodePointer(writer, archive.state());
    }

    private static ArchiveHead decodeArchive(BodyReader reader) {
        String name = reader.string("an archive's name", MAX_NAME);
        long forkId = reader.varint("a fork's number", Long.MAX_VALUE);
        String forkName = reader.string("a fork's name", MAX_NAME);
        long createdAt = reader.varint("a time", Long.MAX_VALUE);
        boolean automatic = reader.varint("0 or 1", 1) == 1;
        StatePointer state = decodePointer(reader);
        return new ArchiveHead(new ArchiveInfo(name, forkId, forkName, state.sequence(), createdAt, automatic), state);
    }

    private static void encodePointer(BodyWriter writer, StatePointer pointer) {
        writer.varint(pointer.sequence());
        writer.varint(pointer.checkpointSequence());
        writer.varint(pointer.tables().size());
        for (TableHead table : pointer.tables()) {
            writer.string(table.ident().name());
            writer.varint(table.ident().partition());
            writer.varint(table.incarnation());
            writer.varint(table.fileMark());
            ManifestPosition manifest = table.manifest();
            writer.string(manifest == null ? "" : manifest.fileName());
            if (manifest != null) {
                writer.varint(manifest.length());
                writer.varint(table.manifestForkId());
            }
        }
        writer.varint(pointer.logs().size());
        for (WalRange range : pointer.logs()) {
            writer.varint(range.forkId());
            writer.varint(range.after());
            writer.varint(range.through());
        }
    }

    private static StatePointer decodePointer(BodyReader reader) {
        long sequence = reader.varint("a sequence", Long.MAX_VALUE);
        long checkpointSequence = reader.varint("a checkpoint's sequence", sequence);
        List<TableHead> tables = new ArrayList<>();
        for (int i = reader.count("a number of tables", 5); i > 0; i--) {
            tables.add(decodeTable(reader));
        }
        List<WalRange> logs = new ArrayList<>();
        for (int i = reader.count("a number of logs", 3); i > 0; i--) {
            long forkId = reader.varint("a fork's number", Long.MAX_VALUE);
            long after = reader.varint("a sequence", Long.MAX_VALUE);
            logs.add(new WalRange(forkId, after, reader.varint("a sequence", Long.MAX_VALUE)));
        }
        return new StatePointer(sequence, checkpointSequence, tables, logs);
    }

    private static TableHead decodeTable(BodyReader reader) {
        String name = reader.string("a table's name", MAX_NAME);
        int partition = (int) reader.varint("a partition", TableIdent.MAX_PARTITION);
        long incarnation = reader.varint("a sequence", Long.MAX_VALUE);
        long fileMark = reader.varint("a file id", Long.MAX_VALUE);
        String manifest = reader.string("a manifest's name", MAX_NAME);
        ManifestPosition position = null;
        long manifestForkId = 0;
        if (!manifest.isEmpty()) {
            if (ManifestName.parse(manifest) == null) {
                throw reader.corrupt("the name of a manifest", "'" + manifest + "'");
            }
            position = new ManifestPosition(manifest, reader.varint("a manifest's length", Long.MAX_VALUE));
            manifestForkId = reader.varint("a fork's number", Long.MAX_VALUE);
        }
        try {
            return new TableHead(new TableIdent(name, partition), incarnation, manifestForkId, position, fileMark);
        } catch (StoreException.Invalid invalid) {
            throw reader.corrupt("the name of a table", invalid.getMessage());
        }
    }
}
