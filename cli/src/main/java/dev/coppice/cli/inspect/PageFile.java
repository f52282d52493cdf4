package dev.coppice.cli.inspect;

import dev.coppice.cli.argument.TableName;
import dev.coppice.cli.terminal.Columns;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.store.StoreException;
import dev.coppice.store.page.DataFileHeader;
import dev.coppice.store.page.PageDefect;
import dev.coppice.store.page.PageFormat;
import dev.coppice.store.page.PageHeader;
import dev.coppice.store.page.PageStructure;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Shows the pages of a data file.
final class PageFile implements AutoCloseable {
    private final Path file;
    private final Output out;
    private final boolean json;
    private final FileChannel channel;
    private final DataFileHeader header;

    PageFile(Path file, Output out, boolean json) throws IOException {
        this.file = file;
        this.out = out;
        this.json = json;
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        this.header = readHeader();
    }

    // The header says how large a page is, and its checksum covers a page: so each size is tried.
    private DataFileHeader readHeader() throws IOException {
        StoreException first = null;
        for (int size = PageFormat.MIN_PAGE_SIZE; size <= PageFormat.MAX_PAGE_SIZE; size *= 2) {
            try {
                DataFileHeader read = DataFileHeader.decode(file.getFileName().toString(), read(0, size));
                if (read.pageSize() == size) {
                    return read;
                }
            } catch (StoreException e) {
                first = first == null ? e : first;
            }
        }
        channel.close();
        throw first;
    }

    /// Prints the header and one line for each page.
    void print() throws IOException {
        if (!json) {
            printHeader();
        }
        Columns columns = new Columns(">page", "kind", ">level", ">entries", ">logical", ">content", "state");
        long pages = channel.size() / header.pageSize();
        long tag = header.fileTag();
        for (int number = 1; number < pages; number++) {
            ByteBuffer page = read((long) number * header.pageSize(), header.pageSize());
            if (!isBlank(page)) {
                row(columns, number, page, defect(page, number, tag));
            }
        }
        if (!json) {
            columns.print(out);
        }
    }

    /// Prints one page with all that is in it.
    void printPage(int number) throws IOException {
        if (number < 1 || number >= channel.size() / header.pageSize()) {
            throw new Failure(
                    ExitCode.NOT_FOUND,
                    file + " has pages 1 to " + (channel.size() / header.pageSize() - 1) + ", not " + number);
        }
        ByteBuffer page = read((long) number * header.pageSize(), header.pageSize());
        PageDefect defect = defect(page, number, header.fileTag());
        if (defect != null) {
            throw defect.inFile(file.toString(), (long) number * header.pageSize());
        }
        new PageContent(MemorySegment.ofBuffer(page), out, json).print();
    }

    private void printHeader() {
        out.line("database   " + Long.toHexString(header.databaseId()));
        out.line("fork       " + header.forkId());
        out.line("table      " + TableName.format(header.table()) + ", incarnation " + header.incarnation());
        out.line("file       " + header.fileId() + ", made by the writer of term " + header.term());
        out.line("pages      of " + Numbers.bytes(header.pageSize()) + ", at most "
                + Numbers.grouped(1L << header.pagesPerFileShift()));
        out.line("");
    }

    private PageDefect defect(ByteBuffer page, int number, long tag) {
        PageDefect defect = PageHeader.verify(page, tag, header.filePage() + number, PageFormat.NO_PAGE);
        return defect == null ? PageStructure.verify(MemorySegment.ofBuffer(page), 0, header.pageSize()) : defect;
    }

    private void row(Columns columns, int number, ByteBuffer bytes, PageDefect defect) {
        MemorySegment page = MemorySegment.ofBuffer(bytes);
        String state = defect == null ? "good" : "BAD: " + defect;
        if (json) {
            out.json(generator -> {
                generator.writeNumberField("page", number);
                generator.writeStringField("kind", PageContent.kind(page));
                generator.writeNumberField("level", PageHeader.level(page, 0));
                generator.writeNumberField("entries", PageHeader.entryCount(page, 0));
                generator.writeNumberField("logical", PageHeader.logicalPage(page, 0));
                generator.writeNumberField("contentBytes", PageHeader.contentLength(page, 0));
                generator.writeStringField("state", state);
            });
        } else {
            columns.row(
                    Integer.toString(number),
                    PageContent.kind(page),
                    Integer.toString(PageHeader.level(page, 0)),
                    Numbers.grouped(PageHeader.entryCount(page, 0)),
                    Numbers.grouped(PageHeader.logicalPage(page, 0)),
                    Numbers.grouped(PageHeader.contentLength(page, 0)),
                    state);
        }
    }

    private ByteBuffer read(long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && channel.read(buffer, offset + buffer.position()) > 0) {
            // until all is read; what a short file lacks stays zero and fails its checksum
        }
        return buffer.clear();
    }

    // Room that was reserved and not written to.
    private static boolean isBlank(ByteBuffer page) {
        for (int i = 0; i < page.limit(); i += Long.BYTES) {
            if (page.getLong(i) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
