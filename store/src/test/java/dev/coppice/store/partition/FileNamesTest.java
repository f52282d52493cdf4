package dev.coppice.store.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {
    @Test
    void dataFileName_formatted_isParsedBack() {
        assertThat(new DataFileName(7, 0).format()).isEqualTo("data_7_0");
        assertThat(DataFileName.parse("data_7_0")).isEqualTo(new DataFileName(7, 0));
        assertThat(DataFileName.parse("data_0_12")).isEqualTo(new DataFileName(0, 12));
        DataFileName longest = new DataFileName(Long.MAX_VALUE, Long.MAX_VALUE);
        assertThat(DataFileName.parse(longest.format())).isEqualTo(longest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "data",
                "data_",
                "data_1",
                "data_1_",
                "data__1",
                "data_1_2_3",
                "data_01_2",
                "data_1_02",
                "data_-1_2",
                "data_+1_2",
                "data_1_2.tmp",
                "data_9223372036854775808_1",
                "data_1_9223372036854775808",
                "Data_1_2",
                "data_1_2 ",
                "data_\u0661_2",
                "manifest_1"
            })
    void dataFileName_anythingElse_isNone(String name) {
        assertThat(DataFileName.parse(name)).isNull();
    }

    @Test
    void manifestName_formatted_isParsedBack() {
        assertThat(new ManifestName(3, 0).format()).isEqualTo("manifest_3");
        assertThat(new ManifestName(3, 0).next().format()).isEqualTo("manifest_3_1");
        assertThat(ManifestName.parse("manifest_0")).isEqualTo(new ManifestName(0, 0));
        assertThat(ManifestName.parse("manifest_10_25")).isEqualTo(new ManifestName(10, 25));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "manifest",
                "manifest_",
                "manifest_1_",
                "manifest_1_0",
                "manifest_01",
                "manifest_1_01",
                "manifest_1.tmp",
                "manifest_1_2.tmp",
                "manifest_1_2_3",
                "manifest_x",
                "data_1_2",
                "manifest_9223372036854775808"
            })
    void manifestName_anythingElse_isNone(String name) {
        assertThat(ManifestName.parse(name)).isNull();
    }

    @Test
    void newest_severalManifests_isHighestTermThenGeneration() {
        assertThat(ManifestReplayer.newest(List.of(
                        "data_99_99",
                        "manifest_10",
                        "manifest_9_50",
                        "manifest_9",
                        "manifest_10_2",
                        "manifest_11.tmp")))
                .isEqualTo(new ManifestName(10, 2));
        assertThat(ManifestReplayer.newest(List.of("data_1_1", "manifest_1.tmp")))
                .isNull();
    }

    @Test
    void constructors_negative_areRefused() {
        assertThatThrownBy(() -> new DataFileName(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DataFileName(0, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ManifestName(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ManifestName(0, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ManifestPosition("data_1_1", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ManifestPosition("manifest_1", -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
