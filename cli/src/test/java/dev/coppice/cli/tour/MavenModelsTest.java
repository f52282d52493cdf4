package dev.coppice.cli.tour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.cli.tour.DependencyGraph.Link;
import dev.coppice.cli.tour.DependencyGraph.Node;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MavenModelsTest {
    private final TreeMap<String, byte[]> poms = new TreeMap<>();

    private void pom(String coordinates, String content) {
        String[] parts = coordinates.split(":");
        poms.put(
                coordinates,
                ("<project><groupId>" + parts[0] + "</groupId><artifactId>" + parts[1] + "</artifactId><version>"
                                + parts[2] + "</version>" + content + "</project>")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static String parent(String coordinates) {
        String[] parts = coordinates.split(":");
        return "<parent><groupId>" + parts[0] + "</groupId><artifactId>" + parts[1] + "</artifactId><version>"
                + parts[2] + "</version></parent>";
    }

    private static String dependency(String artifact, String version, String scope) {
        return "<dependency><groupId>" + artifact.split(":")[0] + "</groupId><artifactId>" + artifact.split(":")[1]
                + "</artifactId>" + (version == null ? "" : "<version>" + version + "</version>")
                + (scope == null ? "" : "<scope>" + scope + "</scope>") + "</dependency>";
    }

    private static String managed(String... dependencies) {
        return "<dependencyManagement><dependencies>" + String.join("", dependencies)
                + "</dependencies></dependencyManagement>";
    }

    private static String depends(String... dependencies) {
        return "<dependencies>" + String.join("", dependencies) + "</dependencies>";
    }

    private DependencyGraph graph() {
        return DependencyGraph.of(MavenModels.of(poms));
    }

    private static Link dependsOn(String from, String to, String scope) {
        return new Link(DependencyGraph.DEPENDS_ON, Node.version(from), Node.version(to), scope);
    }

    @Test
    void version_ofAProperty_isTheNearestInTheChainOfParents() {
        pom("g:root:1", "<properties><a>1</a><b>2</b></properties>" + managed(dependency("x:managed", "${b}", null)));
        pom("g:mid:1", parent("g:root:1") + "<properties><b>${c}</b><c>3</c></properties>");
        pom(
                "g:leaf:1",
                parent("g:mid:1") + "<properties><c>4</c></properties>"
                        + depends(
                                dependency("x:a", "${a}", null),
                                dependency("x:b", "${b}", "test"),
                                dependency("x:managed", null, null),
                                dependency("${project.groupId}:own", "${project.version}", null)));

        assertThat(graph().edges())
                .contains(
                        dependsOn("g:leaf:1", "x:a:1", "compile"),
                        dependsOn("g:leaf:1", "x:b:4", "test"),
                        dependsOn("g:leaf:1", "x:managed:4", "compile"),
                        dependsOn("g:leaf:1", "g:own:1", "compile"),
                        new Link(DependencyGraph.PARENT, Node.version("g:leaf:1"), Node.version("g:mid:1"), ""));
    }

    @Test
    void version_managedInSeveralPlaces_isTheOwnThenTheParentsThenTheImported() {
        pom(
                "g:bom:1",
                managed(
                        dependency("x:a", "bom", null),
                        dependency("x:b", "bom", null),
                        dependency("x:c", "bom", null)));
        pom("g:parent:1", managed(dependency("x:a", "parent", null), dependency("x:b", "parent", null)));
        pom(
                "g:leaf:1",
                parent("g:parent:1")
                        + managed(dependency("g:bom", "1", "import"), dependency("x:a", "own", null))
                        + depends(
                                dependency("x:a", null, null),
                                dependency("x:b", null, null),
                                dependency("x:c", null, null)));

        assertThat(graph().edges())
                .contains(
                        dependsOn("g:leaf:1", "x:a:own", "compile"),
                        dependsOn("g:leaf:1", "x:b:parent", "compile"),
                        dependsOn("g:leaf:1", "x:c:bom", "compile"),
                        new Link(DependencyGraph.IMPORTS, Node.version("g:leaf:1"), Node.version("g:bom:1"), ""));
    }

    @Test
    void graph_whatTheFilesDoNotTell_isCountedAndLeftOut() {
        pom(
                "g:leaf:1",
                parent("g:absent:1")
                        + depends(dependency("x:a", null, null), dependency("x:b", "${unknown}", null))
                        + "<licenses><license><name> MIT\n  License </name></license></licenses>");
        poms.put("g:broken:1", "<project".getBytes(StandardCharsets.UTF_8));

        DependencyGraph graph = graph();

        assertThat(graph.withoutVersion()).isEqualTo(2);
        assertThat(graph.count(DependencyGraph.DEPENDS_ON)).isZero();
        assertThat(MavenModels.of(poms).unreadable()).isEqualTo(1);
        assertThat(graph.edges())
                .contains(new Link(
                        DependencyGraph.UNDER,
                        Node.version("g:leaf:1"),
                        new Node(DependencyGraph.LICENCE, "MIT License"),
                        ""));
    }

    @Test
    void graph_circlesOfPropertiesParentsAndImports_end() {
        pom(
                "g:a:1",
                parent("g:b:1") + "<properties><p>${q}</p><q>${p}</q><r>${r}${r}</r></properties>"
                        + managed(dependency("g:b", "1", "import"))
                        + depends(dependency("x:p", "${p}", null), dependency("x:r", "${r}", null)));
        pom("g:b:1", parent("g:a:1") + managed(dependency("g:a", "1", "import")));

        assertThat(graph().withoutVersion()).isEqualTo(2);
    }
}
