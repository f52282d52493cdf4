package dev.coppice.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes a report as JSON, with the values of every round.
public final class JsonReport {
    private JsonReport() {}

    /// The document.
    public static String of(Report report) {
        return object(
                        member(
                                "conditions",
                                array(report.conditions().stream()
                                        .map(JsonReport::string)
                                        .toList())),
                        member("subject", string(report.subject().id())),
                        member(
                                "engines",
                                array(report.contenders().stream()
                                        .map(JsonReport::contender)
                                        .toList())),
                        member(
                                "sections",
                                array(report.sections().stream()
                                        .map(s -> section(report, s))
                                        .toList())))
                + "\n";
    }

    private static String contender(Contender contender) {
        return object(
                member("id", string(contender.id())),
                member("title", string(contender.title())),
                member("version", string(contender.version())),
                member("settings", string(contender.settings())));
    }

    private static String section(Report report, Section section) {
        List<Figure> figures = Stream.of(report.disk(), report.compared(), report.alone())
                .flatMap(List::stream)
                .toList();
        return object(
                section.parameters().entrySet().stream()
                        .map(parameter ->
                                member(parameter.getKey(), parameter.getValue().toString()))
                        .collect(Collectors.joining(",\n")),
                member(
                        "figures",
                        array(figures.stream()
                                .map(f -> figure(report, section, f))
                                .toList())));
    }

    private static String figure(Report report, Section section, Figure figure) {
        List<String> engines = Stream.concat(report.contenders().stream().map(Contender::id), Stream.of(Report.DISK))
                .filter(engine -> !section.results().rounds(engine, figure).isEmpty())
                .toList();
        String values = engines.stream()
                .map(engine -> member(engine, values(section.results(), engine, figure)))
                .collect(Collectors.joining(", ", "{", "}"));
        return object(
                member("id", string(figure.id())),
                member("title", string(figure.title())),
                member("unit", string(figure.unit().name().toLowerCase(Locale.ROOT))),
                member("moreIsBetter", Boolean.toString(figure.unit().moreIsBetter())),
                member("values", values));
    }

    private static String values(Results results, String engine, Figure figure) {
        List<String> rounds =
                results.rounds(engine, figure).stream().map(JsonReport::number).toList();
        return "{\"summary\": %s, \"rounds\": [%s]}"
                .formatted(number(results.summary(engine, figure)), String.join(", ", rounds));
    }

    private static String object(String... members) {
        return "{" + String.join(",\n", members) + "}";
    }

    private static String member(String name, String value) {
        return string(name) + ": " + value;
    }

    private static String array(List<String> values) {
        return values.isEmpty() ? "[]" : "[\n" + String.join(",\n", values) + "\n]";
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.6g", value) : "null";
    }

    static String string(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                default -> {
                    if (c < ' ') {
                        quoted.append(String.format("\\u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
