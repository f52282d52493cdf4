package dev.coppice.bench.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The memory of this process, as the kernel counts it.
public final class Memory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private Memory() {}

    /// The greatest resident size so far in bytes: heap, native memory and mapped files alike.
    public static long peakBytes() throws IOException {
        return bytesOf("VmHWM:");
    }

    /// Bytes of mapped files that are resident now. They belong to the page cache: the kernel may take them back.
    public static long mappedFileBytes() throws IOException {
        return bytesOf("RssFile:");
    }

    private static long bytesOf(String field) throws IOException {
        try (var lines = Files.lines(STATUS)) {
            String line = lines.filter(candidate -> candidate.startsWith(field))
                    .findFirst()
                    .orElseThrow(() -> new IOException(STATUS + " has no " + field));
            return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
    }
}
