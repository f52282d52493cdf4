package dev.coppice.store.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coppice.store.CheckReport;
import dev.coppice.store.Database;
import dev.coppice.store.StoreException;
import dev.coppice.store.golden.GoldenDatabase;
import dev.coppice.store.page.IndexBuilder;
import dev.coppice.store.page.IndexPage;
import dev.coppice.store.page.LeafBuilder;
import dev.coppice.store.page.LeafPage;
import dev.coppice.store.page.OverflowPage;
import dev.coppice.store.page.PageFormat;
import dev.coppice.store.page.PageHeader;
import dev.coppice.store.partition.Manifest;
import dev.coppice.store.partition.PartitionState;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Defects that a mistake in the engine could make, under good checksums: a check finds each and names it.
class PlantedDefectsTest {
    /// What is planted, and what a check says of it.
    enum Defect {
        KEYS_OUT_OF_ORDER("a key after that of entry") {
            @Override
            void plant(Surgeon surgeon) {
                // Two heads exchanged: the keys are equal but for those four bytes.
                surgeon.editPage(leaf(surgeon, 0), page -> swapInts(page, slots(page), slots(page) + 4));
            }
        },
        SEPARATORS_OUT_OF_ORDER("a separator after number") {
            @Override
            void plant(Surgeon surgeon) {
                surgeon.editPage(surgeon.root(), page -> swapInts(page, slots(page) + 4, slots(page) + 8));
            }
        },
        KEYS_BELOW_THE_SEPARATOR("has a key outside the range of the page") {
            @Override
            void plant(Surgeon surgeon) {
                surgeon.editPage(leaf(surgeon, 1), page -> leafOf(page, 0, 0, 5));
            }
        },
        KEYS_ABOVE_THE_NEXT_SEPARATOR("has a key outside the range of the page") {
            @Override
            void plant(Surgeon surgeon) {
                surgeon.editPage(leaf(surgeon, 0), page -> leafOf(page, 0, 110, 115));
            }
        },
        WRONG_SEPARATOR("has a key outside the range of the page") {
            @Override
            void plant(Surgeon surgeon) {
                List<Long> leaves = leaves(surgeon);
                surgeon.editPage(surgeon.root(), page -> {
                    IndexBuilder builder = new IndexBuilder(Surgeon.PAGE);
                    builder.addFirst(leaves.getFirst());
                    for (int i = 1; i < leaves.size(); i++) {
                        byte[] separator = Surgeon.key(100 + i);
                        builder.add(separator, 0, separator.length, leaves.get(i));
                    }
                    builder.build(page, 0, 1);
                });
            }
        },
        PAGE_REACHED_TWICE("is reached twice") {
            @Override
            void plant(Surgeon surgeon) {
                setChild(surgeon, 1, leaf(surgeon, 0));
            }
        },
        PAGE_NOT_REACHED("is mapped, and nothing reaches it") {
            @Override
            void plant(Surgeon surgeon) {
                setChild(surgeon, 1, leaf(surgeon, 0));
            }
        },
        CHILD_NOT_MAPPED("expected an entry for logical page 4000") {
            @Override
            void plant(Surgeon surgeon) {
                setChild(surgeon, 1, 4_000);
            }
        },
        WRONG_LEVEL("has kind 3 and level 2 where kind 3 and level 1 belong") {
            @Override
            void plant(Surgeon surgeon) {
                surgeon.editPage(surgeon.root(), page -> page[5] = 2);
            }
        },
        LEAF_WHERE_AN_INDEX_BELONGS("has kind 2 and level 0 where kind 3 and level 1 belong") {
            @Override
            void plant(Surgeon surgeon) {
                surgeon.editPage(surgeon.root(), page -> leafOf(page, 0, 0, 5));
            }
        },
        OVERFLOW_PAGE_WHERE_A_LEAF_BELONGS("has kind 4 and level 0 where kind 2") {
            @Override
            void plant(Surgeon surgeon) {
                surgeon.editPage(leaf(surgeon, 1), page -> OverflowPage.build(page, 0, Surgeon.PAGE, 0, 100));
            }
        },
        ENTRY_MISSING("says that it has 120 entries, and has 119") {
            @Override
            void plant(Surgeon surgeon) {
                int count = count(surgeon, leaf(surgeon, 0));
                surgeon.editPage(leaf(surgeon, 0), page -> {
                    LeafBuilder builder = new LeafBuilder(Surgeon.PAGE);
                    byte[] before = page.clone();
                    for (int i = 0; i < count - 1; i++) {
                        builder.addEntry(MemorySegment.ofArray(before), 0, i);
                    }
                    builder.build(page, 0);
                });
            }
        },
        ENTRY_COUNT_WRONG("the tree of entries says that it has 121 entries, and has 120") {
            @Override
            void plant(Surgeon surgeon) {
                surgeon.editState(state -> with(state, state.root(), state.height(), 121, state.expiryCount()));
            }
        },
        HINT_COUNT_WRONG("the tree of expiry hints says that it has 4 entries, and has 3") {
            @Override
            void plant(Surgeon surgeon) {
                surgeon.editState(state -> with(state, state.root(), state.height(), state.entryCount(), 4));
            }
        },
        HEIGHT_WRONG("has kind 3 and level 1 where kind 3 and level 2 belong") {
            @Override
            void plant(Surgeon surgeon) {
                surgeon.editState(state -> with(state, state.root(), 3, state.entryCount(), state.expiryCount()));
            }
        },
        HINTS_MISSING("and has no hint") {
            @Override
            void plant(Surgeon surgeon) {
                surgeon.editState(state -> new PartitionState(
                        state.checkpointSequence(),
                        state.firstLoggedFile(),
                        state.root(),
                        state.height(),
                        state.entryCount(),
                        -1,
                        0,
                        0));
            }
        },
        EXPIRY_WITHOUT_ITS_HINT("that expires at 12345 and has no hint") {
            @Override
            void plant(Surgeon surgeon) {
                surgeon.editPage(leaf(surgeon, 0), page -> {
                    byte[] before = page.clone();
                    LeafBuilder builder = new LeafBuilder(Surgeon.PAGE);
                    for (int i = 0; i < PageHeader.entryCount(MemorySegment.ofArray(before), 0); i++) {
                        if (i == 5) {
                            builder.add(Surgeon.key(5), 0, 8, 12_345, new byte[100], 0, 100);
                        } else {
                            builder.addEntry(MemorySegment.ofArray(before), 0, i);
                        }
                    }
                    builder.build(page, 0);
                });
            }
        },
        HINTS_THAT_ARE_THE_ENTRIES("is reached twice") {
            @Override
            void plant(Surgeon surgeon) {
                surgeon.editState(state -> new PartitionState(
                        state.checkpointSequence(),
                        state.firstLoggedFile(),
                        state.root(),
                        state.height(),
                        state.entryCount(),
                        state.root(),
                        state.height(),
                        state.entryCount()));
            }
        },
        SMALLEST_EXPIRY_WRONG("smallest expiry") {
            @Override
            void plant(Surgeon surgeon) {
                surgeon.editPage(leaf(surgeon, 0), page -> page[40] ^= 1);
            }
        },
        PART_OF_A_VALUE_EXCHANGED("is not part 1 of a large value") {
            @Override
            void plant(Surgeon surgeon) {
                surgeon.editPage(value(surgeon, 50) + 1, page -> page[40] = 2);
            }
        },
        PART_OF_A_VALUE_SHORT("is not part 0 of a large value of 9000 bytes") {
            @Override
            void plant(Surgeon surgeon) {
                surgeon.editPage(value(surgeon, 50), page -> OverflowPage.build(page, 0, Surgeon.PAGE, 0, 4_000));
            }
        },
        VALUE_OF_ANOTHER_ENTRY("is reached twice") {
            @Override
            void plant(Surgeon surgeon) {
                long other = value(surgeon, 50);
                surgeon.editPage(leafOf(surgeon, 51), page -> {
                    byte[] before = page.clone();
                    MemorySegment segment = MemorySegment.ofArray(before);
                    LeafBuilder builder = new LeafBuilder(Surgeon.PAGE);
                    for (int i = 0; i < PageHeader.entryCount(segment, 0); i++) {
                        if (LeafPage.isOverflow(segment, 0, i)) {
                            byte[] key = new byte[8];
                            LeafPage.copyKey(segment, 0, i, key);
                            builder.addOverflow(key, 0, 8, 0, 9_000, other);
                        } else {
                            builder.addEntry(segment, 0, i);
                        }
                    }
                    builder.build(page, 0);
                });
            }
        },
        VALUE_THAT_IS_A_LEAF("is not part 0 of a large value") {
            @Override
            void plant(Surgeon surgeon) {
                surgeon.editPage(value(surgeon, 50), page -> leafOf(page, 0, 0, 3));
            }
        },
        PAGE_MAPPED_THAT_IS_NOT_USED("is mapped, and nothing reaches it") {
            @Override
            void plant(Surgeon surgeon) {
                surgeon.editMapping(mapping -> mapping.set(3_000, 1));
            }
        },
        FILE_PAGE_SHARED("share file page") {
            @Override
            void plant(Surgeon surgeon) {
                surgeon.editMapping(mapping ->
                        mapping.set(3_000, surgeon.manifest().mapping().get(surgeon.root())));
            }
        },
        PAGE_OF_ANOTHER_LOGICAL_PAGE("expected logical page") {
            @Override
            void plant(Surgeon surgeon) {
                long first = surgeon.manifest().mapping().get(leaf(surgeon, 0));
                surgeon.editMapping(mapping -> mapping.set(leaf(surgeon, 1), first));
            }
        },
        WRONG_FILE_TERM("data_0_7") {
            @Override
            void plant(Surgeon surgeon) {
                surgeon.editManifest(manifest -> {
                    manifest.terms().forget(0);
                    manifest.terms().record(0, 7);
                    return manifest;
                });
            }
        },
        ALLOCATOR_MARK_TOO_LOW("at most 1 more pages in the file") {
            @Override
            void plant(Surgeon surgeon) {
                surgeon.editManifest(manifest ->
                        new Manifest(manifest.state(), 1, manifest.terms(), manifest.owners(), manifest.mapping()));
            }
        },
        CONTENT_AFTER_THE_END("zeros after the content") {
            @Override
            void plant(Surgeon surgeon) {
                surgeon.editPage(leaf(surgeon, 0), page -> page[Surgeon.PAGE - 1] = 1);
            }
        },
        ENTRY_COUNT_OF_A_PAGE_WILD("slots of entries that end by byte") {
            @Override
            void plant(Surgeon surgeon) {
                surgeon.editPage(leaf(surgeon, 0), page -> {
                    page[6] = -1;
                    page[7] = -1;
                });
            }
        };

