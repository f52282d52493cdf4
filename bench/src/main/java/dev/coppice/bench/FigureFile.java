package dev.coppice.bench;

import dev.coppice.bench.report.Figure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/// How a child process hands figures to its parent: a file of lines, each written as soon as the figure is known.
///
/// @param file the file
public record FigureFile(Path file) {
    private static final String SEPARATOR = "\t";

    /// Adds a figure.
    public void append(Figure figure, double value) {
        try {
            Files.writeString(
                    file,
                    figure.id() + SEPARATOR + value + System.lineSeparator(),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The figures: values by id, in order; none if there is no file.
    Map<String, Double> read() throws IOException {
        Map<String, Double> figures = new LinkedHashMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.split(SEPARATOR);
                figures.put(parts[0], Double.parseDouble(parts[1]));
            }
        }
        return figures;
    }
}
