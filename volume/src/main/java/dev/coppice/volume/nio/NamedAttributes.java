package dev.coppice.volume.nio;

import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Attributes by name, as `Files.getAttribute` asks for them: `size`, `posix:permissions`, `unix:ino`, `owner:*`.
final class NamedAttributes {
    private static final Set<String> BASIC = Set.of("lastModifiedTime", "lastAccessTime", "creationTime");
    private static final Set<String> POSIX =
            Set.of("lastModifiedTime", "lastAccessTime", "creationTime", "permissions", "owner", "group");
    private static final Map<String, Set<String>> SETTABLE =
            Map.of("basic", BASIC, "posix", POSIX, "owner", Set.of("owner"), "unix", POSIX);

    static final Set<String> VIEWS = SETTABLE.keySet();

    private NamedAttributes() {}

    /// @param asked a view, or none for `basic`, and names with commas between them, or `*`
    /// @throws UnsupportedOperationException when there is no such view
    /// @throws IllegalArgumentException when the view has no such attribute
    static Map<String, Object> read(VolumeAttributes attributes, String asked) {
        int colon = asked.indexOf(':');
        Map<String, Object> all = all(attributes, colon < 0 ? "basic" : asked.substring(0, colon));
        String names = asked.substring(colon + 1);
        Map<String, Object> wanted = new LinkedHashMap<>();
        for (String name : names.split(",", -1)) {
            if (name.equals("*")) {
                wanted.putAll(all);
            } else if (all.containsKey(name)) {
                wanted.put(name, all.get(name));
            } else {
                throw new IllegalArgumentException("no attribute '" + name + "'; there are " + all.keySet());
            }
        }
        return wanted;
    }

    /// @throws UnsupportedOperationException when there is no such view
    /// @throws IllegalArgumentException when the view has no such attribute, or it cannot be set
    static void set(VolumeAttributeView view, String attribute, Object value) throws IOException {
        int colon = attribute.indexOf(':');
        String viewName = colon < 0 ? "basic" : attribute.substring(0, colon);
        if (!VIEWS.contains(viewName)) {
            throw new UnsupportedOperationException("no view '" + viewName + "'");
        }
        String name = attribute.substring(colon + 1);
        if (!SETTABLE.get(viewName).contains(name)) {
            throw new IllegalArgumentException("'" + attribute + "' cannot be set");
        }
        switch (name) {
            case "lastModifiedTime" -> view.setTimes((FileTime) value, null, null);
            case "lastAccessTime" -> view.setTimes(null, (FileTime) value, null);
            case "creationTime" -> view.setTimes(null, null, (FileTime) value);
            case "permissions" -> view.setPermissions(permissions(value));
            case "owner" -> view.setOwner((UserPrincipal) value);
            default -> view.setGroup((GroupPrincipal) value);
        }
    }

    private static Set<PosixFilePermission> permissions(Object value) {
        Set<PosixFilePermission> permissions = new HashSet<>();
        for (Object each : (Set<?>) value) {
            permissions.add((PosixFilePermission) each);
        }
        return permissions;
    }

    private static Map<String, Object> all(VolumeAttributes attributes, String view) {
        Map<String, Object> all = new LinkedHashMap<>();
        switch (view) {
            case "basic" -> putBasic(all, attributes);
            case "owner" -> all.put("owner", attributes.owner());
            case "posix" -> putPosix(all, attributes);
            case "unix" -> {
                putPosix(all, attributes);
                all.put("mode", attributes.status().mode());
                all.put("ino", attributes.status().inode());
                all.put("nlink", attributes.status().linkCount());
                all.put("uid", attributes.status().owner());
                all.put("gid", attributes.status().group());
                all.put("rdev", attributes.status().device());
                all.put("ctime", FileTime.from(attributes.status().changed()));
            }
            default -> throw new UnsupportedOperationException("no view '" + view + "'; there are " + VIEWS);
        }
        return all;
    }

    private static void putPosix(Map<String, Object> all, VolumeAttributes attributes) {
        putBasic(all, attributes);
        all.put("owner", attributes.owner());
        all.put("group", attributes.group());
        all.put("permissions", attributes.permissions());
    }

    private static void putBasic(Map<String, Object> all, VolumeAttributes attributes) {
        all.put("lastModifiedTime", attributes.lastModifiedTime());
        all.put("lastAccessTime", attributes.lastAccessTime());
        all.put("creationTime", attributes.creationTime());
        all.put("size", attributes.size());
        all.put("isRegularFile", attributes.isRegularFile());
        all.put("isDirectory", attributes.isDirectory());
        all.put("isSymbolicLink", attributes.isSymbolicLink());
        all.put("isOther", attributes.isOther());
        all.put("fileKey", attributes.fileKey());
    }
}
