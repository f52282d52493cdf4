package dev.coppice.cli.command;

import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.cli.terminal.Numbers;
import dev.coppice.cli.terminal.Output;
import dev.coppice.store.Fork;
import dev.coppice.store.Promotion;
import dev.coppice.store.StoreException;
import java.nio.file.Path;
import java.util.function.Supplier;

/// What several commands say about forks.
final class Forks {
    private Forks() {}

    /// Says that a fork was made.
    static void report(Output out, boolean json, Fork fork, String origin, Path database) {
        report(out, json, fork.name(), fork.id(), origin, fork.sequence(), database);
    }

    /// The same of a fork of any kind.
    static void report(Output out, boolean json, String fork, long id, String origin, long sequence, Path database) {
        if (json) {
            out.json(generator -> {
                generator.writeStringField("fork", fork);
                generator.writeNumberField("id", id);
                generator.writeStringField("from", origin);
                generator.writeNumberField("sequence", sequence);
            });
        } else {
            out.line("forked " + origin + " as " + fork + "; use it as " + database + "@" + fork);
        }
    }

    /// A promotion or rebase, which says what to do when both sides changed the same entries.
    static Promotion settled(Supplier<Promotion> action) {
        try {
            return action.get();
        } catch (StoreException.PromotionConflict e) {
            throw new Failure(
                    ExitCode.of(e),
                    e.getMessage() + "\nSettle them with --on-conflict take-fork or --on-conflict take-target.",
                    e);
        }
    }

    /// Says what a promotion or rebase did.
    static void report(Output out, boolean json, Promotion promotion, String sentence) {
        if (json) {
            out.json(generator -> {
                generator.writeNumberField("inserted", promotion.inserted());
                generator.writeNumberField("updated", promotion.updated());
                generator.writeNumberField("deleted", promotion.deleted());
                generator.writeNumberField("alreadySame", promotion.alreadySame());
                generator.writeNumberField("conflictsForFork", promotion.conflictsForFork());
                generator.writeNumberField("conflictsForTarget", promotion.conflictsForTarget());
                generator.writeNumberField("sequence", promotion.sequence());
            });
            return;
        }
        out.line(sentence + ": " + Numbers.grouped(promotion.inserted()) + " inserted, "
                + Numbers.grouped(promotion.updated()) + " updated, " + Numbers.grouped(promotion.deleted())
                + " deleted, " + Numbers.grouped(promotion.alreadySame()) + " the same already");
        if (promotion.conflictsForFork() + promotion.conflictsForTarget() > 0) {
            out.line("conflicts: " + Numbers.grouped(promotion.conflictsForFork()) + " settled for the fork, "
                    + Numbers.grouped(promotion.conflictsForTarget()) + " for the target");
        }
    }
}
