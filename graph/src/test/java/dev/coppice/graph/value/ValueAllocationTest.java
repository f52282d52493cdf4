package dev.coppice.graph.value;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.graph.AllocatedBytes;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/// What is done once for each value of millions allocates nothing.
class ValueAllocationTest {
    private static final Object[] VALUES = {
        true,
        (byte) 1,
        (short) -300,
        70_000,
        Long.MIN_VALUE,
        1.5f,
        Math.PI,
        "text \u00e4\u20ac\ud83d\ude00",
        new byte[] {0, 1},
        LocalDate.of(2026, 1, 2),
        LocalTime.NOON,
        Instant.ofEpochSecond(1, 2),
        OffsetDateTime.parse("2026-01-02T03:04:05+01:00"),
        new Date(1),
        Duration.ofMillis(-1),
        new UUID(1, 2)
    };

    @Test
    void write_values_allocatesNothing() {
        var target = new ByteWriter(1 << 10);
        float[] vector = {1, 2, 3};
        assertAllocatesNothing(() -> {
            target.clear();
            for (Object value : VALUES) {
                ValueWriter.write(target, value);
            }
            ValueWriter.write(target, vector);
            return target.length();
        });
    }

    @Test
    void writeKey_values_allocatesNothing() {
        var target = new ByteWriter(1 << 10);
        assertAllocatesNothing(() -> {
            target.clear();
            for (Object value : VALUES) {
                OrderedKeyWriter.write(target, value, 100);
            }
            OrderedKeyWriter.writePrefix(target, "prefix", 100);
            return target.length();
        });
    }

    @Test
    void skip_values_allocatesNothing() {
        var target = new ByteWriter(1 << 10);
        for (Object value : VALUES) {
            ValueWriter.write(target, value);
        }
        ValueWriter.write(target, List.of(1, List.of("nested")));
        ValueWriter.write(target, new BigDecimal("1.5"));
        MemorySegment source = MemorySegment.ofArray(target.toByteArray());
        assertAllocatesNothing(() -> {
            long sum = 0;
            for (long at = 0; at < source.byteSize(); at = ValueReader.skip(source, at)) {
                sum += ValueReader.type(source, at).tag();
            }
            return sum;
        });
    }

    @Test
    void end_values_allocatesNothing() {
        var target = new ByteWriter(1 << 10);
        for (Object value : VALUES) {
            OrderedKeyWriter.write(target, value, 100);
        }
        byte[] key = target.toByteArray();
        assertAllocatesNothing(() -> {
            long sum = 0;
            for (int at = 0; at < key.length; at = OrderedKeys.end(key, at, key.length)) {
                sum += OrderedKeys.isCut(key, at, key.length) ? 0 : 1;
            }
            return sum;
        });
    }

    @Test
    void orderedVarint_everyMethod_allocatesNothing() {
        var target = new ByteWriter(1 << 10);
        byte[] bytes = new byte[1 << 10];
        MemorySegment segment = MemorySegment.ofArray(bytes);
        assertAllocatesNothing(() -> {
            target.clear();
            long sum = 0;
            for (long number = 1; number != 0; number <<= 1) {
                target.writeOrderedVarint(number);
                target.writeVarint(number);
                int end = OrderedVarint.write(bytes, 0, number);
                sum += OrderedVarint.read(bytes, 0, end) ^ OrderedVarint.read(segment, 0, end);
                sum += OrderedVarint.lengthByFirst(bytes[0]);
            }
            return sum;
        });
    }

    private static void assertAllocatesNothing(LongSupplier work) {
        assertThat(work.getAsLong()).isNotZero();
        assertThat(AllocatedBytes.of(work)).isZero();
    }
}
