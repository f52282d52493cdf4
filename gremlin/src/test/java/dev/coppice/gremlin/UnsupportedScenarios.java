package dev.coppice.gremlin;

import java.util.Map;
import java.util.Set;

/// The scenarios of TinkerPop that are left out besides those whose tag says that they need what a graph need not have.
final class UnsupportedScenarios {
    private static final Map<String, String> REASONS = Map.of(
            "g_VX1_2_3X_repeatXboth_barrierX_emit_timesX2X_path",
            "the result is expected in the order in which TinkerGraph keeps edges; ours is by type and neighbor");

    private UnsupportedScenarios() {}

    /// The scenarios.
    static Set<String> names() {
        return REASONS.keySet();
    }

    /// Why a scenario is left out, or null when it is not.
    static String reason(String scenario) {
        return REASONS.get(scenario);
    }
}
