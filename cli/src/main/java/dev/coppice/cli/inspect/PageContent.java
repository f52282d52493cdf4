package dev.coppice.cli.inspect;

import dev.coppice.cli.terminal.Columns;
import dev.coppice.cli.terminal.Escape;
import dev.coppice.cli.terminal.Json;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.store.page.DictionaryPage;
import dev.coppice.store.page.IndexPage;
import dev.coppice.store.page.LeafPage;
import dev.coppice.store.page.OverflowPage;
import dev.coppice.store.page.PackPage;
import dev.coppice.store.page.PageFormat;
import dev.coppice.store.page.PageHeader;
import dev.coppice.store.page.ValuePage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Prints the content of one page that was found good.
final class PageContent {
    private static final int SHORT_BYTES = 60;

    private final MemorySegment page;
    private final Output out;
    private final boolean json;

    PageContent(MemorySegment page, Output out, boolean json) {
        this.page = page;
        this.out = out;
        this.json = json;
    }

    /// The kind of a page, also of one that is not good.
    static String kind(MemorySegment page) {
        return switch (PageHeader.kind(page, 0)) {
            case PageFormat.KIND_FILE_HEADER -> "header";
            case PageFormat.KIND_LEAF -> "leaf";
            case PageFormat.KIND_INDEX -> "index";
            case PageFormat.KIND_OVERFLOW -> "overflow";
            case PageFormat.KIND_PACK -> "pack";
            case PageFormat.KIND_DICTIONARY -> "dictionary";
            case PageFormat.KIND_VALUE -> "value";
            default -> "kind " + PageHeader.kind(page, 0);
        };
    }

    void print() {
        switch (PageHeader.kind(page, 0)) {
            case PageFormat.KIND_LEAF -> printLeaf();
            case PageFormat.KIND_INDEX -> printIndex();
            case PageFormat.KIND_OVERFLOW ->
                out.line("bytes of a large value: piece " + Numbers.grouped(OverflowPage.index(page, 0)) + ", "
                        + Numbers.grouped(OverflowPage.length(page, 0)) + " bytes");
            case PageFormat.KIND_PACK -> printPack();
            case PageFormat.KIND_VALUE -> printValues();
            case PageFormat.KIND_DICTIONARY ->
                out.line("bytes of a dictionary: piece " + Numbers.grouped(DictionaryPage.index(page, 0)) + " of "
                        + Numbers.grouped(DictionaryPage.pageCount(page, 0)) + ", "
                        + Numbers.grouped(PageHeader.contentLength(page, 0)) + " bytes");
            default -> out.line("a " + kind(page) + " page");
        }
    }

    private void printPack() {
        Columns columns = new Columns(">logical page", ">compressed bytes");
        for (int i = 0; i < PackPage.count(page, 0); i++) {
            long logicalPage = PackPage.logicalPage(page, 0, i);
            long length = PackPage.length(page, 0, i);
            if (json) {
                out.json(generator -> {
                    generator.writeNumberField("logicalPage", logicalPage);
                    generator.writeNumberField("compressedBytes", length);
                });
            } else {
                columns.row(Numbers.grouped(logicalPage), Numbers.grouped(length));
            }
        }
        if (!json) {
            long dictionary = PackPage.dictionary(page, 0);
            out.line(
                    dictionary == 0 ? "no dictionary" : "the dictionary begins at page " + Numbers.grouped(dictionary));
            columns.print(out);
        }
    }

    private void printValues() {
        Columns columns = new Columns(">logical page", ">piece", ">bytes", ">of them here");
        for (int i = 0; i < ValuePage.count(page, 0); i++) {
            long logicalPage = ValuePage.logicalPage(page, 0, i);
            long piece = ValuePage.index(page, 0, i);
            long length = ValuePage.length(page, 0, i);
            long here = ValuePage.lengthHere(page, 0, i);
            if (json) {
                out.json(generator -> {
                    generator.writeNumberField("logicalPage", logicalPage);
                    generator.writeNumberField("piece", piece);
                    generator.writeNumberField("bytes", length);
                    generator.writeNumberField("bytesHere", here);
                });
            } else {
                columns.row(
                        Numbers.grouped(logicalPage),
                        Numbers.grouped(piece),
                        Numbers.grouped(length),
                        Numbers.grouped(here));
            }
        }
        if (!json) {
            out.line("begins with the last " + Numbers.grouped(ValuePage.continuedLength(page, 0))
                    + " bytes of another page");
            long more = ValuePage.more(page, 0);
            out.line(more == 0 ? "ends in itself" : "goes on in page " + Numbers.grouped(more));
            columns.print(out);
        }
    }

    private void printLeaf() {
        Columns columns = new Columns("key", ">value bytes", "expires", "value");
        byte[] buffer = new byte[PageFormat.MAX_KEY_LENGTH];
        for (int i = 0; i < LeafPage.count(page, 0); i++) {
            int length = LeafPage.copyKey(page, 0, i, buffer);
            leafRow(columns, i, Arrays.copyOf(buffer, length));
        }
        if (!json) {
            columns.print(out);
        }
    }

    private void leafRow(Columns columns, int index, byte[] key) {
        long length = LeafPage.valueLength(page, 0, index);
        long expiry = LeafPage.expiry(page, 0, index);
        boolean overflow = LeafPage.isOverflow(page, 0, index);
        if (json) {
            out.json(generator -> {
                Json.bytes(generator, "key", key);
                generator.writeNumberField("valueBytes", length);
                if (expiry != 0) {
                    generator.writeNumberField("expiresAt", expiry);
                }
                if (overflow) {
                    generator.writeNumberField("overflowPage", LeafPage.overflowPage(page, 0, index));
                }
            });
            return;
        }
        columns.row(
                Escape.of(key),
                Numbers.grouped(length),
                expiry == 0 ? "" : Numbers.instant(expiry),
                overflow ? "from logical page " + LeafPage.overflowPage(page, 0, index) : value(index, (int) length));
    }

    private String value(int index, int length) {
        byte[] value =
                page.asSlice(LeafPage.valueOffset(page, 0, index), length).toArray(ValueLayout.JAVA_BYTE);
        return Escape.shortened(value, SHORT_BYTES);
    }

    private void printIndex() {
        Columns columns = new Columns("keys from", ">logical page");
        byte[] buffer = new byte[PageFormat.MAX_KEY_LENGTH];
        for (int i = 0; i < IndexPage.count(page, 0); i++) {
            int length = IndexPage.copySeparator(page, 0, i, buffer);
            byte[] separator = Arrays.copyOf(buffer, length);
            long child = IndexPage.child(page, 0, i);
            if (json) {
                out.json(generator -> {
                    Json.bytes(generator, "from", separator);
                    generator.writeNumberField("logicalPage", child);
                });
            } else {
                columns.row(Escape.of(separator), Numbers.grouped(child));
            }
        }
        if (!json) {
            columns.print(out);
        }
    }
}
