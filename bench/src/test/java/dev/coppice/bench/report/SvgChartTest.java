package dev.coppice.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

final class SvgChartTest {
    private final Report report = Reports.sample();
    private final String svg = SvgChart.of(report, report.sections().getFirst());

    @Test
    void of_titlesWithMarkup_isWellFormed() throws Exception {
        assertThat(parse().getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(svg).contains("Reopen &lt;after&gt; kill");
    }

    @Test
    void of_eachMeasuredRatio_isOneBar() throws Exception {
        assertThat(bars("peer0")).hasSize(3); // read, reopen, writes
        assertThat(bars("peer1")).hasSize(1); // read
    }

    @Test
    void of_aheadAndBehind_liesRightAndLeftOfOne() throws Exception {
        double one = Double.parseDouble(svg.replaceAll("(?s).*<path class=\"one\" d=\"M([0-9.]+) .*", "$1"));
        Element ahead = bars("peer0").getFirst();
        Element behind = bars("peer1").getFirst();
        assertThat(number(ahead, "x")).isCloseTo(one, within(0.2));
        assertThat(number(behind, "x") + number(behind, "width")).isCloseTo(one, within(0.2));
        // Twice as good and half as good are equally far from 1, and 2.22 is a little further.
        assertThat(number(ahead, "width")).isGreaterThan(number(behind, "width"));
    }

    @Test
    void of_anyReader_knowsLightAndDark() {
        assertThat(svg).contains("@media (prefers-color-scheme: dark)");
    }

    @Test
    void position_ratiosOutsideTheScale_areHeldAtItsEnds() {
        LogScale scale = LogScale.covering(new double[] {1e-9, 1e9, Double.NaN}, 100);
        assertThat(scale.position(1e-9)).isZero();
        assertThat(scale.position(1e9)).isEqualTo(100);
        assertThat(scale.position(1)).isCloseTo(50, within(1e-9));
    }

    private List<Element> bars(String style) throws Exception {
        NodeList rectangles = parse().getElementsByTagName("rect");
        List<Element> bars = new ArrayList<>();
        for (int i = 0; i < rectangles.getLength(); i++) {
            Element rectangle = (Element) rectangles.item(i);
            boolean legend = rectangle.getAttribute("y").equals("46");
            if (rectangle.getAttribute("class").equals(style) && !legend) {
                bars.add(rectangle);
            }
        }
        return bars;
    }

    private Document parse() throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }
}
