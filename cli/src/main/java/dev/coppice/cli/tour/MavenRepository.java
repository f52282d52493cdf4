package dev.coppice.cli.tour;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Finds the local Maven repository, where every build leaves the POM files that it read.
final class MavenRepository {
    private static final String PROPERTY = "maven.repo.local";
    private static final Pattern ARGUMENT = Pattern.compile("-D" + Pattern.quote(PROPERTY) + "=(\\S+)");

    private MavenRepository() {}

    /// The repository that Maven would use: what the property `maven.repo.local` names, here or in Maven's own
    /// arguments, else the user's settings, else `~/.m2/repository`. It need not exist.
    static Path locate(UnaryOperator<String> environment) {
        String property = System.getProperty(PROPERTY);
        if (property != null) {
            return Path.of(property);
        }
        for (String variable : List.of("MAVEN_ARGS", "MAVEN_OPTS")) {
            String value = environment.apply(variable);
            Matcher matcher = ARGUMENT.matcher(value == null ? "" : value);
            if (matcher.find()) {
                return Path.of(matcher.group(1));
            }
        }
        Path maven = Path.of(System.getProperty("user.home"), ".m2");
        Path configured = ofSettings(maven.resolve("settings.xml"));
        return configured == null ? maven.resolve("repository") : configured;
    }

    /// The POM files below a directory, in the order of their paths, at most so many.
    static List<Path> poms(Path directory, int limit) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".pom") || isProject(file))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .limit(limit)
                    .toList();
        }
    }

    private static boolean isProject(Path file) {
        return file.getFileName().toString().equals("pom.xml");
    }

    private static Path ofSettings(Path settings) {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        try (InputStream stream = Files.newInputStream(settings)) {
            XMLStreamReader xml = factory.createXMLStreamReader(stream);
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT
                        && xml.getLocalName().equals("localRepository")) {
                    String text = xml.getElementText().strip();
                    String path = text.replace("${user.home}", System.getProperty("user.home"));
                    return path.isEmpty() || path.contains("${") ? null : Path.of(path);
                }
            }
            return null;
        } catch (IOException | XMLStreamException e) {
            return null; // no settings, or none that Maven could read either
        }
    }
}
