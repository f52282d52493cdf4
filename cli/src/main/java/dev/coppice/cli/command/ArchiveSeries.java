package dev.coppice.cli.command;

import dev.coppice.store.ArchiveInfo;
import dev.coppice.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;

/// Archives whose names begin alike and end with the time at which they were made. Archives with other names are never
/// part of it.
final class ArchiveSeries {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final String begin;
    private final Pattern names;

    ArchiveSeries(String begin) {
        this.begin = begin;
        this.names = Pattern.compile(Pattern.quote(begin) + "-\\d{8}T\\d{6}Z");
    }

    /// The name of one that is made at a time.
    String name(long millis) {
        return begin + "-" + TIME.format(Instant.ofEpochMilli(millis));
    }

    /// Whether the newest one was made less than a length of time ago.
    boolean isYoung(Database database, long now, Duration age) {
        List<ArchiveInfo> made = made(database);
        return !made.isEmpty() && now - made.getLast().createdAtMillis() < age.toMillis();
    }

    /// The oldest ones, which are more than are to be kept.
    List<String> surplus(Database database, long keep) {
        List<ArchiveInfo> made = made(database);
        return made.subList(0, (int) Math.max(0, made.size() - keep)).stream()
                .map(ArchiveInfo::name)
                .toList();
    }

    private List<ArchiveInfo> made(Database database) {
        return database.archives().stream()
                .filter(archive -> names.matcher(archive.name()).matches())
                .toList();
    }
}
