package dev.coppice.store.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Decides what a crash lets survive, one question after the other. The same answers give the same survivors.
@FunctionalInterface
interface Choices {
    /// Answers a question.
    ///
    /// @param options how many answers there are, at least 1
    /// @return the chosen one, from 0
    int choose(int options);

    /// Answers drawn from a random generator.
    static Choices random(RandomGenerator random) {
        return random::nextInt;
    }

    /// Whether the answer to a question with two options is the second one.
    default boolean coin() {
        return choose(2) == 1;
    }

    /// All sequences of answers, one after the other, by counting up like an odometer whose wheels may differ from one
    /// round to the next.
    final class Exhaustive implements Choices {
        private final List<Wheel> wheels = new ArrayList<>();
        private int asked;

        @Override
        public int choose(int options) {
            if (asked == wheels.size()) {
                wheels.add(new Wheel(options));
            }
            return wheels.get(asked++).position;
        }

        /// Moves to the next sequence.
        ///
        /// @return false when all were seen
        boolean advance() {
            asked = 0;
            while (!wheels.isEmpty()) {
                Wheel last = wheels.getLast();
                if (++last.position < last.options) {
                    return true;
                }
                wheels.removeLast();
            }
            return false;
        }

        private static final class Wheel {
            final int options;
            int position;

            Wheel(int options) {
                this.options = options;
            }
        }
    }
}
