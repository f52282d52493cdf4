package dev.coppice.store.golden;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The files of all golden databases, as what parsers are tried with.
public final class GoldenFiles {
    private static final int PAGE_LENGTH = 4_096;

    private GoldenFiles() {}

    /// The files whose names, without their directories, begin with a prefix.
    public static List<byte[]> of(String prefix) {
        return find(name -> name.startsWith(prefix)).toList();
    }

    /// The records of all such files that are logs, file by file.
    public static List<List<Frame>> logs(String prefix) {
        return of(prefix).stream()
                .map(Frame::of)
                .filter(frames -> !frames.isEmpty())
                .toList();
    }

    /// All pages in data files that are not zeros, the header pages first.
    public static List<byte[]> pages() {
        List<byte[]> files = of("data_");
        return Stream.concat(
                        files.stream().map(file -> Arrays.copyOf(file, PAGE_LENGTH)),
                        files.stream().flatMap(GoldenFiles::pagesAfterHeader))
                .toList();
    }

    private static Stream<byte[]> pagesAfterHeader(byte[] file) {
        return Stream.iterate(PAGE_LENGTH, at -> at < file.length, at -> at + PAGE_LENGTH)
                .map(at -> Arrays.copyOfRange(file, at, at + PAGE_LENGTH))
                .filter(page -> !Arrays.equals(page, new byte[PAGE_LENGTH]));
    }

    private static Stream<byte[]> find(Predicate<String> isWanted) {
        return Stream.of(GoldenDatabase.values())
                .flatMap(golden -> golden.image().files().entrySet().stream())
                .filter(file ->
                        isWanted.test(file.getKey().substring(file.getKey().lastIndexOf('/') + 1)))
                .map(file -> file.getValue());
    }
}
