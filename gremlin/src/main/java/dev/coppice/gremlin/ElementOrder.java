package dev.coppice.gremlin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.tinkerpop.gremlin.process.traversal.Order;
import org.apache.tinkerpop.gremlin.structure.Element;
import org.apache.tinkerpop.gremlin.structure.Property;

/// The order that a traversal asks for: by the values of one property. An element without the property is left out, one
/// with several values of it is an error, as in `order().by(key)`. Numbers are in the order of what they are worth
/// where an index is walked; Gremlin converts numbers of two types to the wider of them before it compares, which is no
/// order of more than two, and takes -0.0 for less than 0.0.
///
/// @param key the property
/// @param isDescending whether the greatest comes first
record ElementOrder(String key, boolean isDescending) {
    /// An element and the value by which it has its place.
    record Placed(Element element, Object value) {}

    /// Orders by the value.
    Comparator<Placed> comparator() {
        return Comparator.comparing(Placed::value, isDescending ? Order.desc : Order.asc);
    }

    /// An element with its value, or null when it has none.
    ///
    /// @throws IllegalStateException when it has several
    Placed place(Element element) {
        Property<Object> property = element.property(key);
        return property.isPresent() ? new Placed(element, property.value()) : null;
    }

    /// The value of an element that has one, or null.
    Object onlyValue(Element element) {
        Iterator<? extends Property<Object>> properties = element.properties(key);
        Object value = properties.hasNext() ? properties.next().value() : null;
        return properties.hasNext() ? null : value;
    }

    /// The elements in this order, of which all must be read first.
    Iterator<Element> sorted(Iterator<? extends Element> elements) {
        List<Placed> all = new ArrayList<>();
        while (elements.hasNext()) {
            Placed placed = place(elements.next());
            if (placed != null) {
                all.add(placed);
            }
        }
        all.sort(comparator());
        return all.stream().map(Placed::element).iterator();
    }

    @Override
    public String toString() {
        return key + (isDescending ? " desc" : " asc");
    }
}
