package dev.coppice.store.golden;

import dev.coppice.store.sim.SimulatedDisk;
import dev.coppice.store.sim.SimulatedHost;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/// The files of a database, by their paths in it. The map is immutable; who wants to change a file changes a copy.
///
/// @param files the bytes of each file, zeros at the end included
public record Image(NavigableMap<String, byte[]> files) {
    /// Copies the map, not the bytes.
    public Image {
        files = Collections.unmodifiableNavigableMap(new TreeMap<>(files));
    }

    /// All files on a disk.
    public static Image of(SimulatedDisk disk) {
        NavigableMap<String, byte[]> files = new TreeMap<>();
        disk.files().forEach(name -> files.put(name, disk.contents(name)));
        return new Image(files);
    }

    /// A new machine with these files on its disk.
    public SimulatedHost machine() {
        SimulatedHost machine = SimulatedHost.create(1);
        try {
            for (var file : files.entrySet()) {
                machine.disk().replace(file.getKey(), file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return machine;
    }

    /// The same with one file more, or other bytes in one.
    public Image with(String name, byte[] bytes) {
        NavigableMap<String, byte[]> changed = new TreeMap<>(files);
        changed.put(name, bytes);
        return new Image(changed);
    }

    /// The same without a file.
    public Image without(String name) {
        NavigableMap<String, byte[]> changed = new TreeMap<>(files);
        changed.remove(name);
        return new Image(changed);
    }

    /// The bytes of all files together.
    public long length() {
        return files.values().stream().mapToLong(bytes -> bytes.length).sum();
    }

    /// Writes the files into an empty directory of the real file system.
    public void writeTo(Path directory) throws IOException {
        for (var file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }

    /// Reads what [#toZip] made.
    static Image ofZip(byte[] zip) throws IOException {
        NavigableMap<String, byte[]> files = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        }
        return new Image(files);
    }

    /// The files as a zip archive, to be kept.
    byte[] toZip() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (var file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setTime(0);
                out.putNextEntry(entry);
                out.write(file.getValue());
            }
        }
        return bytes.toByteArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Image image
                && files.keySet().equals(image.files.keySet())
                && files.keySet().stream().allMatch(name -> Arrays.equals(files.get(name), image.files.get(name)));
    }

    @Override
    public int hashCode() {
        return files.keySet().hashCode();
    }

    @Override
    public String toString() {
        return files.size() + " files of " + length() + " bytes";
    }
}
