package dev.coppice.bench.graph.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.reflect.AccessFlag;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Makes a real graph of what is on every machine that runs Java: the classes of this JDK, and which of them each one
/// extends, implements and uses. A class's score is the number of its methods.
public final class ClassGraph {
    private static final List<String> LABELS = List.of("class", "interface");
    private static final byte CLASS = 0;
    private static final byte INTERFACE = 1;
    private static final List<String> TYPES = List.of("extends", "implements", "uses");
    private static final byte EXTENDS = 0;
    private static final byte IMPLEMENTS = 1;
    private static final byte USES = 2;

    private final SequencedMap<String, ClassModel> classes = new LinkedHashMap<>();
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final List<Edge> edges = new ArrayList<>();

    private ClassGraph() {}

    private record Edge(int from, int to, byte type) {}

    /// The graph of the JDK that runs this.
    public static GraphData ofThisJdk() throws IOException {
        ClassGraph graph = new ClassGraph();
        graph.readClasses();
        graph.classes.forEach(graph::addEdges);
        return graph.toData();
    }

    private void readClasses() throws IOException {
        Path root = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
        try (var files = Files.walk(root)) {
            files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> !file.endsWith("module-info.class"))
                    .sorted()
                    .forEach(this::readClass);
        }
    }

    private void readClass(Path file) {
        try {
            ClassModel model = ClassFile.of().parse(Files.readAllBytes(file));
            String name = model.thisClass().asInternalName();
            if (classes.putIfAbsent(name, model) == null) {
                numbers.put(name, numbers.size());
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void addEdges(String name, ClassModel model) {
        TreeSet<String> others = new TreeSet<>();
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof ClassEntry other) {
                others.add(other.asInternalName());
            }
        }
        others.remove(name);
        model.superclass().ifPresent(parent -> addEdge(name, parent.asInternalName(), EXTENDS, others));
        model.interfaces().forEach(parent -> addEdge(name, parent.asInternalName(), IMPLEMENTS, others));
        List.copyOf(others).forEach(other -> addEdge(name, other, USES, others));
    }

    private void addEdge(String from, String to, byte type, TreeSet<String> rest) {
        Integer target = numbers.get(to); // arrays, and classes that are not there, have none
        if (target != null) {
            edges.add(new Edge(numbers.get(from), target, type));
        }
        rest.remove(to);
    }

    private GraphData toData() {
        List<ClassModel> models = List.copyOf(classes.values());
        byte[] labels = new byte[models.size()];
        IntStream.range(0, labels.length)
                .forEach(i -> labels[i] = models.get(i).flags().has(AccessFlag.INTERFACE) ? INTERFACE : CLASS);
        byte[] types = new byte[edges.size()];
        IntStream.range(0, types.length).forEach(i -> types[i] = edges.get(i).type());
        return new GraphData(
                LABELS,
                TYPES,
                classes.keySet().toArray(String[]::new),
                labels,
                models.stream().mapToInt(model -> model.methods().size()).toArray(),
                edges.stream().mapToInt(Edge::from).toArray(),
                edges.stream().mapToInt(Edge::to).toArray(),
                types);
    }
}
