package dev.coppice.cli.graph;

import dev.coppice.cli.terminal.Numbers;
import dev.coppice.graph.Edge;
import dev.coppice.graph.GraphChange;
import dev.coppice.graph.GraphDiff;
import dev.coppice.graph.GraphView;
import dev.coppice.graph.Vertex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A picture of what differs between two states of a graph, as SVG: green is added, red is removed, amber has other
/// properties, grey has not changed and is there as an end of what has. Shows a few hundred changes at most, and says
/// in the picture how many it left out: edges first, because they show what their ends are too.
public final class DiffPicture {
    /// The most changes that are drawn.
    public static final int LIMIT = 200;

    private static final int BOX_WIDTH = 360;
    private static final int BOX_HEIGHT = 24;
    private static final int COLUMN_WIDTH = 560;
    private static final int ROW_HEIGHT = 34;
    private static final int MARGIN = 24;
    private static final int HEAD = 78;
    private static final int BOX_CHARACTERS = 54;
    private static final int MIN_WIDTH = 968;

    private final String title;
    private final GraphView before;
    private final GraphView after;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final List<Arrow> arrows = new ArrayList<>();
    private final List<GraphChange.OfVertex> vertices = new ArrayList<>();
    private final List<GraphChange.OfEdge> edges = new ArrayList<>();
    private long all;
    private long shown;

    private DiffPicture(GraphView before, GraphView after, String title) {
        this.before = before;
        this.after = after;
        this.title = title;
    }

    /// What colour a change has; null is for what has not changed.
    private enum Tone {
        ADDED("#1a7f37", "#e6f6ea"),
        REMOVED("#b42318", "#fdecea"),
        CHANGED("#9a6700", "#fff5d6"),
        SAME("#6e7781", "#f6f8fa");

        private final String line;
        private final String fill;

        Tone(String line, String fill) {
            this.line = line;
            this.fill = fill;
        }

        static Tone of(GraphChange change) {
            return valueOf(change.kind().name());
        }
    }

    /// A box.
    private record Node(int index, String text, String hint, Tone tone) {}

    /// A line between two boxes.
    private record Arrow(int from, int to, String text, String hint, Tone tone) {}

    /// Draws a diff.
    ///
    /// @param diff is read to its end
    /// @param before the earlier state
    /// @param after the later one
    /// @param title what stands above
    public static DiffPicture of(GraphDiff diff, GraphView before, GraphView after, String title) {
        DiffPicture picture = new DiffPicture(before, after, title);
        diff.forEach(picture::take);
        picture.choose();
        return picture;
    }

    /// How many changes are drawn.
    public long shown() {
        return shown;
    }

    /// How many changes are not drawn.
    public long leftOut() {
        return all - shown;
    }

    private void take(GraphChange change) {
        all++;
        switch (change) {
            case GraphChange.OfVertex vertex when vertices.size() < LIMIT -> vertices.add(vertex);
            case GraphChange.OfEdge edge when edges.size() < LIMIT -> edges.add(edge);
            default -> {}
        }
    }

    private void choose() {
        Map<String, GraphChange.OfVertex> changed = new LinkedHashMap<>();
        for (GraphChange.OfVertex vertex : vertices) {
            changed.put(key(vertex.id(), Tone.of(vertex)), vertex);
            // The ends of an edge that was added may be vertices that changed.
            if (vertex.kind() == GraphChange.Kind.CHANGED) {
                changed.put(key(vertex.id(), Tone.SAME), vertex);
            }
        }
        for (GraphChange.OfEdge change : edges.subList(0, Math.min(edges.size(), LIMIT / 2 + spare()))) {
            Edge edge = change.after() == null ? change.before() : change.after();
            Tone tone = Tone.of(change);
            GraphView state = tone == Tone.REMOVED ? before : after;
            int from = end(edge.outVertex(), state, tone, changed);
            int to = end(edge.inVertex(), state, tone, changed);
            arrows.add(new Arrow(from, to, edge.type(), properties(change), tone));
            shown++;
        }
        for (GraphChange.OfVertex vertex : vertices) {
            if (shown >= LIMIT) {
                break;
            }
            node(vertex);
        }
        shown += nodes.values().stream().filter(node -> node.tone != Tone.SAME).count();
        shown = Math.min(shown, all);
    }

    /// How much of the half for vertices they leave to the edges.
    private int spare() {
        return Math.max(0, LIMIT / 2 - vertices.size());
    }

    private static String key(long id, Tone tone) {
        return (tone == Tone.ADDED || tone == Tone.REMOVED ? tone : "here") + " " + Long.toUnsignedString(id);
    }

    private int end(long id, GraphView state, Tone tone, Map<String, GraphChange.OfVertex> changed) {
        GraphChange.OfVertex change = changed.get(key(id, tone));
        if (change == null) {
            change = changed.get(key(id, Tone.SAME));
        }
        if (change != null) {
            return node(change);
        }
        Vertex vertex = state.vertex(id);
        String text = vertex == null ? "vertex " + Long.toUnsignedString(id) : ElementText.name(vertex);
        return nodes.computeIfAbsent(key(id, Tone.SAME), _ -> new Node(nodes.size(), text, text, Tone.SAME)).index;
    }

    private int node(GraphChange.OfVertex change) {
        Vertex vertex = change.after() == null ? change.before() : change.after();
        String text = ElementText.name(vertex);
        return nodes.computeIfAbsent(
                        key(vertex.id(), Tone.of(change)),
                        _ -> new Node(nodes.size(), text, text + properties(change), Tone.of(change)))
                .index;
    }

