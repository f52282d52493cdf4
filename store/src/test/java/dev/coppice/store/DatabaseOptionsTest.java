package dev.coppice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class DatabaseOptionsTest {
    private static void assertRefused(UnaryOperator<DatabaseOptions> change, String message) {
        assertThatThrownBy(() -> change.apply(DatabaseOptions.DEFAULT))
                .isInstanceOf(StoreException.Invalid.class)
                .hasMessage(message);
    }

    @Test
    void sizes_outOfRange_areRefusedByName() {
        assertRefused(o -> o.withPageSize(2_048), "pageSize is a power of two from 4096 to 65536, or 0, not 2048");
        assertRefused(o -> o.withPageSize(131_072), "pageSize is a power of two from 4096 to 65536, or 0, not 131072");
        assertRefused(o -> o.withPageSize(5_000), "pageSize is a power of two from 4096 to 65536, or 0, not 5000");
        assertRefused(o -> o.withWriteBufferBytes(65_535), "writeBufferBytes is at least 65,536, not 65535");
        assertRefused(o -> o.withPageCacheBytes(65_535), "pageCacheBytes is at least 65,536, not 65535");
    }

    @Test
    void numbers_outOfRange_areRefusedByName() {
        assertRefused(o -> o.withCompactionFactor(-0.1), "compactionFactor is 0 to 1, not -0.1");
        assertRefused(o -> o.withCompactionFactor(1.1), "compactionFactor is 0 to 1, not 1.1");
        assertRefused(o -> o.withCompactionFactor(Double.NaN), "compactionFactor is 0 to 1, not NaN");
        assertRefused(o -> o.withMaxForks(0), "maxForks is at least 1, not 0");
        assertRefused(o -> o.withArchives(null, 0), "archivesRetained is at least 1, not 0");
        assertRefused(o -> o.withMetrics(null), "metrics is not null; NONE measures nothing");
    }

    @Test
    void limits_ofRanges_areAccepted() {
        DatabaseOptions options = DatabaseOptions.DEFAULT
                .withPageSize(65_536)
                .withWriteBufferBytes(65_536)
                .withPageCacheBytes(65_536)
                .withCompactionFactor(0)
                .withCompactionFactor(1)
                .withMaxForks(1)
                .withArchives(null, 1);
        assertThat(options.pageSize()).isEqualTo(65_536);
        assertThat(options.compactionFactor()).isEqualTo(1);
        assertThat(options.withPageSize(0).pageSize()).isZero();
    }
}
