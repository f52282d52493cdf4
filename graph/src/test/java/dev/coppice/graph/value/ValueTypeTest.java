package dev.coppice.graph.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.graph.GraphException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ValueTypeTest {
    @Test
    void of_collections_isThatOfTheirInterface() {
        assertThat(ValueType.of(List.of(1))).isEqualTo(ValueType.LIST);
        assertThat(ValueType.of(Collections.emptySet())).isEqualTo(ValueType.SET);
        assertThat(ValueType.of(new TreeMap<>(Map.of(1, 2)))).isEqualTo(ValueType.MAP);
        assertThat(ValueType.of(Set.of())).isEqualTo(ValueType.SET);
    }

    @Test
    void of_otherClasses_namesTheClassAndThoseThatAreStorable() {
        for (Object value : new Object[] {
            'c', new int[0], new Object[0], new Object(), new StringBuilder("text"), new AtomicLong(), ValueType.MAP
        }) {
            assertThatThrownBy(() -> ValueType.of(value))
                    .isInstanceOf(GraphException.Invalid.class)
                    .hasMessageContaining(value.getClass().getTypeName())
                    .hasMessageContaining("java.lang.String");
        }
    }

    @Test
    void of_null_isInvalid() {
        assertThatThrownBy(() -> ValueType.of(null)).isInstanceOf(GraphException.Invalid.class);
    }

    @Test
    void of_subclasses_isInvalid() {
        BigDecimal decimal = new BigDecimal("1.0") {};
        BigInteger integer = new BigInteger("1") {};
        Date date = new Date(0) {};
        for (Object value : new Object[] {decimal, integer, date}) {
            assertThatThrownBy(() -> ValueType.of(value)).isInstanceOf(GraphException.Invalid.class);
        }
    }

    @Test
    void isNumber_everyType_isWhetherItsClassIs() {
        assertThat(ValueType.values())
                .filteredOn(ValueType::isNumber)
                .containsExactly(
                        ValueType.BYTE,
                        ValueType.SHORT,
                        ValueType.INTEGER,
                        ValueType.LONG,
                        ValueType.FLOAT,
                        ValueType.DOUBLE,
                        ValueType.BIG_INTEGER,
                        ValueType.DECIMAL);
    }

    @Test
    void isOrdered_everyType_isWhetherKeysHaveIt() {
        assertThat(ValueType.values())
                .filteredOn(type -> !type.isOrdered())
                .containsExactly(ValueType.VECTOR, ValueType.LIST, ValueType.SET, ValueType.MAP);
    }
}
