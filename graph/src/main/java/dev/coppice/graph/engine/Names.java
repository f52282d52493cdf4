package dev.coppice.graph.engine;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.GraphFork.Name;
import dev.coppice.graph.GraphLimits;
import dev.coppice.store.Cursor;
import dev.coppice.store.Durability;
import dev.coppice.store.Fork;
import dev.coppice.store.KeyRange;
import dev.coppice.store.StoreException;
import dev.coppice.store.TransactionOptions;
import dev.coppice.store.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// The names of labels, types and keys of one line of history, and the numbers that stand for them. A name is never
/// forgotten and never changes its number, so all states of the line share one dictionary. Thread-safe.
///
/// A name becomes known in a commit of its own, ahead of the transaction that first uses it. If that one is given up,
/// the name stays, and nothing has it.
final class Names {
    /// What stands for a name that is not known.
    static final int UNKNOWN = -1;

    private final View view;
    private final Fork fork;
    private final GraphTables tables;
    private volatile Map<Name, Dictionary> dictionaries;

    /// @param view where names are
    /// @param fork where new ones go; null for nowhere
    private Names(View view, Fork fork, GraphTables tables, Map<Name, Dictionary> dictionaries) {
        this.view = view;
        this.fork = fork;
        this.tables = tables;
        this.dictionaries = dictionaries;
    }

    /// The names of a line that may learn new ones.
    static Names of(Fork fork, GraphTables tables) {
        return new Names(fork, fork, tables, read(fork, tables));
    }

    /// The names of one state. New ones are known to this object alone.
    static Names of(View view, GraphTables tables) {
        return new Names(view, null, tables, read(view, tables));
    }

    /// The same names, and new ones that nobody else learns of.
    Names scratch() {
        return new Names(view, null, tables, dictionaries);
    }

    /// The number of a name, or [#UNKNOWN].
    int number(Name kind, String name) {
        Integer number = dictionaries.get(kind).numbers.get(name);
        if (number == null && takeUpNewNames()) {
            number = dictionaries.get(kind).numbers.get(name);
        }
        return number == null ? UNKNOWN : number;
    }

    /// The name that a number stands for.
    String name(Name kind, long number) {
        List<String> names = dictionaries.get(kind).names;
        if (number >= names.size() && takeUpNewNames()) {
            names = dictionaries.get(kind).names;
        }
        if (number < 0 || number >= names.size()) {
            throw new GraphException.Corrupt("the graph has " + names.size() + " names of the kind " + kind
                    + ", and an element names number " + Long.toUnsignedString(number) + "; run `coppice check`");
        }
        return names.get((int) number);
    }

    /// Takes up names that another process has made known since, which this one follows.
    ///
    /// @return whether there were any
    private synchronized boolean takeUpNewNames() {
        long known = dictionaries.values().stream()
                .mapToLong(dictionary -> dictionary.names.size())
                .sum();
        try {
            boolean areMore = view.count(tables.names()) > known;
            if (areMore) {
                dictionaries = read(view, tables);
            }
            return areMore;
        } catch (StoreException.Closed e) {
            return false; // the line is over, and a snapshot of it may be open still: there are no more
        }
    }

    SortedSet<String> all(Name kind) {
        return new TreeSet<>(dictionaries.get(kind).names);
    }

    /// The number of a name, which becomes known if it was not.
    int numberOrNew(Name kind, String name) {
        int number = number(kind, name);
        return number != UNKNOWN ? number : learn(kind, name);
    }

    /// The number of a name, which becomes known if it was not, unless the schema is strict.
    int numberOrNew(Name kind, String name, boolean isStrict) {
        if (isStrict && number(kind, name) == UNKNOWN) {
            throw new GraphException.Constraint("the " + word(kind) + " '" + name
                    + "' is not declared, and the schema is strict; declare it first");
        }
        return numberOrNew(kind, name);
    }

    private synchronized int learn(Name kind, String name) {
        int known = number(kind, name);
        if (known != UNKNOWN) {
            return known;
        }
        check(kind, name);
        int number = dictionaries.get(kind).names.size();
        if (fork != null) {
            fork.transact(TransactionOptions.DEFAULT.with(Durability.BUFFERED), transaction -> {
                transaction.put(tables.names(), Keys.name(kind, name), RecordWriter.ofVarint(number));
                return null;
            });
        }
        Map<Name, Dictionary> more = new EnumMap<>(dictionaries);
        more.put(kind, dictionaries.get(kind).with(name));
        dictionaries = more;
        return number;
    }

    private static void check(Name kind, String name) {
        if (name == null || name.isEmpty()) {
            throw new GraphException.Invalid("a " + word(kind) + " is not empty");
        }
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length > GraphLimits.MAX_NAME_BYTES) {
            throw new GraphException.Invalid("the " + word(kind) + " '" + name.substring(0, 20) + "...' has " + length
                    + " bytes; at most " + GraphLimits.MAX_NAME_BYTES + " are allowed");
        }
        if (!new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(name)) {
            throw new GraphException.Invalid("a " + word(kind) + " has half of a surrogate pair, which is no text");
        }
    }

    /// What a kind of name is called in messages.
    static String word(Name kind) {
        return switch (kind) {
            case LABEL -> "label";
            case TYPE -> "edge type";
            case KEY -> "property key";
        };
    }

    private static Map<Name, Dictionary> read(View view, GraphTables tables) {
        Map<Name, Dictionary> read = new EnumMap<>(Name.class);
        for (Name kind : Name.values()) {
            read.put(kind, read(view, tables, kind));
        }
        return read;
    }

    private static Dictionary read(View view, GraphTables tables, Name kind) {
        Map<String, Integer> numbers = new HashMap<>();
        try (Cursor cursor = view.cursor(tables.names(), KeyRange.prefix(new byte[] {(byte) kind.ordinal()}))) {
            while (cursor.next()) {
                byte[] key = cursor.key();
                String name = new String(key, 1, key.length - 1, StandardCharsets.UTF_8);
                numbers.put(name, (int) new RecordReader(cursor.valueSegment()).varint());
            }
        }
        String[] names = new String[numbers.size()];
        numbers.forEach((name, number) -> {
            if (number < 0 || number >= names.length || names[number] != null) {
                throw new GraphException.Corrupt("the " + word(kind) + " '" + name + "' has the number " + number
                        + ", which is none of 0 to " + (names.length - 1) + " or that of another one");
            }
            names[number] = name;
        });
        return new Dictionary(numbers, Arrays.asList(names));
    }

    /// The names of one kind. Not changed after it is made.
    private record Dictionary(Map<String, Integer> numbers, List<String> names) {
        Dictionary with(String name) {
            Map<String, Integer> moreNumbers = new HashMap<>(numbers);
            moreNumbers.put(name, names.size());
            List<String> moreNames = new ArrayList<>(names);
            moreNames.add(name);
            return new Dictionary(moreNumbers, moreNames);
        }
    }
}
