package dev.coppice.store.engine;

import dev.coppice.store.CheckReport;
import dev.coppice.store.StoreException;
import java.util.ArrayList;
import java.util.List;

/// Proves a database sound: reads every page of every fork, fork point and archive from the storage again, and compares
/// what each structure says of the others. Goes on after a problem, to find them all.
final class Checker {
    private final DatabaseCore database;
    private final List<String> problems = new ArrayList<>();
    private final PageChecks pages = new PageChecks();
    private long forks;

    Checker(DatabaseCore database) {
        this.database = database;
    }

    CheckReport check() {
        StoreException.Corrupt term =
                Term.damage(database.context().storage, database.context().databaseId());
        if (term != null) {
            problems.add(term.getMessage());
        }
        database.structure.lock();
        try {
            CatalogContent catalog = database.catalog().content();
            for (ForkHead head : catalog.liveForks()) {
                forks++;
                attempt("fork '" + head.name() + "'", () -> checkLatest("fork '" + head.name() + "'", head));
                attempt(
                        "the fork point of '" + head.name() + "'",
                        () -> checkPointer("the fork point of '" + head.name() + "'", head.forkPoint(), head.id()));
            }
            for (ArchiveHead archive : catalog.archives().values()) {
                forks++;
                String what = "archive '" + archive.info().name() + "'";
                attempt(
                        what,
                        () -> checkPointer(what, archive.state(), archive.info().forkId()));
            }
        } finally {
            database.idleForks().closeUnusedFiles();
            database.structure.unlock();
        }
        return new CheckReport(problems, forks, pages.pagesVerified(), pages.entriesSeen());
    }

    private void checkLatest(String what, ForkHead head) {
        ForkCore core = database.coreIfOpen(head.id());
        if (core == null) {
            checkState(
                    what,
                    new StateLoader(database.context()).loadLatest(head, false).state(),
                    true);
            return;
        }
        // While a checkpoint publishes, pages that this state has in use may become free; then that is not compared.
        boolean isSettled = core.tryBeginMaintenance();
        try {
            checkState(what, core.state(), isSettled);
        } finally {
            if (isSettled) {
                core.endMaintenance();
            }
        }
    }

    private void checkPointer(String what, StatePointer pointer, long forkId) {
        checkState(what, new StateLoader(database.context()).load(pointer, forkId), true);
    }

    private void checkState(String what, ForkState state, boolean isSettled) {
        for (TableState table : state.tables()) {
            if (table != null) {
                attempt(
                        what,
                        () -> new TableChecker(table, pages, problem -> problems.add(what + ": " + problem))
                                .check(isSettled));
            }
        }
    }

    private void attempt(String what, Runnable check) {
        try {
            check.run();
        } catch (StoreException e) {
            problems.add(what + ": " + e.getMessage());
        } catch (IndexOutOfBoundsException e) {
            problems.add(what + ": a page has an offset outside itself: " + e.getMessage());
        }
    }
}
