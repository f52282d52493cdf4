package dev.coppice.bench.report;

import java.util.List;
import java.util.Locale;

/// Draws how the subject compares with each peer: for each headline figure one bar for each peer, to the right of the
/// line at 1 where the subject is better and to the left where it is not, on a logarithmic scale. The drawing follows
/// the reader's preference for light or dark.
public final class SvgChart {
    private static final int WIDTH = 960;
    private static final int MARGIN = 16;
    private static final int LABELS_WIDTH = 290;
    private static final int NUMBERS_WIDTH = 56;
    private static final int HEAD_HEIGHT = 76;
    private static final int FOOT_HEIGHT = 40;
    private static final int BAR_HEIGHT = 10;
    private static final int BAR_PITCH = 12;
    private static final int ROW_GAP = 12;
    private static final int LEGEND_PITCH = 130;
    private static final int PLOT_LEFT = MARGIN + LABELS_WIDTH + NUMBERS_WIDTH;
    private static final int PLOT_WIDTH = WIDTH - PLOT_LEFT - NUMBERS_WIDTH - MARGIN;

    private static final String STYLE = """
            <style>
            .ground { fill: #ffffff } .text { fill: #1f2328 } .faint { fill: #59636e }
            .grid { stroke: #d8dee4 } .one { stroke: #1f2328; stroke-width: 1.5 }
            .peer0 { fill: #0969da } .peer1 { fill: #bc4c00 } .peer2 { fill: #1a7f37 } .peer3 { fill: #8250df }
            text { font: 12px system-ui, -apple-system, "Segoe UI", sans-serif }
            .title { font-size: 16px; font-weight: 600 } .number { font-size: 10px } .end { text-anchor: end }
            .middle { text-anchor: middle }
            @media (prefers-color-scheme: dark) {
            .ground { fill: #0d1117 } .text { fill: #e6edf3 } .faint { fill: #9198a1 }
            .grid { stroke: #30363d } .one { stroke: #e6edf3 }
            .peer0 { fill: #4493f8 } .peer1 { fill: #f0883e } .peer2 { fill: #3fb950 } .peer3 { fill: #ab7df8 }
            }
            </style>
            """;

    private final StringBuilder svg = new StringBuilder();
    private final Report report;
    private final Section section;
    private final List<Figure> figures;
    private final LogScale scale;

    private SvgChart(Report report, Section section) {
        this.report = report;
        this.section = section;
        this.figures = report.compared().stream()
                .filter(figure -> figure.role() == Figure.Role.HEADLINE)
                .filter(figure -> !Double.isNaN(ratioToBest(report, section, figure)))
                .toList();
        this.scale = LogScale.covering(
                figures.stream()
                        .flatMapToDouble(figure -> report.peers().stream().mapToDouble(peer -> ratio(peer, figure)))
                        .toArray(),
                PLOT_WIDTH);
    }

    /// The drawing of one section of a report, as an SVG document.
    public static String of(Report report, Section section) {
        return new SvgChart(report, section).draw();
    }

    private static double ratioToBest(Report report, Section section, Figure figure) {
        return section.results().ratioToBest(report.subject().id(), report.peerIds(), figure);
    }

    private double ratio(Contender peer, Figure figure) {
        return section.results().ratio(report.subject().id(), peer.id(), figure);
    }

    private String draw() {
        int rowHeight = report.peers().size() * BAR_PITCH + ROW_GAP;
        int plotBottom = HEAD_HEIGHT + figures.size() * rowHeight;
        int height = plotBottom + FOOT_HEIGHT;
        append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
                WIDTH, height, escaped(title()));
        svg.append(STYLE);
        append("<rect class=\"ground\" width=\"%d\" height=\"%d\" rx=\"6\"/>\n", WIDTH, height);
        drawHead();
        drawGrid(plotBottom);
        for (int row = 0; row < figures.size(); row++) {
            drawRow(figures.get(row), HEAD_HEIGHT + row * rowHeight + ROW_GAP / 2);
        }
        append("<path class=\"one\" d=\"M%.1f %dV%d\"/>\n", x(1), HEAD_HEIGHT, plotBottom);
        return svg.append("</svg>\n").toString();
    }

    private String title() {
        return report.subject().title() + ", times as good as each peer: " + section.title();
    }

    private void drawHead() {
        text("title text", MARGIN, 28, title());
        int left = PLOT_LEFT;
        for (int peer = 0; peer < report.peers().size(); peer++) {
            append("<rect class=\"peer%d\" x=\"%d\" y=\"46\" width=\"10\" height=\"10\"/>\n", peer, left);
            text("text", left + 16, 55, "vs " + report.peers().get(peer).title());
            left += LEGEND_PITCH;
        }
    }

    private void drawGrid(int bottom) {
        for (int exponent = scale.lowExponent(); exponent <= scale.highExponent(); exponent++) {
            double x = x(Math.pow(2, exponent));
            append("<path class=\"grid\" d=\"M%.1f %dV%d\"/>\n", x, HEAD_HEIGHT, bottom);
            text("faint number middle", x, bottom + 16, powerOfTwo(exponent));
        }
        text("faint number end", x(1) - 8, bottom + 32, "behind");
        text("faint number", x(1) + 8, bottom + 32, "ahead");
    }

    private static String powerOfTwo(int exponent) {
        return exponent < 0 ? "1/" + (1 << -exponent) : Integer.toString(1 << exponent);
    }

    private void drawRow(Figure figure, int top) {
        int middle = top + report.peers().size() * BAR_PITCH / 2 + 3;
        text("text", MARGIN, middle, figure.title());
        for (int peer = 0; peer < report.peers().size(); peer++) {
            double ratio = ratio(report.peers().get(peer), figure);
            if (!Double.isNaN(ratio)) {
                drawBar(peer, ratio, top + peer * BAR_PITCH);
            }
        }
    }

    private void drawBar(int peer, double ratio, int top) {
        double from = Math.min(x(1), x(ratio));
        double width = Math.max(1, Math.abs(x(ratio) - x(1)));
        append(
                "<rect class=\"peer%d\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>\n",
                peer, from, top, width, BAR_HEIGHT);
        if (ratio >= 1) {
            text("faint number", from + width + 4, top + BAR_HEIGHT - 1, Numbers.ratio(ratio));
        } else {
            text("faint number end", from - 4, top + BAR_HEIGHT - 1, Numbers.ratio(ratio));
        }
    }

    private double x(double ratio) {
        return PLOT_LEFT + scale.position(ratio);
    }

    private void text(String styles, double x, double y, String content) {
        append("<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>\n", styles, x, y, escaped(content));
    }

    private void append(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
