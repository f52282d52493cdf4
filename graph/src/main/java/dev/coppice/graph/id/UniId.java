package dev.coppice.graph.id;

import dev.coppice.graph.GraphException;
import dev.coppice.graph.value.ByteWriter;
import dev.coppice.graph.value.ValueWriter;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// What a vertex or an edge is called by its content: a hash of 32 bytes. Elements of unrelated histories, which no
/// number tells apart or recognises, are the same when their content is. Inside one database ids do that.
///
/// The hash is SHA3-256 of the following bytes, where *values* are as in records, in the format of
/// [dev.coppice.graph.value], with type and length, so that what is different has different bytes: 1 and "1", two byte
/// arrays of one length, a property named "ab" and two named "a" and "b".
///
/// | vertex     | bytes                                                                                             |
/// |------------|---------------------------------------------------------------------------------------------------|
/// | domain     | 1 byte, 01                                                                                        |
/// | label      | a value, a string                                                                                 |
/// | externalId | a value; 1 byte 00 when the vertex has none                                                       |
/// | properties | see below                                                                                         |
///
/// | edge       | bytes                                                                                             |
/// |------------|---------------------------------------------------------------------------------------------------|
/// | domain     | 1 byte, 02                                                                                        |
/// | type       | a value, a string                                                                                 |
/// | source     | 32 bytes, of the vertex that the edge leaves                                                      |
/// | target     | 32 bytes, of the vertex that it leads to                                                          |
/// | properties | see below                                                                                         |
/// | ordinal    | a varint                                                                                          |
///
/// | properties | bytes                                                                                             |
/// |------------|---------------------------------------------------------------------------------------------------|
/// | count      | a varint                                                                                          |
/// | each       | three values: the key, a string; the property's value; a map of its meta-properties by their keys |
///
/// The properties ascend, their bytes compared as unsigned. So their order does not matter, and two of one key are two,
/// even where they are equal.
///
/// The text form is the letter `b` and 52 characters of `a` to `z` and `2` to `7`: base 32 of RFC 4648 in lower case
/// without padding, as multibase names it.
///
/// The order is that of the hashes as unsigned bytes. Immutable.
public final class UniId implements Comparable<UniId> {
    /// The bytes of the hash.
    public static final int LENGTH = 32;

    /// The characters of the text form.
    public static final int TEXT_LENGTH = 53;

    private static final int VERTEX = 1;
    private static final int EDGE = 2;
    private static final int NO_EXTERNAL_ID = 0;
    private static final char BASE = 'b';
    private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int BITS_PER_DIGIT = 5;
    private static final int CAPACITY = 256;

    private final byte[] hash;

    private UniId(byte[] hash) {
        this.hash = hash;
    }

    /// A property as far as it belongs to the content of an element.
    ///
    /// @param key its name
    /// @param value its value
    /// @param meta the values of its meta-properties by their names; of an edge's property there are none
    public record Property(String key, Object value, Map<String, ?> meta) {
        /// A property without meta-properties.
        public Property(String key, Object value) {
            this(key, value, Map.of());
        }
    }

    /// The id of a vertex.
    ///
    /// @param label its label
    /// @param externalId what it is called outside of the graph, any storable value, or null when it has no such name
    /// @param properties in any order; several may have one key
    /// @throws GraphException.Invalid when the label or the key of a property is null, or a value cannot be stored
    public static UniId ofVertex(String label, Object externalId, Iterable<Property> properties) {
        var content = new ByteWriter(CAPACITY);
        content.writeByte(VERTEX);
        writeName(content, label, "the label of a vertex");
        if (externalId == null) {
            content.writeByte(NO_EXTERNAL_ID);
        } else {
            ValueWriter.write(content, externalId);
        }
        writeProperties(content, properties);
        return hashOf(content);
    }

    /// The id of an edge.
    ///
    /// @param type its type
    /// @param source the vertex that it leaves
    /// @param target the vertex that it leads to
    /// @param properties in any order
    /// @param ordinal tells edges apart that are equal in all else: 0 for the first one, 1 for the next
    /// @throws GraphException.Invalid when the type or the key of a property is null, a value cannot be stored, or the
    ///     ordinal is negative
    public static UniId ofEdge(String type, UniId source, UniId target, Iterable<Property> properties, long ordinal) {
        if (ordinal < 0) {
            throw new GraphException.Invalid("the ordinal of an edge is " + ordinal + ": it must be 0 or more");
        }
        var content = new ByteWriter(CAPACITY);
        content.writeByte(EDGE);
        writeName(content, type, "the type of an edge");
        content.write(source.hash);
        content.write(target.hash);
        writeProperties(content, properties);
        content.writeVarint(ordinal);
        return hashOf(content);
    }

