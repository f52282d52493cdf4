package dev.coppice.cli.row;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Takes chosen members out of JSON objects in one pass, without building a tree.
final class JsonMembers {
    private final JsonPointer[] wanted;

    /// Looks for members, each named as a user writes it: `id`, `customer.id`, or `/customer/id` as RFC 6901 has it.
    JsonMembers(List<String> members) {
        wanted = members.stream().map(JsonMembers::pointer).toArray(JsonPointer[]::new);
    }

    /// A name that means the member so called of the outermost object, whatever characters are in it.
    static String outermost(String member) {
        return "/" + member.replace("~", "~0").replace("/", "~1");
    }

    private static JsonPointer pointer(String member) {
        return JsonPointer.compile(member.startsWith("/") ? member : "/" + member.replace('.', '/'));
    }

    /// The members of an object whose opening brace the parser has just read, in the order asked for; null for one that
    /// is absent or JSON null. A string, number or literal gives its text, an object or array its source.
    ///
    /// @param json the bytes that the parser reads
    byte[][] take(JsonParser parser, byte[] json) throws IOException {
        byte[][] found = new byte[wanted.length][];
        walk(parser, json, wanted, found);
        return found;
    }

    private static void walk(JsonParser parser, byte[] json, JsonPointer[] pointers, byte[][] found)
            throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            JsonPointer[] inside = below(pointers, parser.currentName());
            JsonToken token = parser.nextToken();
            if (!token.isStructStart()) {
                if (token != JsonToken.VALUE_NULL && leadsHere(inside)) {
                    put(found, inside, parser.getText().getBytes(StandardCharsets.UTF_8));
                }
                continue;
            }
            int begin = (int) parser.currentTokenLocation().getByteOffset();
            if (token == JsonToken.START_OBJECT) {
                walk(parser, json, inside, found);
            } else {
                parser.skipChildren();
            }
            if (leadsHere(inside)) {
                put(found, inside, Arrays.copyOfRange(json, begin, (int)
                        parser.currentLocation().getByteOffset()));
            }
        }
    }

    private static JsonPointer[] below(JsonPointer[] pointers, String member) {
        JsonPointer[] inside = new JsonPointer[pointers.length];
        for (int i = 0; i < pointers.length; i++) {
            inside[i] = pointers[i] == null || pointers[i].matches() ? null : pointers[i].matchProperty(member);
        }
        return inside;
    }

    private static boolean leadsHere(JsonPointer[] pointers) {
        for (JsonPointer pointer : pointers) {
            if (pointer != null && pointer.matches()) {
                return true;
            }
        }
        return false;
    }

    private static void put(byte[][] found, JsonPointer[] pointers, byte[] source) {
        for (int i = 0; i < pointers.length; i++) {
            if (pointers[i] != null && pointers[i].matches()) {
                found[i] = source;
            }
        }
    }
}
