package dev.coppice.store.partition;

import dev.coppice.store.StoreException;
import dev.coppice.store.log.BodyReader;
import dev.coppice.store.log.BodyWriter;

/// The kinds of a manifest's records and the encoding of their bodies. The package page has the layout field by field.
final class ManifestFormat {
    /// The version of the bodies that this release writes, the first number of each.
    static final int VERSION = 1;

    /// Everything: the first record of each manifest, and only that.
    static final int KIND_SNAPSHOT = 1;

    /// What a checkpoint or compaction changed.
    static final int KIND_CHANGE = 2;

    /// Files that are about to be created.
    static final int KIND_FILES = 3;

    /// The manifest was closed in order. Tells rot of the last record from an interrupted write.
    static final int KIND_END = 4;

    private ManifestFormat() {}

    static void encodeSnapshot(BodyWriter writer, Manifest manifest, int pagesPerFileShift) {
        writer.varint(VERSION);
        manifest.state().encode(writer);
        writer.varint(manifest.maxFilePage() + 1);
        byte[] section = manifest.terms().encode();
        writer.varint(section.length);
        writer.bytes(section);
        manifest.owners().encode(writer);
        writer.varint(manifest.mapping().size());
        PageChangeWriter pages = new PageChangeWriter(writer, manifest, pagesPerFileShift);
        manifest.mapping().forEach(pages::map);
        pages.finish();
    }

    static void encodeChange(BodyWriter writer, Manifest before, Manifest after, int pagesPerFileShift) {
        writer.varint(VERSION);
        after.state().encode(writer);
        encodeFileChanges(writer, before, after);
        PageChangeWriter pages = new PageChangeWriter(writer, after, pagesPerFileShift);
        PageMapping.diff(before.mapping(), after.mapping(), pages::change);
        pages.finish();
    }

    static void encodeFiles(BodyWriter writer, Manifest before, Manifest after) {
        writer.varint(VERSION);
        encodeFileChanges(writer, before, after);
    }

    static void encodeEnd(BodyWriter writer) {
        writer.varint(VERSION);
    }

    private static void encodeFileChanges(BodyWriter writer, Manifest before, Manifest after) {
        writer.varint(after.maxFilePage() + 1);
        writer.varint(after.terms().size() - before.terms().size());
        after.terms().forEachAddedTo(before.terms(), (fileId, term) -> {
            writer.varint(fileId);
            writer.varint(term);
        });
    }

    /// Checks the first number of a body.
    ///
    /// @throws StoreException.NotADatabase when it is of a newer version
    static void decodeVersion(BodyReader reader, String file) {
        long version = reader.varint("a format version");
        if (version != VERSION) {
            if (Long.compareUnsigned(version, VERSION) > 0) {
                throw new StoreException.NotADatabase(file + " is of format version " + Long.toUnsignedString(version)
                        + ", newer than version " + VERSION + " that this release knows; use a newer release");
            }
            throw reader.corrupt("format version " + VERSION, "version " + version);
        }
    }
}
