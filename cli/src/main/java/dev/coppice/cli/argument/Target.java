package dev.coppice.cli.argument;

import dev.coppice.cli.terminal.ExitCode;
import dev.coppice.cli.terminal.Failure;
import dev.coppice.store.StoreException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// What `DB`, `DB@FORK` and `DB@archive:NAME` name: a directory, and a state of the database in it.
///
/// @param directory the database
/// @param state the state; primary unless another one was named
/// @param stateIsNamed whether the user named the state
public record Target(Path directory, StateName state, boolean stateIsNamed) {
    /// Reads `DB`, `DB@FORK` or `DB@archive:NAME`. The last `@` separates, except that what follows it can be the rest
    /// of a path: `mail@home/orders.db` is a directory when it, or the directory it would be made in, is there.
    ///
    /// @throws dev.coppice.store.StoreException.Invalid when no fork or archive can have the name
    public static Target parse(String text) {
        int at = text.lastIndexOf('@');
        if (at < 0 || (text.indexOf('/', at) > 0 && isPath(text))) {
            return new Target(path(text), StateName.PRIMARY, false);
        }
        if (at == 0) {
            throw new TypeConversionException("'" + text + "' names no database; write DB@FORK");
        }
        if (at == text.length() - 1) {
            throw new StoreException.Invalid("'" + text + "' names no fork behind the @; write DB@FORK, or "
                    + text.substring(0, at) + " for primary");
        }
        return new Target(path(text.substring(0, at)), StateName.parse(text.substring(at + 1)), true);
    }

    /// The name of the fork, for a command that writes.
    public String fork() {
        if (state instanceof StateName.OfArchive(String name)) {
            throw new Failure(
                    ExitCode.READ_ONLY,
                    "archive '" + name + "' never changes; make a fork of it: coppice restore " + directory + " " + name
                            + " --as FORK");
        }
        return state.name();
    }

    /// The directory, for a command about the whole database.
    public Path wholeDatabase() {
        if (stateIsNamed) {
            throw new Failure(
                    ExitCode.USAGE,
                    "this command is about a whole database; write " + directory + " without @" + state);
        }
        return directory;
    }

    private static boolean isPath(String text) {
        Path path = path(text).toAbsolutePath();
        return Files.exists(path) || Files.isDirectory(path.getParent());
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + text + "' is not a path: " + e.getReason());
        }
    }

    /// `DB@FORK`, or `DB` for primary.
    @Override
    public String toString() {
        return stateIsNamed ? directory + "@" + state : directory.toString();
    }

    /// Makes targets for picocli.
    public static final class Converter implements ITypeConverter<Target> {
        /// For picocli.
        public Converter() {}

        @Override
        public Target convert(String value) {
            return parse(value);
        }
    }

    /// Makes names of states for picocli.
    public static final class StateConverter implements ITypeConverter<StateName> {
        /// For picocli.
        public StateConverter() {}

        @Override
        public StateName convert(String value) {
            return StateName.parse(value);
        }
    }
}
