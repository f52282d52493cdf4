package dev.coppice.volume.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.volume.FormatOptions;
import dev.coppice.volume.Volume;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples of `docs/volume.md`, one after the other, and that they are these.
final class GuideTest {
    private static final Path SOURCE = Path.of("src/test/java/dev/coppice/volume/guide/GuideTest.java");
    private static final Path PAGE = Path.of("../docs/volume.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");

    @TempDir
    Path folder;

    @Test
    void examples_doWhatThePageSays() throws IOException {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream terminal = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Path image = folder.resolve("disk.img");
            make(image);
            write(image);
            check(image);
            snapshot(image);
        } finally {
            System.setOut(terminal);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("/data/orders/2026.csv", "sound", "21");
    }

    @Test
    void examplesOfThePage_areThese() throws IOException {
        String source = Files.readString(SOURCE).replaceAll("\\s+", "");
        List<String> examples = BLOCK.matcher(Files.readString(PAGE))
                .results()
                .map(MatchResult::group)
                .map(block -> block.replaceAll("(?m)^```.*$", "").replaceAll("\\s+", ""))
                .toList();
        assertThat(examples).hasSize(4).allSatisfy(example -> assertThat(source).contains(example));
    }

    private void make(Path image) throws IOException {
        Volume.create(image, 64 << 20, FormatOptions.defaults().withLabel("fixtures"));
        try (FileSystem files = Volume.open(image)) {
            Path orders = Files.createDirectories(files.getPath("/data/orders"));
            Files.writeString(orders.resolve("2026.csv"), "number,quantity\n17,3\n");
            try (Stream<Path> list = Files.list(orders)) {
                list.forEach(System.out::println);
            }
        }
    }

    private void write(Path image) throws IOException {
        try (FileSystem files = Volume.open(image);
                FileChannel log =
                        FileChannel.open(files.getPath("/log"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            log.write(ByteBuffer.wrap("paid\n".getBytes(StandardCharsets.UTF_8)));
            log.force(true);
        }
    }

    private void check(Path image) throws IOException {
        try (FileSystem files = Volume.openReadOnly(image)) {
            List<String> problems = Volume.check(files);
            System.out.println(problems.isEmpty() ? "sound" : String.join("\n", problems));
        }
    }

    private void snapshot(Path image) throws IOException {
        try (FileSystem files = Volume.open(image)) {
            Volume.createSnapshot(files, "before");
            Files.delete(files.getPath("/data/orders/2026.csv"));
            try (FileSystem before = Volume.openSnapshot(files, "before")) {
                System.out.println(Files.size(before.getPath("/data/orders/2026.csv")));
            }
            Volume.deleteSnapshot(files, "before");
        }
    }
}
