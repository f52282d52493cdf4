package dev.coppice.store.partition;

import dev.coppice.store.StoreException;
import dev.coppice.store.log.BodyReader;
import dev.coppice.store.log.Varints;
import java.util.function.Function;

/// The state that a manifest's records add up to, while they are replayed. Applying a record checks all that can be
/// checked with what the records before it said. Not thread-safe.
final class ManifestState {
    private final String file;
    private final int pagesPerFileShift;
    private final Function<FileOwners, FileIdTermMapping> termsFromFileNames;
    private final PageMapping.Editor mapping = PageMapping.EMPTY.edit();
    private PartitionState state = PartitionState.EMPTY;
    private long maxFilePage = -1;
    private FileIdTermMapping terms = new FileIdTermMapping();
    private FileOwners owners = FileOwners.NONE;
    private String termsFlaw;
    private boolean isEnded;

    /// The state before the first record.
    ///
    /// @param file the manifest's name, for messages
    /// @param termsFromFileNames asked when the section of file terms is malformed
    ManifestState(String file, int pagesPerFileShift, Function<FileOwners, FileIdTermMapping> termsFromFileNames) {
        this.file = file;
        this.pagesPerFileShift = pagesPerFileShift;
        this.termsFromFileNames = termsFromFileNames;
    }

    /// Applies the next record.
    ///
    /// @param number the record's number in the manifest
    /// @throws StoreException.Corrupt when the body is malformed or contradicts the records before
    /// @throws StoreException.NotADatabase when the body is of a newer version
    void apply(int kind, long number, BodyReader body) {
        if (isEnded) {
            throw body.corrupt("nothing after the record that closes the manifest", "a record of kind " + kind);
        }
        if ((kind == ManifestFormat.KIND_SNAPSHOT) != (number == 0)) {
            throw body.corrupt(
                    "a snapshot as the first record and only there", "kind " + kind + " in record " + number);
        }
        ManifestFormat.decodeVersion(body, file);
        switch (kind) {
            case ManifestFormat.KIND_SNAPSHOT -> applySnapshot(body);
            case ManifestFormat.KIND_CHANGE -> applyChange(body);
            case ManifestFormat.KIND_FILES -> applyFiles(body);
            case ManifestFormat.KIND_END -> isEnded = true;
            default -> throw body.corrupt("a kind of manifest record from 1 to 4", "kind " + kind);
        }
        body.expectEnd("the record");
    }

    private void applySnapshot(BodyReader body) {
        state = PartitionState.decode(body);
        maxFilePage = decodeMaxFilePage(body);
        decodeTerms(body);
        owners = FileOwners.decode(body);
        if (termsFlaw != null) {
            terms = termsFromFileNames.apply(owners);
        }
        long size = body.varint("a number of mapped pages", PageMapping.MAX_LOGICAL_PAGE + 1);
        new PageChangeReader(body).applyAll(true);
        if (mapping.size() != size) {
            throw body.corrupt(size + " mapped pages", Long.toString(mapping.size()));
        }
        checkRoots(body);
    }

    private void applyChange(BodyReader body) {
        state = PartitionState.decode(body);
        applyFiles(body);
        new PageChangeReader(body).applyAll(false);
        checkRoots(body);
    }

    private void applyFiles(BodyReader body) {
        long newMaxFilePage = decodeMaxFilePage(body);
        if (newMaxFilePage < maxFilePage) {
            throw body.corrupt("a maximum file page not below " + maxFilePage, Long.toString(newMaxFilePage));
        }
        maxFilePage = newMaxFilePage;
        int count = body.count("a number of new files", 2);
        for (int i = 0; i < count; i++) {
            long fileId = body.varint("a file id", Long.MAX_VALUE);
            long term = body.varint("a term", Long.MAX_VALUE);
            try {
                terms.record(fileId, term);
            } catch (IllegalStateException contradiction) {
                throw body.corrupt("the one term of file " + fileId, contradiction.getMessage());
            }
        }
    }

    private static long decodeMaxFilePage(BodyReader body) {
        return body.varint("a maximum file page plus one", Long.MAX_VALUE) - 1;
    }

    /// A malformed section costs nothing that the names of the files do not say as well; so it is no reason to refuse
    /// the database. The caller reports it.
    private void decodeTerms(BodyReader body) {
        BodyReader section = body.slice(body.count("the length of the file-term section", 1));
        try {
            terms = FileIdTermMapping.decode(section);
            section.expectEnd("the file-term section");
        } catch (StoreException.Corrupt malformed) {
            termsFlaw = malformed.getMessage();
        }
    }

