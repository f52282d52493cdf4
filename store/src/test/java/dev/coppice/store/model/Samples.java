package dev.coppice.store.model;

import dev.coppice.store.TableIdent;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// Draws tables, keys, values and times.
final class Samples {
    /// Entries expire at whole multiples of this, so that what is visible does not depend on a few milliseconds.
    static final long EXPIRY_STEP_MILLIS = 10_000;

    private static final List<TableIdent> TABLES =
            List.of(TableIdent.of("a"), new TableIdent("a", 7), TableIdent.of("b"), TableIdent.of("long-keys"));

    private final SplittableRandom random;
    private final int keys;

    Samples(SplittableRandom random, int keys) {
        this.random = random;
        this.keys = keys;
    }

    TableIdent table() {
        return TABLES.get(random.nextInt(TABLES.size()));
    }

    /// A key of a table, from a small set of short ones with shared prefixes, or of long ones.
    byte[] key(TableIdent table) {
        int number = random.nextInt(keys);
        return table.name().equals("long-keys") ? longKey(number) : shortKey(number);
    }

    private static byte[] shortKey(int number) {
        return switch (number) {
            case 0 -> new byte[0];
            case 1 -> new byte[] {(byte) 0xFF};
            case 2 -> new byte[] {(byte) 0xFF, (byte) 0xFF};
            default -> ("user/" + (number % 7) + "/" + number).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        };
    }

    private static byte[] longKey(int number) {
        byte[] key = new byte[number % 5 == 0 ? 1_000 : 300 + number % 600];
        Arrays.fill(key, (byte) (number * 31));
        key[0] = (byte) (number * 37);
        key[key.length - 1] = (byte) (number >> 8);
        key[key.length - 2] = (byte) number;
        return key;
    }

    byte[] value() {
        int length = switch (random.nextInt(400)) {
            case 0 -> World.LARGE + random.nextInt(20_000);
            case 1, 2, 3, 4, 5, 6 -> 1_900 + random.nextInt(10_000);
            case 7, 8 -> 0;
            case 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24 -> 450 + random.nextInt(3_000);
            default -> random.nextInt(200);
        };
        return value(length);
    }

    byte[] value(int length) {
        byte[] value = new byte[length];
        if (length > 0) {
            long seed = random.nextLong();
            for (int i = 0; i < length; i += 7) {
                seed = seed * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
                value[i] = (byte) (seed >>> 56);
            }
        }
        return value;
    }

    Row row(long now) {
        long expiry =
                random.nextInt(12) == 0 ? (now / EXPIRY_STEP_MILLIS + 1 + random.nextInt(4)) * EXPIRY_STEP_MILLIS : 0;
        return new Row(value(), expiry);
    }

    Write.Put put(TableIdent table, long now) {
        return new Write.Put(table, key(table), row(now), random.nextInt(8) == 0);
    }

    NavigableMap<byte[], byte[]> sortedEntries(TableIdent table) {
        NavigableMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
        int count = random.nextInt(10) == 0 ? 2_000 : random.nextInt(120);
        for (int i = 0; i < count; i++) {
            entries.put(key(table), value(random.nextInt(300) == 0 ? 5_000 : random.nextInt(100)));
        }
        return entries;
    }
}
