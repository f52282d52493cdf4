package dev.coppice.style;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class TextTest {

    private static final Path ROOT = SourceTree.root();
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\((?<target>[^)\\s]+)\\)");

    @Test
    void everyTextFile_isClean() throws IOException {
        List<String> faults = new ArrayList<>();
        for (Path file : SourceTree.files(ROOT, ".md", ".xml", ".sh", ".yml", ".editorconfig", ".gitignore", ".svg")) {
            String text = Files.readString(file);
            String name = ROOT.relativize(file).toString();
            if (!text.endsWith("\n") || text.endsWith("\n\n")) {
                faults.add(name + " does not end with one line feed");
            }
            int number = 0;
            for (String line : text.split("\n")) {
                number++;
                if (!line.equals(line.stripTrailing()) || line.contains("\t")) {
                    faults.add(name + ":" + number + " has a tab, or white space at its end");
                }
            }
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void everyLinkInMarkdown_leadsToAFile() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path file : SourceTree.files(ROOT, ".md")) {
            for (MatchResult link : linksIn(Files.readString(file))) {
                String target = link.group("target").replaceFirst("#.*", "");
                if (!target.isEmpty() && !target.contains(":") && !Files.exists(file.resolveSibling(target))) {
                    dead.add(ROOT.relativize(file) + " links to " + target);
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    private static List<MatchResult> linksIn(String markdown) {
        Matcher link = LINK.matcher(markdown);
        return link.results().toList();
    }
}
