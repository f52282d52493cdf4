package dev.coppice.store.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What is open on the states of a database. Thread-safe; takes no lock.
final class Pins {
    private final Set<ViewPin> pins = ConcurrentHashMap.newKeySet();

    /// Registers a pin of a state that something else keeps until this returns.
    ViewPin add(ViewPin pin) {
        pins.add(pin);
        return pin;
    }

    /// Pins the latest state of a fork. A state that is still the latest one after it was pinned was never missed by a
    /// collection of files: that looks at the latest states first, and at the pins after them.
    ViewPin addLatest(ForkCore fork, Supplier<ForkState> latest, String description) {
        while (true) {
            ViewPin pin = add(new ViewPin(fork, latest.get(), null, description));
            if (latest.get() == pin.state()) {
                return pin;
            }
            remove(pin);
        }
    }

    void remove(ViewPin pin) {
        pins.remove(pin);
    }

    /// Passes every pin that was there before the call and is still there, and perhaps others.
    void forEach(Consumer<ViewPin> visitor) {
        pins.forEach(visitor);
    }
}