    private void checkRoots(BodyReader body) {
        checkRoot(body, "a root", state.root());
        checkRoot(body, "an expiry root", state.expiryRoot());
    }

    private void checkRoot(BodyReader body, String what, long root) {
        if (root != FilePages.NO_PAGE && mapping.get(root) == FilePages.NO_PAGE) {
            throw body.corrupt(what + " that is mapped", "logical page " + root + ", which is not");
        }
    }

    /// What the records so far add up to.
    Manifest manifest() {
        return new Manifest(state, maxFilePage, terms, owners, mapping.freeze());
    }

    /// Whether the last record closed the manifest.
    boolean isEnded() {
        return isEnded;
    }

    /// Why the section of file terms could not be read; null when it could.
    String termsFlaw() {
        return termsFlaw;
    }

    /// The reader's side of [PageChangeWriter].
    private final class PageChangeReader {
        private final BodyReader body;
        private long nextLogicalPage;
        private long lastFilePage;
        private long lastFileId = -1;
        private boolean isSnapshot;

        PageChangeReader(BodyReader body) {
            this.body = body;
        }

        void applyAll(boolean ofSnapshot) {
            isSnapshot = ofSnapshot;
            while (body.remaining() > 0) {
                long step = body.varint("a step of page changes");
                int kind = (int) step & (1 << PageChangeWriter.KIND_BITS) - 1;
                long operand = step >>> PageChangeWriter.KIND_BITS;
                switch (kind) {
                    case PageChangeWriter.STEP_MAP -> map(lastFilePage + Varints.fromZigzag(operand));
                    case PageChangeWriter.STEP_MAP_NEXT -> mapNext(checkedCount(operand));
                    case PageChangeWriter.STEP_SKIP -> nextLogicalPage += checkedCount(operand);
                    default -> unmap(checkedCount(operand));
                }
            }
        }

        private long checkedCount(long count) {
            long left = PageMapping.MAX_LOGICAL_PAGE + 1 - nextLogicalPage;
            if (count < 1 || count > left) {
                throw body.corrupt("a step over 1 to " + left + " logical pages", Long.toString(count));
            }
            return count;
        }

        private void map(long filePage) {
            checkedCount(1);
            if (filePage < 0 || filePage > maxFilePage) {
                throw body.corrupt("a file page of at most " + maxFilePage, Long.toString(filePage));
            }
            checkFile(filePage, FilePages.pageIndex(filePage, pagesPerFileShift));
            lastFilePage = filePage;
            mapping.set(nextLogicalPage++, filePage);
        }

        // The count is checked against the end of the file before anything is mapped: pages that follow each other do
        // so in one file, because the first of each file is its header.
        private void mapNext(long count) {
            int room = (1 << pagesPerFileShift) - 1 - FilePages.pageIndex(lastFilePage, pagesPerFileShift);
            if (count > room || count > maxFilePage - lastFilePage) {
                throw body.corrupt(
                        "at most " + Math.min(room, maxFilePage - lastFilePage) + " more pages in the file",
                        "" + count);
            }
            checkFile(lastFilePage + 1, 1);
            for (long i = 0; i < count; i++) {
                mapping.set(nextLogicalPage++, ++lastFilePage);
            }
        }

        private void unmap(long count) {
            for (long i = 0; i < count; i++) {
                if (mapping.clear(nextLogicalPage++) == FilePages.NO_PAGE) {
                    throw body.corrupt(
                            "a mapped page to remove",
                            "logical page " + (nextLogicalPage - 1) + ", which is not mapped");
                }
            }
        }

        private void checkFile(long filePage, int pageIndex) {
            long fileId = FilePages.fileId(filePage, pagesPerFileShift);
            if (pageIndex == 0) {
                throw body.corrupt("a page of content", "the header of file " + fileId);
            }
            if (fileId != lastFileId) {
                // A snapshot may name files that its section does not: they have term 0. When the section was
                // malformed, a file that was deleted since may be missing as well.
                if (!isSnapshot && termsFlaw == null && !terms.contains(fileId)) {
                    throw body.corrupt("pages in files whose term is recorded", "a page of file " + fileId);
                }
                lastFileId = fileId;
            }
        }
    }
}
