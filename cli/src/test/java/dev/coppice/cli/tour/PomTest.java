package dev.coppice.cli.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PomTest {
    private static final String POM = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- <version>9</version> ä -->
            <project child.project.url.inherit.append.path="false">
              <parent><groupId>org.parent</groupId><artifactId>p</artifactId><version>1</version></parent>
              <artifactId>lib</artifactId>
              <version> 2.0 </version>
              <dependencyManagement><dependencies><dependency><groupId>m</groupId><artifactId>m</artifactId>
                <version>7</version></dependency></dependencies></dependencyManagement>
              <dependencies>
                <dependency>
                  <groupId>org.a</groupId><artifactId>a</artifactId>
                  <exclusions><exclusion><groupId>x</groupId><artifactId>y</artifactId></exclusion></exclusions>
                  <version><!-- pinned -->1.0</version><scope>test</scope>
                </dependency>
                <dependency><groupId>org.b</groupId><artifactId>b</artifactId><version>${b.version}</version></dependency>
                <dependency><groupId>org.c</groupId><artifactId>c</artifactId></dependency>
                <dependency><groupId>org.d</groupId><artifactId>d</artifactId><version>
                    3.1
                </version></dependency>
              </dependencies>
            </project>
            """;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void parse_ownAndInheritedParts_makeTheCoordinates() throws Exception {
        Pom pom = Pom.parse(bytes(POM));

        assertThat(pom.coordinates()).isEqualTo(new Coordinates("org.parent", "lib", "2.0"));
        assertThat(pom.dependencies())
                .extracting(each ->
                        each.unversioned() + " " + each.scope() + (each.version() == null ? "" : " " + each.version()))
                .containsExactly(
                        "org.a:a test 1.0", "org.b:b compile ${b.version}", "org.c:c compile", "org.d:d compile 3.1");
    }

    @Test
    void parse_propertyInVersion_hasNoCoordinates() throws Exception {
        assertThat(Pom.parse(bytes("<project><groupId>g</groupId><artifactId>a</artifactId>"
                                + "<version>${revision}</version></project>"))
                        .coordinates())
                .isNull();
    }

    @Test
    void parseOrNull_brokenOrHostile_isNull() {
        assertThat(Poms.parseOrNull(bytes("<project><groupId>"))).isNull();
        assertThat(Poms.parseOrNull(bytes(""))).isNull();
        assertThat(
                        Poms.parseOrNull(
                                bytes(
                                        "<!DOCTYPE p [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><project><version>&e;</version></project>")))
                .isNull();
    }

    @Test
    void parseOrNull_otherEncodings_areReadWhereDeclaredAndPrintNothing() {
        PrintStream before = System.err;
        var printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            String text = "<project><version>ä</version></project>";
            assertThat(Poms.parseOrNull(text.getBytes(StandardCharsets.ISO_8859_1)))
                    .isNull();
            for (String encoding : List.of("utf-8", "US-ASCII")) {
                assertThat(Poms.parseOrNull(("<?xml version='1.0' encoding='" + encoding + "'?>" + text)
                                .getBytes(StandardCharsets.ISO_8859_1)))
                        .isNull();
            }
            for (String encoding : List.of("ISO-8859-1", "UTF-16LE", "UTF-16", "UTF-8")) {
                Pom pom = Poms.parseOrNull(("<?xml version='1.0' encoding='" + encoding + "'?>" + text)
                        .getBytes(Charset.forName(encoding)));
                assertThat(pom).as(encoding).isNotNull();
                assertThat(pom.version()).isEqualTo("ä");
            }
        } finally {
            System.setErr(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void coordinatesOfPath_repositoryLayout_isRead() {
        Path root = Path.of("/repo");

        assertThat(Coordinates.ofPath(root, root.resolve("org/x/lib/1.0/lib-1.0.pom")))
                .isEqualTo(new Coordinates("org.x", "lib", "1.0"));
        assertThat(Coordinates.ofPath(root, root.resolve("lib/1.0/lib-1.0.pom")))
                .isNull();
        assertThat(Coordinates.ofPath(root, root.resolve("org/x/lib/1.0/pom.xml")))
                .isNull();
    }

    @Test
    void withDependency_plainVersion_changesNothingElse() {
        assertThat(PomEdit.withDependency(bytes(POM), "org.d:d", "4")).isEqualTo(bytes(POM.replace("3.1", "4")));
    }

    @Test
    void withDependency_propertyOrCommentOrMissing_isLeftAlone() {
        assertThat(PomEdit.withDependency(bytes(POM), "org.a:a", "4")).isNull();
        assertThat(PomEdit.withDependency(bytes(POM), "org.b:b", "4")).isNull();
        assertThat(PomEdit.withDependency(bytes(POM), "org.c:c", "4")).isNull();
        assertThat(PomEdit.withDependency(bytes(POM), "m:m", "4")).isNull();
    }

    @Test
    void withDependency_farIntoALongFile_findsTheVersion() {
        String padded = POM.replace("<artifactId>lib", "<!-- " + "äx ".repeat(20_000) + "--><artifactId>lib");

        assertThat(PomEdit.withDependency(bytes(padded), "org.d:d", "4")).isEqualTo(bytes(padded.replace("3.1", "4")));
    }

    @Test
    void withVersion_ownVersion_isChanged() {
        assertThat(PomEdit.withVersion(bytes(POM), "2.1")).isEqualTo(bytes(POM.replace(" 2.0 ", " 2.1 ")));
    }

    private static byte[] pom(String artifact, String version, String dependencyVersion) {
        return bytes("<project><groupId>g</groupId><artifactId>" + artifact + "</artifactId><version>" + version
                + "</version><dependencies><dependency><groupId>g</groupId><artifactId>lib</artifactId><version>"
                + dependencyVersion + "</version></dependency></dependencies></project>");
    }

    private static Poms poms(Map<String, byte[]> files) throws Exception {
        Poms all = Poms.empty();
        for (byte[] file : files.values()) {
            Pom pom = Pom.parse(file);
            all.put(pom.coordinates(), file, pom);
        }
        return all;
    }

    @Test
    void plan_severalVersions_movesDependentsToTheNewestAndDropsTheOlder() throws Exception {
        Poms all = poms(Map.of(
                "1",
                pom("lib", "1.9", "0"),
                "2",
                pom("lib", "1.10", "0"),
                "3",
                pom("lib", "2.0-beta1", "0"),
                "4",
                pom("app", "1", "1.9"),
                "5",
                pom("tool", "1", "1.10")));

        Upgrade upgrade = Upgrade.plan(all);
        Poms after = upgrade.applyTo(all);

        assertThat(upgrade.artifact()).isEqualTo("g:lib");
        assertThat(upgrade.version()).isEqualTo("1.10");
        assertThat(upgrade.deleted()).containsExactly(new Coordinates("g", "lib", "1.9"));
        assertThat(after.poms()).containsOnlyKeys("g:app:1", "g:lib:1.10", "g:lib:2.0-beta1", "g:tool:1");
        assertThat(after.poms().get("g:app:1")).isEqualTo(pom("app", "1", "1.10"));
        assertThat(after.dependencies().get("g:lib|g:app:1")).isEqualTo(bytes("compile/1.10"));
        assertThat(after.dependencies()).doesNotContainKey("g:lib|g:lib:1.9");
        assertThat(all.poms()).hasSize(5);
    }

    @Test
    void plan_nothingToUpgrade_givesSomePomANewVersion() throws Exception {
        Poms all = poms(Map.of("1", pom("app", "1", "9")));

        Poms after = Upgrade.plan(all).applyTo(all);

        assertThat(after.poms()).containsOnlyKeys("g:app:1.1");
        assertThat(after.dependencies()).containsOnlyKeys("g:lib|g:app:1.1");
    }
}
