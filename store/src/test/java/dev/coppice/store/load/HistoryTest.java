package dev.coppice.store.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.store.load.History.Transaction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The judge of histories itself, on histories whose verdict is known.
class HistoryTest {
    private static Transaction at(
            long id, long began, long ended, Map<Integer, Long> reads, Map<Integer, Long> writes) {
        return new Transaction(id, began, ended, reads, writes);
    }

    private static Transaction concurrent(long id, Map<Integer, Long> reads, Map<Integer, Long> writes) {
        return at(id, 0, 100, reads, writes);
    }

    @Test
    void findCycle_serialHistory_isEmpty() {
        History history = new History(List.of(
                concurrent(1, Map.of(1, 0L), Map.of(1, 10L)),
                concurrent(2, Map.of(1, 10L, 2, 0L), Map.of(2, 20L)),
                concurrent(3, Map.of(1, 10L, 2, 20L), Map.of())));
        assertThat(history.findCycle()).isEmpty();
        assertThat(history.findCycleAgainstSnapshots()).isEmpty();
    }

    @Test
    void findCycle_writeSkew_isFoundAndAllowedUnderSnapshots() {
        History history = new History(List.of(
                concurrent(1, Map.of(1, 0L, 2, 0L), Map.of(1, 10L)),
                concurrent(2, Map.of(1, 0L, 2, 0L), Map.of(2, 20L))));
        assertThat(history.findCycle()).extracting(Transaction::id).containsExactlyInAnyOrder(1L, 2L);
        assertThat(history.findCycleAgainstSnapshots()).isEmpty();
    }

    @Test
    void findCycle_tornRead_isFoundUnderBoth() {
        History history = new History(List.of(
                concurrent(1, Map.of(1, 0L, 2, 0L), Map.of(1, 10L, 2, 11L)),
                concurrent(2, Map.of(1, 10L, 2, 0L), Map.of())));
        assertThat(history.findCycle()).hasSize(2);
        assertThat(history.findCycleAgainstSnapshots()).hasSize(2);
    }

    @Test
    void findCycle_readOfThePastAfterACommitReturned_isFoundUnderBoth() {
        History history = new History(
                List.of(at(1, 0, 10, Map.of(1, 0L), Map.of(1, 10L)), at(2, 20, 30, Map.of(1, 0L), Map.of())));
        assertThat(history.findCycle()).hasSize(2);
        assertThat(history.findCycleAgainstSnapshots()).hasSize(2);
    }

    @Test
    void newHistory_lostUpdate_isAnError() {
        assertThatThrownBy(() -> new History(List.of(
                        concurrent(1, Map.of(1, 0L), Map.of(1, 10L)), concurrent(2, Map.of(1, 0L), Map.of(1, 20L)))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("lost update");
    }

    @Test
    void newHistory_valueOfNobody_isAnError() {
        assertThatThrownBy(() -> new History(List.of(concurrent(1, Map.of(1, 77L), Map.of()))))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("no committed transaction");
    }
}