        private final String finding;

        Defect(String finding) {
            this.finding = finding;
        }

        abstract void plant(Surgeon surgeon);
    }

    @ParameterizedTest
    @EnumSource
    void check_plantedDefect_isFoundAndNamed(Defect defect) {
        Surgeon surgeon = new Surgeon();
        defect.plant(surgeon);
        assertThat(problems(surgeon)).as(defect.toString()).anyMatch(problem -> problem.contains(defect.finding));
    }

    /// Reading a page whose checksum is good trusts what it says of itself; but it must not fall out of the store.
    @ParameterizedTest
    @EnumSource
    void read_plantedDefect_endsWithAnAnswerOrAnError(Defect defect) {
        Surgeon surgeon = new Surgeon();
        defect.plant(surgeon);
        try {
            Trial.contentOf(surgeon.image().machine(), GoldenDatabase.OPTIONS);
        } catch (StoreException | IndexOutOfBoundsException | AssertionError expected) {
            assertThat(expected.getMessage()).isNotBlank();
        }
    }

    @Test
    void check_nothingPlanted_findsNothing() {
        Surgeon surgeon = new Surgeon();
        surgeon.editManifest(manifest -> manifest);
        surgeon.editPage(surgeon.root(), _ -> {});
        assertThat(problems(surgeon)).isEmpty();
    }

