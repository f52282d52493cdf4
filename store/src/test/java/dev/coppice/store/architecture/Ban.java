package dev.coppice.store.architecture;

import dev.coppice.store.architecture.ClassReferences.Member;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A back door to the world that the engine must not use, and the front door that it uses instead.
///
/// @param what a regular expression for `owner.member(descriptor)` of a member, or for the name of a class
/// @param instead what to use, for the message
record Ban(Pattern what, String instead) {
    private static final String CLOCK = "take the time from host.Clock";
    private static final String ENTROPY = "take random numbers from host.Entropy, or from a generator seeded by it";
    private static final String STORAGE = "reach files through host.Storage";
    private static final String SCHEDULER = "write it as a step and submit it to host.Scheduler";
    private static final String AWAIT = "wait with host.Scheduler.await, which lets other steps run";
    private static final String ORDER =
            "its order differs from one JVM to the next: use a TreeMap, TreeSet, LinkedHashMap, LinkedHashSet or List";

    static final List<Ban> ALL = List.of(
            ban(CLOCK, "java.lang.System.(nanoTime|currentTimeMillis)"),
            ban(CLOCK, "java.time.\\w+.now"),
            ban(CLOCK, "java.time.(Clock|InstantSource).(system|tick)\\w*"),
            ban(CLOCK, "java.util.Date.<init>\\(\\)V"),
            ban(CLOCK, "java.util.(Gregorian)?Calendar.(getInstance|<init>)"),
            ban(SCHEDULER, "java.lang.Thread.(<init>|start|startVirtualThread|ofVirtual|ofPlatform)"),
            ban(AWAIT, "java.lang.Thread.(sleep|join|yield)"),
            ban(SCHEDULER, "java.util.concurrent.(Executors|\\w*ThreadPoolExecutor|ForkJoin\\w+|StructuredTaskScope)"),
            ban(SCHEDULER, "java.util.concurrent.ExecutorCompletionService"),
            ban(SCHEDULER, "java.util.Timer"),
            ban(
                    SCHEDULER,
                    "java.util.concurrent.CompletableFuture.(\\w+Async|delayedExecutor|(orT|completeOnT)imeout)"),
            ban(SCHEDULER, "java.util.[\\w.]+.(parallelStream|parallel)"),
            ban(SCHEDULER, "java.util.Arrays.parallel\\w+"),
            ban(AWAIT, "java.lang.Object.wait"),
            ban(AWAIT, "java.util.concurrent.locks.(Condition.await\\w*|LockSupport.park\\w*)"),
            ban(AWAIT, "java.util.concurrent.(CountDownLatch|CyclicBarrier|Phaser|Semaphore|Exchanger)"),
            ban(AWAIT, "java.util.concurrent.\\w*Future.(get|join)"),
            ban(AWAIT, "java.util.concurrent.(\\w*Blocking|\\w*Transfer|Synchronous|Delay)(Queue|Deque)"),
            ban(STORAGE, "java.nio.file.Files"),
            ban(STORAGE, "java.nio.channels.(Asynchronous)?FileChannel"),
            ban(STORAGE, "java.io.(File|RandomAccessFile|File(Input|Output)Stream|File(Reader|Writer))"),
            ban(ENTROPY, "java.lang.(Strict)?Math.random"),
            ban(ENTROPY, "java.util.(Splittable)?Random.<init>\\(\\)V"),
            ban(ENTROPY, "java.util.concurrent.ThreadLocalRandom"),
            ban(ENTROPY, "java.security.SecureRandom"),
            ban(ENTROPY, "java.util.UUID.randomUUID"),
            ban(ENTROPY, "java.util.random.RandomGenerator(Factory)?.(getDefault|of|create\\(\\))"),
            ban(ENTROPY, "java.util.Collections.shuffle\\(Ljava/util/List;\\)V"),
            ban(ORDER, "java.lang.System.identityHashCode"),
            ban(ORDER, "java.util.IdentityHashMap"),
            ban(ORDER, "java.util.(Set|Map).(ofEntries|copyOf)"),
            ban(ORDER, "java.util.Set.of\\(((Ljava/lang/Object;){2}|\\[).*"), // one element is always in order
            ban(ORDER, "java.util.Map.of\\((Ljava/lang/Object;){4}.*"),
            ban(ORDER, "java.util.stream.Collectors.toUnmodifiable(Set|Map)"));

    /// A ban of a member by its qualified name, of one overload by that and its descriptor, or of a class. Dots stand
    /// for themselves well enough.
    private static Ban ban(String instead, String what) {
        return new Ban(Pattern.compile(what + "(\\(.*)?"), instead);
    }

    /// The uses of this in a class.
    Stream<String> usesIn(ClassReferences references) {
        Predicate<String> matches = what.asMatchPredicate();
        Set<String> uses = new TreeSet<>();
        references.types().stream().filter(matches).forEach(uses::add);
        for (Member member : references.members()) {
            String written = member.owner() + "." + member.name() + member.descriptor();
            if (matches.test(written)) {
                uses.add(member.owner() + "." + member.name());
            }
        }
        return uses.stream();
    }
}
