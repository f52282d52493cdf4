/// Binds the store's metrics to Micrometer.
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // Micrometer has no module descriptor yet
module coppice.metrics {
    requires transitive coppice.store;
    requires transitive micrometer.core;

    exports dev.coppice.metrics;
}
