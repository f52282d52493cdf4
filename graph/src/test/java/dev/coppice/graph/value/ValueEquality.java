package dev.coppice.graph.value;

import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// When two values are equal, said a second time and without any encoding: what [ValueType] promises.
final class ValueEquality {
    private ValueEquality() {}

    static boolean equal(Object left, Object right) {
        if (left == null || right == null) {
            return left == right;
        }
        return switch (left) {
            case byte[] bytes -> right instanceof byte[] other && Arrays.equals(bytes, other);
            case float[] vector -> right instanceof float[] other && Arrays.equals(vector, other);
            case List<?> list -> right instanceof List<?> other && equalInOrder(list, other);
            case Set<?> set -> right instanceof Set<?> other && equalInAnyOrder(set, other);
            case Map<?, ?> map -> right instanceof Map<?, ?> other && equalMaps(map, other);
            default -> left.getClass() == right.getClass() && left.equals(right);
        };
    }

    private static boolean equalInOrder(List<?> left, List<?> right) {
        Iterator<?> others = right.iterator();
        return left.size() == right.size() && left.stream().allMatch(element -> equal(element, others.next()));
    }

    private static boolean equalInAnyOrder(Collection<?> left, Collection<?> right) {
        return left.size() == right.size()
                && left.stream().allMatch(element -> right.stream().anyMatch(other -> equal(element, other)));
    }

    private static boolean equalMaps(Map<?, ?> left, Map<?, ?> right) {
        return left.size() == right.size()
                && left.entrySet().stream()
                        .allMatch(entry -> right.entrySet().stream()
                                .anyMatch(other -> equal(entry.getKey(), other.getKey())
                                        && equal(entry.getValue(), other.getValue())));
    }
}