    /// The id with a hash.
    ///
    /// @throws GraphException.Invalid unless it has [#LENGTH] bytes
    public static UniId of(byte[] hash) {
        if (hash.length != LENGTH) {
            throw new GraphException.Invalid("a UniId of " + hash.length + " bytes: it must have " + LENGTH);
        }
        return new UniId(hash.clone());
    }

    /// The id with a text form.
    ///
    /// @throws GraphException.Invalid when the text is anything else: of another base, in upper case, too long or short
    public static UniId parse(String text) {
        if (text.isEmpty() || text.charAt(0) != BASE) {
            throw unreadable(text, "it must begin with '" + BASE + "', for base 32 in lower case");
        }
        if (text.length() != TEXT_LENGTH) {
            throw unreadable(text, "it must have " + TEXT_LENGTH + " characters, and has " + text.length());
        }
        byte[] hash = new byte[LENGTH];
        int bits = 0;
        int bitCount = 0;
        int next = 0;
        for (int i = 1; i < TEXT_LENGTH; i++) {
            int digit = DIGITS.indexOf(text.charAt(i));
            if (digit < 0) {
                throw unreadable(
                        text,
                        "only a to z and 2 to 7 may follow the first letter, and character " + (i + 1)
                                + " is none of them");
            }
            bits = bits << BITS_PER_DIGIT | digit;
            bitCount += BITS_PER_DIGIT;
            if (bitCount >= Byte.SIZE) {
                bitCount -= Byte.SIZE;
                hash[next++] = (byte) (bits >> bitCount);
                bits &= (1 << bitCount) - 1;
            }
        }
        if (bits != 0) {
            throw unreadable(text, "the last character must be 'a' or 'q', for it has only one bit");
        }
        return new UniId(hash);
    }

    /// A copy of the hash.
    public byte[] toByteArray() {
        return hash.clone();
    }

    /// The text form, which [#parse] reads.
    @Override
    public String toString() {
        var text = new StringBuilder(TEXT_LENGTH).append(BASE);
        int bits = 0;
        int bitCount = 0;
        for (byte next : hash) {
            bits = bits << Byte.SIZE | Byte.toUnsignedInt(next);
            bitCount += Byte.SIZE;
            while (bitCount >= BITS_PER_DIGIT) {
                bitCount -= BITS_PER_DIGIT;
                text.append(DIGITS.charAt(bits >> bitCount & (1 << BITS_PER_DIGIT) - 1));
            }
            bits &= (1 << bitCount) - 1;
        }
        return text.append(DIGITS.charAt(bits << BITS_PER_DIGIT - bitCount)).toString();
    }

    @Override
    public int compareTo(UniId other) {
        return Arrays.compareUnsigned(hash, other.hash);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UniId id && Arrays.equals(hash, id.hash);
    }

    /// Four bytes of the hash, which are as evenly spread as all.
    @Override
    public int hashCode() {
        return ByteBuffer.wrap(hash).getInt();
    }

    private static void writeName(ByteWriter content, String name, String what) {
        if (name == null) {
            throw new GraphException.Invalid(what + " is null: it must be a string");
        }
        ValueWriter.write(content, name);
    }

    private static void writeProperties(ByteWriter content, Iterable<Property> properties) {
        List<byte[]> encoded = new ArrayList<>();
        var scratch = new ByteWriter(CAPACITY);
        for (Property property : properties) {
            scratch.clear();
            writeName(scratch, property.key(), "the key of a property");
            ValueWriter.write(scratch, property.value());
            ValueWriter.write(scratch, property.meta());
            encoded.add(scratch.toByteArray());
        }
        encoded.sort(Arrays::compareUnsigned);
        content.writeVarint(encoded.size());
        encoded.forEach(content::write);
    }

    private static UniId hashOf(ByteWriter content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA3-256");
            digest.update(content.array(), 0, content.length());
            return new UniId(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA3-256, which Java has by itself, is missing", e);
        }
    }

    private static GraphException.Invalid unreadable(String text, String reason) {
        String shown = text.length() <= 2 * TEXT_LENGTH ? text : text.substring(0, 2 * TEXT_LENGTH) + "...";
        return new GraphException.Invalid("'" + shown + "' is no UniId: " + reason);
    }
}
