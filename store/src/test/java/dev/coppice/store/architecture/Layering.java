package dev.coppice.store.architecture;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Which package of the store may know which others.
final class Layering {
    static final String ROOT = "dev.coppice.store";

    /// The words that all layers share. They know nothing but each other.
    static final Set<String> VOCABULARY = Set.of(
            ROOT + ".StoreException",
            ROOT + ".TableIdent",
            ROOT + ".KeyRange",
            ROOT + ".Limits",
            ROOT + ".Names",
            ROOT + ".PageCompression");

    /// For each package the packages that it may know, besides itself, `host` and the vocabulary.
    static final Map<String, Set<String>> MAY_KNOW = Map.of(
            "host", Set.of(),
            "log", Set.of(),
            "object", Set.of(),
            "page", Set.of(),
            "delta", Set.of(),
            "partition", Set.of("log", "page", "delta"),
            "tree", Set.of("log", "page", "delta", "partition"),
            "engine", Set.of("object", "log", "page", "delta", "partition", "tree", ""),
            "", Set.of("object", "log", "page", "delta", "partition", "tree", "engine"));

    private Layering() {}

    /// What a class of the store knows and must not, one sentence for each.
    static Stream<String> violationsIn(ClassReferences references) {
        return references.types().stream()
                .filter(type -> type.startsWith(ROOT + "."))
                .filter(type -> !mayKnow(references.name(), type))
                .map(type -> references.name() + " must not know " + type + ": " + reason(references.name()));
    }

    private static boolean mayKnow(String from, String to) {
        String source = layer(from);
        String target = layer(to);
        if (isVocabulary(from)) {
            return isVocabulary(to);
        }
        return source.equals(target)
                || target.equals("host")
                || isVocabulary(to)
                || MAY_KNOW.getOrDefault(source, Set.of()).contains(target);
    }

    private static String reason(String from) {
        String layer = layer(from);
        if (isVocabulary(from)) {
            return "the vocabulary that all layers share knows nothing but itself";
        }
        if (!MAY_KNOW.containsKey(layer)) {
            return "package '" + layer + "' has no place in the layering yet, give it one in Layering.MAY_KNOW";
        }
        return "package '" + layer + "' may know host, the vocabulary, and "
                + MAY_KNOW.get(layer).stream().sorted().toList();
    }

    private static boolean isVocabulary(String type) {
        int nested = type.indexOf('$');
        return VOCABULARY.contains(nested < 0 ? type : type.substring(0, nested));
    }

    /// The package below the root, empty for the root itself.
    private static String layer(String type) {
        String name = ClassReferences.packageOf(type);
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
    }
}
