package dev.coppice.store.fuzz;

/// What the guided fuzzer calls. Runs in a process of its own, see [GuidedFuzzTest].
public final class GuidedFuzzer {
    private static FuzzTarget target;

    private GuidedFuzzer() {}

    /// Chooses the target.
    ///
    /// @param arguments its name
    public static void fuzzerInitialize(String[] arguments) {
        target = FuzzTargets.of(arguments[0]);
    }

    /// Runs one input.
    public static void fuzzerTestOneInput(byte[] input) {
        Bounds.run(target, input);
    }
}
