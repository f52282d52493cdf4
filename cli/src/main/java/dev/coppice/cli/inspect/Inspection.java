package dev.coppice.cli.inspect;

import dev.coppice.cli.terminal.Columns;
import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// Looks into the files of one database.
public final class Inspection {
    private final Path directory;
    private final Output out;
    private final boolean json;

    /// An inspection that prints for people, or as JSON.
    ///
    /// @throws StoreException.NotFound when there is no directory
    /// @throws StoreException.NotADatabase when it is not that of a database
    public Inspection(Path directory, Output out, boolean json) {
        if (!Files.exists(directory)) {
            throw new StoreException.NotFound("there is no Coppice database in " + directory);
        }
        if (!Files.isRegularFile(directory.resolve("FORMAT"))) {
            throw new StoreException.NotADatabase(
                    directory + " has no file FORMAT, so it is no Coppice database; name another directory");
        }
        this.directory = directory;
        this.out = out;
        this.json = json;
    }

    /// Lists every file.
    public void printFiles() throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        Columns columns = new Columns("file", "kind", ">bytes");
        for (Path file : files) {
            String name = directory.relativize(file).toString();
            FileKind kind = FileKind.of(file);
            long bytes = Files.size(file);
            if (json) {
                out.json(generator -> {
                    generator.writeStringField("file", name);
                    generator.writeStringField("kind", kind.title());
                    generator.writeNumberField("bytes", bytes);
                });
            } else {
                columns.row(name, kind.title(), Numbers.grouped(bytes));
            }
        }
        if (!json) {
            columns.print(out);
        }
    }

    /// Shows what is in one file: its records or its pages.
    ///
    /// @param name the file, relative to the database
    public void printFile(String name) throws IOException {
        Path file = file(name);
        FileKind kind = FileKind.of(file);
        if (kind.hasRecords()) {
            new RecordFile(kind, out, json).print(file);
        } else if (kind == FileKind.DATA) {
            try (PageFile pages = new PageFile(file, out, json)) {
                pages.print();
            }
        } else if (kind == FileKind.TERM) {
            out.line(Files.readString(file, StandardCharsets.US_ASCII).strip());
        } else {
            byte[] bytes = Files.readAllBytes(file);
            HexFormat hex = HexFormat.ofDelimiter(" ");
            for (int i = 0; i < bytes.length; i += 16) {
                out.line(String.format("%08x  %s", i, hex.formatHex(bytes, i, Math.min(bytes.length, i + 16))));
            }
        }
    }

    /// Shows the content of one page.
    ///
    /// @param name the data file, relative to the database
    /// @param page the page's number in the file, from 1; page 0 is the file's header
    public void printPage(String name, int page) throws IOException {
        Path file = file(name);
        if (FileKind.of(file) != FileKind.DATA) {
            throw new Failure(ExitCode.USAGE, name + " has no pages; only data files have");
        }
        try (PageFile pages = new PageFile(file, out, json)) {
            pages.printPage(page);
        }
    }

    private Path file(String name) {
        Path file = directory.resolve(name).normalize();
        if (!file.startsWith(directory.normalize()) || !Files.isRegularFile(file)) {
            throw new StoreException.NotFound("there is no file '" + name + "' in " + directory + "; 'coppice inspect "
                    + directory + "' lists them");
        }
        return file;
    }
}
