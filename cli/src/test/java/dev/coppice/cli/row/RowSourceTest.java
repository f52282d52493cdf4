package dev.coppice.cli.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.cli.terminal.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowSourceTest {
    private static final Mapping OPEN = new Mapping(List.of(), null, false, true);

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static RowSource csv(Mapping mapping, String text) {
        return new CsvRows("test.csv", stream(text), Format.csv, mapping);
    }

    private static RowSource json(Mapping mapping, String text) {
        return new JsonRows("test.jsonl", stream(text), mapping);
    }

    private static Mapping key(String... columns) {
        return new Mapping(List.of(columns), null, false, true);
    }

    /// Each row as `line: key = value`, each bad one as `line! message`.
    private static List<String> read(RowSource source) throws IOException {
        List<String> rows = new ArrayList<>();
        try (source) {
            while (true) {
                try {
                    Row row = source.next();
                    if (row == null) {
                        return rows;
                    }
                    String expiry = row.expiresAtMillis() == 0 ? "" : " until " + row.expiresAtMillis();
                    rows.add(row.line() + ": " + text(row.key()) + " = " + text(row.value()) + expiry);
                } catch (BadRow e) {
                    rows.add(e.line() + "! " + e.getMessage());
                }
            }
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void csv_withoutKey_takesTheFirstColumnAndTheWholeRow() throws IOException {
        assertThat(read(csv(OPEN, "id,name,qty\n007,\"Ada, \"\"A.\"\"\",3\n8,,\n")))
                .containsExactly(
                        "2: 007 = {\"id\":\"007\",\"name\":\"Ada, \\\"A.\\\"\",\"qty\":\"3\"}",
                        "3: 8 = {\"id\":\"8\",\"name\":\"\",\"qty\":\"\"}");
    }

    @Test
    void csv_withKeyColumnsAndValueColumn_joinsTheKey() throws IOException {
        assertThat(read(csv(new Mapping(List.of("c", "a"), "b", false, true), "a,b,c\n1,2,3\n")))
                .containsExactly("2: 3:1 = 2");
    }

    @Test
    void csv_numbers_onlyWhatIsAJsonNumberBecomesOne() throws IOException {
        assertThat(read(csv(new Mapping(List.of(), null, true, true), "a,b,c,d\n1,-2.50,007,1e3\n")))
                .containsExactly("2: 1 = {\"a\":1,\"b\":-2.50,\"c\":\"007\",\"d\":1e3}");
    }

    @Test
    void csv_withoutHeading_countsTheColumns() throws IOException {
        assertThat(read(csv(new Mapping(List.of("2"), "1", false, false), "a,b\nc,d\n")))
                .containsExactly("1: b = a", "2: d = c");
    }

    @Test
    void csv_byteOrderMark_isNoPartOfTheFirstName() throws IOException {
        assertThat(read(csv(key("id"), "\uFEFFid,x\n1,2\n"))).containsExactly("2: 1 = {\"id\":\"1\",\"x\":\"2\"}");
    }

    @Test
    void csv_quotedLineEnds_countLinesOfTheFile() throws IOException {
        assertThat(read(csv(key("a"), "a,b\r\n1,\"x\ny\"\r\n\r\n2,z\r\n")))
                .containsExactly("2: 1 = {\"a\":\"1\",\"b\":\"x\\ny\"}", "5: 2 = {\"a\":\"2\",\"b\":\"z\"}");
    }

    @Test
    void csv_fieldTooManyOrTooFew_isABadRowAndTheRestIsRead() throws IOException {
        assertThat(read(csv(key("a"), "a,b\n1,2,3\n4\n5,6\n")))
                .containsExactly(
                        "2! has 3 fields, the heading has 2",
                        "3! has 1 field, the heading has 2",
                        "4: 5 = {\"a\":\"5\",\"b\":\"6\"}");
    }

    @Test
    void csv_exportedHeading_givesTheEntriesBack() throws IOException {
        assertThat(read(csv(OPEN, "key,value,expiresAt\nk,v,\nl,w,99\n")))
                .containsExactly("2: k = v", "3: l = w until 99");
        assertThat(read(csv(OPEN, "keyHex,valueHex\n6b,76\n6,76\n")))
                .containsExactly("2: k = v", "3! '6' is not hexadecimal; write two digits for each byte, such as 00ff");
        assertThat(read(csv(key("key"), "key,value\nk,v\n"))).containsExactly("2: k = {\"key\":\"k\",\"value\":\"v\"}");
    }

    @Test
    void csv_unknownColumn_namesThoseThatThereAre() {
        assertThatThrownBy(() -> read(csv(key("nope"), "a,b\n1,2\n")))
                .isInstanceOf(Failure.class)
                .hasMessage("test.csv has no column 'nope'; it has a, b");
    }

    @Test
    void csv_twoColumnsOfOneName_isRefused() {
        assertThatThrownBy(() -> read(csv(OPEN, "a,a\n1,2\n"))).hasMessageContaining("two columns have the same name");
    }

    @Test
    void csv_openQuote_isRefusedWithThePlace() {
        assertThatThrownBy(() -> read(csv(key("a"), "a,b\n1,2\n3,\"x\n")))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("test.csv, after line 2: ");
    }

    @Test
    void csv_notUtf8_isRefusedWithThePlace() {
        byte[] bytes = {'a', ',', 'b', '\n', '1', ',', (byte) 0xFF, '\n'};

        assertThatThrownBy(() -> read(new CsvRows("test.csv", new ByteArrayInputStream(bytes), Format.csv, OPEN)))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("test.csv, line 2: is not UTF-8; convert the file first");
    }

    @Test
    void csv_notUtf8FarIntoAFile_isRefusedWithTheLine() {
        for (int lines = 0; lines < 12_000; lines += 997) {
            byte[] good = "ä€,😀\n".repeat(lines).getBytes(StandardCharsets.UTF_8);
            byte[] bytes = Arrays.copyOf(good, good.length + 3);
            bytes[good.length] = (byte) 0xE4; // ä in ISO-8859-1, followed by no continuation

            assertThatThrownBy(() -> read(new CsvRows(
                            "test.csv",
                            new ByteArrayInputStream(bytes),
                            Format.csv,
                            new Mapping(List.of(), null, false, false))))
                    .isInstanceOf(Failure.class)
                    .hasMessageStartingWith("test.csv, line " + (lines + 1) + ": is not UTF-8; ");
        }
    }

    @Test
    void csv_empty_hasNoRows() throws IOException {
        assertThat(read(csv(key("a"), ""))).isEmpty();
        assertThat(read(csv(key("a"), "a,b\n"))).isEmpty();
    }

    @Test
    void tsv_tabs_separate() throws IOException {
        assertThat(read(new CsvRows("t", stream("a\tb\n1\tx,y\n"), Format.tsv, key("a"))))
                .containsExactly("2: 1 = {\"a\":\"1\",\"b\":\"x,y\"}");
    }

    @Test
    void json_lineWithoutKey_takesTheFirstMemberAndKeepsTheLine() throws IOException {
        assertThat(read(json(OPEN, "{\"id\": 42, \"x\" : 1.0}\r\n\n {\"x\":2,\"id\":\"a\"}")))
                .containsExactly("1: 42 = {\"id\": 42, \"x\" : 1.0}", "3: a =  {\"x\":2,\"id\":\"a\"}");
    }

    @Test
    void json_memberPaths_reachIntoObjects() throws IOException {
        Mapping mapping = new Mapping(List.of("a.b", "/c"), "a", false, true);

        assertThat(read(json(mapping, "{\"a\": {\"x\": [1,{\"b\":0}], \"b\": true},\"c\":\"é\"}\n")))
                .containsExactly("1: true:é = {\"x\": [1,{\"b\":0}], \"b\": true}");
    }

    @Test
    void json_byteOrderMark_isNoPartOfTheFirstValue() throws IOException {
        assertThat(read(json(key("id"), "\uFEFF{\"id\":{\"a\":1}}\n{\"id\":2}\n")))
                .containsExactly("1: {\"a\":1} = {\"id\":{\"a\":1}}", "2: 2 = {\"id\":2}");
    }

    @Test
    void json_otherEncodings_areBadRows() throws IOException {
        for (Charset charset : List.of(
                StandardCharsets.UTF_16LE,
                StandardCharsets.UTF_16BE,
                Charset.forName("UTF-32"),
                Charset.forName("UTF-32LE"))) {
            byte[] bytes = "{\"id\":{\"a\":1}}".getBytes(charset);
            assertThat(read(new JsonRows("test.jsonl", new ByteArrayInputStream(bytes), key("id"))))
                    .as(charset.name())
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .startsWith("1! is no JSON at column ");
        }
    }

    @Test
    void json_openObject_saysWhereWithoutThePlacesOfTheParser() throws IOException {
        assertThat(read(json(key("id"), "{\"id\":{\"a\":[1,2\n")))
                .containsExactly(
                        "1! is no JSON at column 16: Unexpected end-of-input: expected close marker for Array");
    }

    @Test
    void json_oddNames_canBeTheFirstMember() throws IOException {
        assertThat(read(json(OPEN, "{\"a.b/c~d\":1}\n"))).containsExactly("1: 1 = {\"a.b/c~d\":1}");
    }

    @Test
    void json_unusableLines_areBadRowsAndTheRestIsRead() throws IOException {
        List<String> rows = read(json(
                key("id"),
                "{\"id\":1}\n{\"x\":1}\n{\"id\":null}\n[1]\nnonsense\n{\"id\":2} 3\n{\"id\":\n{\"id\":9}\n"));

        assertThat(rows)
                .hasSize(8)
                .startsWith(
                        "1: 1 = {\"id\":1}", "2! has no member 'id'", "3! has no member 'id'", "4! is no JSON object")
                .endsWith("8: 9 = {\"id\":9}");
        assertThat(rows.get(4)).startsWith("5! is no JSON at column 1: Unrecognized token ");
        assertThat(rows.get(5)).isEqualTo("6! goes on behind the JSON object");
        assertThat(rows.get(6)).startsWith("7! is no JSON at column ");
    }

    @Test
    void json_exportedEntries_comeBack() throws IOException {
        assertThat(read(json(OPEN, """
                        {"key":"k","value":"v"}
                        {"keyHex":"6b32","valueHex":"","expiresAt":77}
                        {"key":"k3"}
                        {"key":"k4","value":5}
                        {"key":"k5","value":"v","more":1}
                        """)))
                .containsExactly(
                        "1: k = v",
                        "2: k2 =  until 77",
                        "3! has no key, no value or no valid expiresAt; say with --key what the key is",
                        "4! has a key or value that is no string; say with --key what the key is",
                        "5! has the member 'more', but the first line is an exported entry with a key and a value;"
                                + " say with --key what the key is");
    }

    @Test
    void json_longLine_isOneRow() throws IOException {
        String value = "x".repeat(300_000);

        assertThat(read(json(new Mapping(List.of("k"), "v", false, true), "{\"k\":1,\"v\":\"" + value + "\"}")))
                .containsExactly("1: 1 = " + value);
    }

    @Test
    void files_ofADirectory_comeInKeyOrder(@TempDir Path directory) throws IOException {
        Files.createDirectories(directory.resolve("a/b"));
        Files.writeString(directory.resolve("a/b/2.txt"), "two");
        Files.writeString(directory.resolve("a.txt"), "one");
        Files.writeString(directory.resolve("z.pom"), "three");

        assertThat(read(new FileRows(directory, null)))
                .containsExactly("1: a.txt = one", "2: a/b/2.txt = two", "3: z.pom = three");
        assertThat(read(new FileRows(directory, "*.pom"))).containsExactly("1: z.pom = three");
    }

    @Test
    void files_large_areLeftToBeStreamed(@TempDir Path directory) throws Exception {
        Path large = directory.resolve("large");
        Files.write(large, new byte[(int) FileRows.MAX_BYTES_IN_MEMORY + 1]);

        try (FileRows rows = new FileRows(directory, null)) {
            Row row = rows.next();
            assertThat(row.file()).isEqualTo(large);
            assertThat(row.value()).isNull();
        }
    }

    @Test
    void lines_anyEnds_areCutOffAndCounted() throws IOException {
        try (LineReader lines = new LineReader(stream("a\r\n\nb\rc\n" + "d".repeat(70_000)))) {
            List<String> read = new ArrayList<>();
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                read.add(text(line));
            }
            assertThat(read).containsExactly("a", "", "b\rc", "d".repeat(70_000));
            assertThat(lines.lineNumber()).isEqualTo(4);
        }
    }
}
