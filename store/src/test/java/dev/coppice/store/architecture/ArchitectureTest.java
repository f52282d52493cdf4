package dev.coppice.store.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.StoreException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureTest {
    private static final String HOST = Layering.ROOT + ".host";

    @Test
    void everyClass_outsideHost_usesNoBackDoorToTheWorld() throws Exception {
        assertThat(ClassReferences.below(storeClasses()).stream()
                        .filter(references -> !references.packageName().equals(HOST))
                        .flatMap(ArchitectureTest::backDoors))
                .isEmpty();
    }

    @Test
    void everyClass_knowsOnlyLayersBelow() throws Exception {
        assertThat(ClassReferences.below(storeClasses()).stream().flatMap(Layering::violationsIn))
                .isEmpty();
    }

    @Test
    void below_storeClasses_findsThem() throws Exception {
        assertThat(ClassReferences.below(storeClasses()))
                .extracting(ClassReferences::name)
                .contains(StoreException.class.getName(), StoreException.Corrupt.class.getName(), HOST + ".Host");
    }

    @Test
    void scanner_plantedViolations_findsEveryBanUsed() throws Exception {
        ClassReferences planted = referencesOf(PlantedViolations.class);
        for (Ban ban : Ban.ALL) {
            assertThat(ban.usesIn(planted)).as("uses of %s", ban.what()).isNotEmpty();
        }
        assertThat(backDoors(planted))
                .contains(
                        PlantedViolations.class.getName()
                                + " uses java.lang.System.nanoTime: take the time from host.Clock",
                        PlantedViolations.class.getName()
                                + " uses java.nio.file.Files: reach files through host.Storage");
    }

    @Test
    void scanner_harmlessNeighboursOfTheBanned_areNotReported() throws Exception {
        assertThat(backDoors(referencesOf(Harmless.class))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "page.Leaf, tree.Tree",
        "delta.Delta, page.Leaf",
        "log.Wal, partition.Manifest",
        "partition.Manifest, tree.Tree",
        "tree.Tree, engine.Engine",
        "tree.Tree, Database",
        "host.Directory, log.Wal",
        "host.Directory, Database",
        "object.Objects, log.Wal",
        "object.Objects, Database",
        "page.Leaf, object.Objects",
        "StoreException, Database",
        "unheardof.Thing, log.Wal"
    })
    void layering_upwardReference_isReported(String from, String to) {
        assertThat(Layering.violationsIn(ClassReferences.of(classThatCalls(from, to))))
                .singleElement()
                .asString()
                .startsWith(Layering.ROOT + "." + from + " must not know " + Layering.ROOT + "." + to);
        assertThat(Layering.violationsIn(ClassReferences.of(classThatMentions(from, to))))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "tree.Tree, page.Leaf",
        "partition.Manifest, log.Wal",
        "engine.Engine, tree.Tree",
        "engine.Engine, Database",
        "Database, engine.Engine",
        "log.Wal, host.Storage",
        "engine.Engine, object.Objects",
        "Database, object.Objects",
        "object.Objects, host.Storage",
        "object.Objects, StoreException$Invalid",
        "page.Leaf, StoreException$Corrupt",
        "page.Leaf, page.Other"
    })
    void layering_downwardReference_isAllowed(String from, String to) {
        assertThat(Layering.violationsIn(ClassReferences.of(classThatCalls(from, to))))
                .isEmpty();
        assertThat(Layering.violationsIn(ClassReferences.of(classThatMentions(from, to))))
                .isEmpty();
    }

    private static Stream<String> backDoors(ClassReferences references) {
        return Ban.ALL.stream()
                .flatMap(ban ->
                        ban.usesIn(references).map(use -> references.name() + " uses " + use + ": " + ban.instead()));
    }

    private static byte[] classThatCalls(String from, String to) {
        return ClassFile.of()
                .build(
                        describe(from),
                        type -> type.withMethodBody(
                                "planted",
                                ConstantDescs.MTD_void,
                                ClassFile.ACC_STATIC,
                                code -> code.invokestatic(describe(to), "get", ConstantDescs.MTD_void)
                                        .return_()));
    }

    private static byte[] classThatMentions(String from, String to) {
        return ClassFile.of()
                .build(
                        describe(from),
                        type -> type.withMethod(
                                "planted", MethodTypeDesc.of(describe(to)), ClassFile.ACC_ABSTRACT, _ -> {}));
    }

    private static ClassDesc describe(String name) {
        return ClassDesc.of(Layering.ROOT + "." + name);
    }

    private static ClassReferences referencesOf(Class<?> type) throws IOException {
        try (InputStream in = type.getResourceAsStream(
                type.getName().substring(type.getPackageName().length() + 1) + ".class")) {
            return ClassReferences.of(in.readAllBytes());
        }
    }

    private static Path storeClasses() throws URISyntaxException {
        return Path.of(StoreException.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    /// What looks like a back door and is none.
    static final class Harmless {
        private Harmless() {}

        static Object allowed(long seed) {
            return List.of(
                    System.getProperty("x", ""),
                    System.lineSeparator(),
                    new Random(seed),
                    new SplittableRandom(seed),
                    Thread.currentThread(),
                    Path.of("a"),
                    new FileNotFoundException("a"),
                    List.copyOf(List.of(1)),
                    Set.of(seed),
                    Map.of(),
                    Duration.ofMillis(seed),
                    Instant.ofEpochMilli(seed),
                    new Date(seed));
        }
    }
}
