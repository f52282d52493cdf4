package dev.coppice.bench.engine;

import dev.coppice.bench.report.Contender;
import java.util.Arrays;
import java.util.function.Supplier;

/// The engines that can be measured.
public enum EngineKind {
    COPPICE("coppice", "Coppice", CoppiceEngine.SETTINGS, CoppiceEngine::version, CoppiceEngine::new),
    ROCKSDB("rocksdb", "RocksDB", RocksEngine.SETTINGS, RocksEngine::version, RocksEngine::new),
    LMDB("lmdb", "LMDB", LmdbEngine.SETTINGS, LmdbEngine::version, LmdbEngine::new),
    MVSTORE("mvstore", "MVStore", MvStoreEngine.SETTINGS, MvStoreEngine::version, MvStoreEngine::new);

    private final String id;
    private final String title;
    private final String settings;
    private final Supplier<String> version;
    private final Opener opener;

    EngineKind(String id, String title, String settings, Supplier<String> version, Opener opener) {
        this.id = id;
        this.title = title;
        this.settings = settings;
        this.version = version;
        this.opener = opener;
    }

    /// The name on the command line and in result files.
    public String id() {
        return id;
    }

    /// The name in reports.
    public String title() {
        return title;
    }

    /// How the engine is configured here and what its write modes mean, in a paragraph of Markdown.
    public String settings() {
        return settings;
    }

    /// The version of the engine itself, whatever binding it is used through.
    public String version() {
        return version.get();
    }

    /// How reports show the engine.
    public Contender contender() {
        return new Contender(id, title, version(), settings);
    }

    /// Opens the database in the directory, creating it if there is none.
    public Engine open(EngineOptions options) throws Exception {
        return opener.open(options);
    }

    /// The engine with this id.
    ///
    /// @throws IllegalArgumentException if there is none
    public static EngineKind of(String id) {
        return Arrays.stream(values())
                .filter(kind -> kind.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no engine named " + id));
    }

    @FunctionalInterface
    private interface Opener {
        Engine open(EngineOptions options) throws Exception;
    }
}