    private static List<String> problems(Surgeon surgeon) {
        try (Database database = surgeon.open()) {
            CheckReport report = database.check();
            return report.problems();
        } catch (StoreException e) {
            return List.of(e.getMessage());
        }
    }

    // ---- what is planted

    private static List<Long> leaves(Surgeon surgeon) {
        byte[] root = surgeon.page(surgeon.root());
        List<Long> leaves = new ArrayList<>();
        for (int i = 0; i < PageHeader.entryCount(MemorySegment.ofArray(root), 0); i++) {
            leaves.add(IndexPage.child(MemorySegment.ofArray(root), 0, i));
        }
        return leaves;
    }

    private static long leaf(Surgeon surgeon, int index) {
        return leaves(surgeon).get(index);
    }

    private static int count(Surgeon surgeon, long page) {
        return PageHeader.entryCount(MemorySegment.ofArray(surgeon.page(page)), 0);
    }

    /// The leaf that holds an entry.
    private static long leafOf(Surgeon surgeon, int number) {
        byte[] key = Surgeon.key(number);
        for (long leaf : leaves(surgeon)) {
            if (LeafPage.find(MemorySegment.ofArray(surgeon.page(leaf)), 0, key, key.length) >= 0) {
                return leaf;
            }
        }
        throw new AssertionError("no entry " + number);
    }

    /// The first page of an entry's value.
    private static long value(Surgeon surgeon, int number) {
        MemorySegment leaf = MemorySegment.ofArray(surgeon.page(leafOf(surgeon, number)));
        byte[] key = Surgeon.key(number);
        return LeafPage.overflowPage(leaf, 0, LeafPage.find(leaf, 0, key, key.length));
    }

    /// Makes a page a leaf of other entries.
    private static void leafOf(byte[] page, long expiry, int from, int to) {
        LeafBuilder builder = new LeafBuilder(Surgeon.PAGE);
        for (int i = from; i < to; i++) {
            byte[] key = Surgeon.key(i);
            builder.add(key, 0, key.length, expiry, key, 0, key.length);
        }
        builder.build(page, 0);
    }

    private static int slots(byte[] page) {
        int prefix = PageHeader.prefixLength(MemorySegment.ofArray(page), 0);
        return (PageFormat.HEADER_SIZE + prefix + 3) / 4 * 4;
    }

    private static void swapInts(byte[] page, int one, int other) {
        ByteBuffer bytes = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
        int kept = bytes.getInt(one);
        bytes.putInt(one, bytes.getInt(other)).putInt(other, kept);
    }

    private static void setChild(Surgeon surgeon, int index, long child) {
        surgeon.editPage(surgeon.root(), page -> {
            int count = PageHeader.entryCount(MemorySegment.ofArray(page), 0);
            ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).putInt(slots(page) + 4 * (count + index), (int) child);
        });
    }

    private static PartitionState with(PartitionState state, long root, int height, long count, long hints) {
        return new PartitionState(
                state.checkpointSequence(),
                state.firstLoggedFile(),
                root,
                height,
                count,
                state.expiryRoot(),
                state.expiryHeight(),
                hints);
    }
}
