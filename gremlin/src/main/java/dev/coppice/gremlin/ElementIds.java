package dev.coppice.gremlin;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.tinkerpop.gremlin.structure.Element;

/// What may stand for the number of a vertex or an edge: an element of the kind, whatever made it, a number without a
/// fraction, or its decimal digits. Anything else, an element of the other kind too, stands for none.
final class ElementIds {
    private ElementIds() {}

    /// The number that an object names.
    ///
    /// @param kind of the element that is meant
    /// @return null when it can be no id of this graph, so that nothing has it
    static Long of(Object id, Class<? extends Element> kind) {
        return kind.isInstance(id) ? of(kind.cast(id).id()) : of(id);
    }

    private static Long of(Object id) {
        return switch (id) {
            case null -> null;
            case Long number -> number;
            case Integer number -> number.longValue();
            case String digits -> parsed(digits);
            case Short number -> number.longValue();
            case Byte number -> number.longValue();
            case Double number -> exact(number);
            case Float number -> exact(number);
            case BigInteger number -> number.bitLength() < Long.SIZE ? number.longValue() : null;
            case BigDecimal number -> exact(number);
            default -> null;
        };
    }

    private static Long parsed(String digits) {
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static Long exact(double number) {
        long whole = (long) number;
        return whole == number && whole != Long.MAX_VALUE ? whole : null;
    }

    private static Long exact(BigDecimal number) {
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            return null;
        }
    }
}
