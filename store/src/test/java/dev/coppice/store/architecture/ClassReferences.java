package dev.coppice.store.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a class file refers to, read from its constant pool: nothing is called, created, extended or named in a
/// signature without an entry there.
///
/// @param name the class, as in source code, with `$` before nested ones
/// @param members the methods and fields that it uses, those reached by method references included
/// @param types all classes that it names anywhere
record ClassReferences(String name, Set<Member> members, Set<String> types) {
    private static final Pattern TYPE_IN_DESCRIPTOR = Pattern.compile("L([\\w$/]+)[;<]");

    /// A method or field, and the class through which it is used.
    record Member(String owner, String name, String descriptor) implements Comparable<Member> {
        @Override
        public int compareTo(Member other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return owner + "." + name + descriptor;
        }
    }

    static ClassReferences of(byte[] classFile) {
        ClassModel model = ClassFile.of().parse(classFile);
        var members = new TreeSet<Member>();
        var types = new TreeSet<String>();
        for (PoolEntry entry : model.constantPool()) {
            switch (entry) {
                case ClassEntry type -> types.add(elementType(type.asInternalName()));
                case MemberRefEntry member ->
                    members.add(new Member(
                            elementType(member.owner().asInternalName()),
                            member.name().stringValue(),
                            member.type().stringValue()));
                case Utf8Entry text -> {
                    Matcher matcher = TYPE_IN_DESCRIPTOR.matcher(text.stringValue());
                    while (matcher.find()) {
                        types.add(dotted(matcher.group(1)));
                    }
                }
                default -> {
                    // Numbers, strings and combinations of the above.
                }
            }
        }
        return new ClassReferences(dotted(model.thisClass().asInternalName()), members, types);
    }

    /// All classes below a directory, by name.
    static List<ClassReferences> below(Path classes) throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> !file.endsWith("module-info.class"))
                    .sorted()
                    .map(ClassReferences::read)
                    .toList();
        }
    }

    /// The package that the class is in.
    String packageName() {
        return packageOf(name);
    }

    /// The package of a class.
    static String packageOf(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }

    private static ClassReferences read(Path file) {
        try {
            return of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String elementType(String internalName) {
        if (!internalName.startsWith("[")) {
            return dotted(internalName);
        }
        Matcher matcher = TYPE_IN_DESCRIPTOR.matcher(internalName);
        return matcher.find() ? dotted(matcher.group(1)) : internalName;
    }

    private static String dotted(String internalName) {
        return internalName.replace('/', '.');
    }
}
