package dev.coppice.store.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that follows others, which write, checkpoint, compact, fork, drop, archive, and are killed.
class FollowerTest {
    @TempDir
    Path directory;

    private final SplittableRandom random = new SplittableRandom(System.nanoTime());
    private final Map<String, Long> acknowledged = new HashMap<>();

    @Test
    void follower_ofWritersThatAreKilled_seesWholeTransactionsInOrder() throws Exception {
        follow(2, 1_200);
    }

    @Test
    @Tag("long")
    void follower_ofManyWritersThatAreKilled_seesWholeTransactionsInOrder() throws Exception {
        follow(100, 2_500);
    }

    private void follow(int writers, int maxMillis) throws Exception {
        ChildProcess follower = null;
        try {
            for (int run = 0; run < writers; run++) {
                try (ChildProcess writer =
                        ChildProcess.start(WriterProcess.class, directory.toString(), Integer.toString(run))) {
                    assertThat(writer.awaitLine("open"))
                            .as("%s", writer.lines())
                            .isTrue();
                    if (follower == null) {
                        follower = ChildProcess.start(FollowerProcess.class, directory.toString());
                        assertThat(follower.awaitLine("open"))
                                .as("%s", follower.lines())
                                .isTrue();
                    }
                    Thread.sleep(maxMillis / 2 + random.nextInt(maxMillis / 2));
                    List<String> lines = writer.kill();
                    assertThat(lines).noneMatch(line -> line.startsWith("failed"));
                    lines.forEach(this::note);
                }
            }
            follower.send("end");
            assertThat(follower.awaitEnd()).as("%s", follower.lines()).isZero();
            requireAllSeen(follower.lines());
        } finally {
            if (follower != null) {
                follower.close();
            }
        }
    }

    private void note(String line) {
        String[] words = line.split(" ");
        switch (words[0]) {
            case "commit" -> acknowledged.merge(words[1], Long.parseLong(words[2]), Math::max);
            case "dropping" -> acknowledged.remove(words[1]);
            default -> {}
        }
    }

    private void requireAllSeen(List<String> lines) {
        Map<String, Long> saw = new HashMap<>();
        int rounds = 0;
        for (String line : lines) {
            String[] words = line.split(" ");
            if (words[0].equals("saw")) {
                saw.put(words[1], Long.parseLong(words[2]));
            } else if (words[0].equals("rounds")) {
                rounds = Integer.parseInt(words[1]);
            }
        }
        assertThat(rounds).isPositive();
        assertThat(saw).containsKey("primary");
        acknowledged.forEach((fork, number) -> assertThat(saw.getOrDefault(fork, -1L))
                .as("what was acknowledged of %s", fork)
                .isBetween(number, number + 1));
    }
}