    private static String properties(GraphChange.OfVertex change) {
        return change.kind() == GraphChange.Kind.CHANGED
                ? ElementText.changes(
                        ElementText.properties(change.before()), ElementText.properties(change.after()), false)
                : ElementText.of(
                        ElementText.properties(change.after() == null ? change.before() : change.after()), false);
    }

    private static String properties(GraphChange.OfEdge change) {
        return change.kind() == GraphChange.Kind.CHANGED
                ? ElementText.changes(change.before().values(), change.after().values(), false)
                : ElementText.of((change.after() == null ? change.before() : change.after()).values(), false);
    }

    // ---- SVG

    /// The picture.
    public String svg() {
        List<PictureLayout.Place> places = PictureLayout.of(
                nodes.size(),
                arrows.stream().map(arrow -> new int[] {arrow.from, arrow.to}).toList());
        Frame frame = Frame.of(places);
        int columns =
                places.stream().mapToInt(PictureLayout.Place::column).max().orElse(0) + 1;
        int width = Math.max(MIN_WIDTH, 2 * MARGIN + (columns - 1) * COLUMN_WIDTH + BOX_WIDTH);
        int height = HEAD + frame.height + MARGIN;
        StringBuilder svg = new StringBuilder(String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" \
                font-family="sans-serif" font-size="12">
                <rect width="100%%" height="100%%" fill="#ffffff"/>
                """, width, height, width, height));
        head(svg);
        for (Arrow arrow : arrows) {
            draw(svg, arrow, places.get(arrow.from), places.get(arrow.to), frame);
        }
        for (Node node : nodes.values()) {
            draw(svg, node, places.get(node.index), frame);
        }
        return svg.append("</svg>\n").toString();
    }

    private void head(StringBuilder svg) {
        text(svg, MARGIN, 28, "#1f2328", "font-size=\"16\" font-weight=\"bold\"", title);
        String what = Numbers.counted(shown, "change", "changes") + " of " + Numbers.grouped(all)
                + (leftOut() == 0 ? "" : "; " + Numbers.grouped(leftOut()) + " are left out of the picture");
        text(svg, MARGIN, 48, "#1f2328", "", what);
        int x = MARGIN;
        for (Tone tone : Tone.values()) {
            text(svg, x, 66, tone.line, "", "■ " + tone.name().toLowerCase(Locale.ROOT));
            x += 90;
        }
    }

    private static void draw(StringBuilder svg, Node node, PictureLayout.Place place, Frame frame) {
        int x = x(place);
        int y = frame.y(place) - BOX_HEIGHT / 2;
        svg.append(String.format(
                Locale.ROOT,
                "<g><title>%s</title><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\" fill=\"%s\""
                        + " stroke=\"%s\"%s/>",
                escaped(node.hint),
                x,
                y,
                BOX_WIDTH,
                BOX_HEIGHT,
                node.tone.fill,
                node.tone.line,
                node.tone == Tone.REMOVED ? " stroke-dasharray=\"4 3\"" : ""));
        text(svg, x + 8, y + 16, "#1f2328", "", shortened(node.text));
        svg.append("</g>\n");
    }

    private static void draw(
            StringBuilder svg, Arrow arrow, PictureLayout.Place from, PictureLayout.Place to, Frame frame) {
        boolean forward = from.column() < to.column();
        int x1 = x(from) + BOX_WIDTH;
        int x2 = forward ? x(to) : x(to) + BOX_WIDTH;
        int bend = forward ? (x2 - x1) / 2 : 60;
        svg.append(String.format(
                Locale.ROOT,
                "<g><title>%s</title><path d=\"M%d %d C%d %d %d %d %d %d\" fill=\"none\" stroke=\"%s\""
                        + " stroke-width=\"1.5\"%s/><circle cx=\"%d\" cy=\"%d\" r=\"3\" fill=\"%s\"/></g>\n",
                escaped(arrow.text + arrow.hint),
                x1,
                frame.y(from),
                x1 + bend,
                frame.y(from),
                forward ? x2 - bend : x2 + bend,
                frame.y(to),
                x2,
                frame.y(to),
                arrow.tone.line,
                arrow.tone == Tone.REMOVED ? " stroke-dasharray=\"5 4\"" : "",
                x2,
                frame.y(to),
                arrow.tone.line));
    }

    private static void text(StringBuilder svg, int x, int y, String color, String attributes, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" fill=\"%s\" %s>%s</text>\n",
                x,
                y,
                color,
                attributes,
                escaped(text)));
    }

    private static int x(PictureLayout.Place place) {
        return MARGIN + place.column() * COLUMN_WIDTH;
    }

    /// How high the picture is, and how many boxes stand in each column: those of a short one stand further apart.
    private record Frame(int height, Map<Integer, Integer> rows) {
        static Frame of(List<PictureLayout.Place> places) {
            Map<Integer, Integer> rows = new HashMap<>();
            for (PictureLayout.Place place : places) {
                rows.merge(place.column(), place.row() + 1, Math::max);
            }
            int most = rows.values().stream().mapToInt(Integer::intValue).max().orElse(1);
            return new Frame(most * ROW_HEIGHT, rows);
        }

        int y(PictureLayout.Place place) {
            return HEAD + (int) ((place.row() + 0.5) * height / rows.get(place.column()));
        }
    }

    private static String shortened(String text) {
        int characters = text.codePointCount(0, text.length());
        return characters <= BOX_CHARACTERS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, BOX_CHARACTERS / 2)) + "…"
                        + text.substring(text.offsetByCodePoints(text.length(), 1 - BOX_CHARACTERS / 2));
    }

    /// Names are escaped already where they are made; what is left is the syntax of XML.
    private static String escaped(String text) {
        return GraphmlWriting.escaped(text.replaceAll("[\\uFFFE\\uFFFF]", "\uFFFD"));
    }
}
