package dev.coppice.cli.tour;

import java.nio.file.Path;

/// What Maven calls an artifact in one version.
///
/// @param group the group
/// @param artifact the artifact
/// @param version the version
record Coordinates(String group, String artifact, String version) implements Comparable<Coordinates> {
    /// The group and the artifact.
    String unversioned() {
        return group + ":" + artifact;
    }

    Coordinates withVersion(String other) {
        return new Coordinates(group, artifact, other);
    }

    /// What the place of a POM in a Maven repository says: `org/example/lib/1.0/lib-1.0.pom`; null when it is not
    /// placed so.
    static Coordinates ofPath(Path repository, Path pom) {
        Path relative = repository.relativize(pom);
        int parts = relative.getNameCount();
        if (parts < 4) {
            return null;
        }
        String version = relative.getName(parts - 2).toString();
        String artifact = relative.getName(parts - 3).toString();
        if (!relative.getFileName().toString().equals(artifact + "-" + version + ".pom")) {
            return null;
        }
        StringBuilder group = new StringBuilder(relative.getName(0).toString());
        for (int i = 1; i < parts - 3; i++) {
            group.append('.').append(relative.getName(i));
        }
        return new Coordinates(group.toString(), artifact, version);
    }

    @Override
    public int compareTo(Coordinates other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return group + ":" + artifact + ":" + version;
    }
}
