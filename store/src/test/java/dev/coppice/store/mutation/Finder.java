package dev.coppice.store.mutation;

import dev.coppice.store.engine.Interleavings;
import java.lang.annotation.Annotation;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Runs one test of concurrency in a process of its own, which can be ended when the test hangs.
public final class Finder {
    static final String BEGUN = "begun";
    static final String FOUND = "found: ";

    private static final String MODEL = "Interleavings#";
    private static final int SCENARIOS = 10;
    private static final int INTERLEAVINGS = 1_000;

    private Finder() {}

    /// Whether what finds is a model of [Interleavings].
    static boolean isModel(String finder) {
        return finder.startsWith(MODEL);
    }

    /// Runs a test, prints what it has found, and ends with an error if it has found something.
    ///
    /// @param args `package.Class#method` for a test method without parameters, below the package `dev.coppice.store`;
    ///     `Interleavings#Model` for a model of [Interleavings]; then an empty folder
    public static void main(String[] args) throws Exception {
        String[] names = args[0].split("#", 2);
        if (isModel(args[0])) {
            System.out.println(BEGUN);
            end(attempt(() -> Interleavings.explore(names[1], SCENARIOS, INTERLEAVINGS)));
        }
        Class<?> type = Class.forName("dev.coppice.store." + names[0]);
        Method test = accessible(type.getDeclaredMethod(names[1]));
        Object instance = accessible(type.getDeclaredConstructor()).newInstance();
        for (Field field : type.getDeclaredFields()) {
            if (field.isAnnotationPresent(TempDir.class)) {
                accessible(field)
                        .set(instance, Files.createDirectories(Path.of(args[1]).resolve(field.getName())));
            }
        }
        System.out.println(BEGUN);
        end(attempt(() -> {
            invokeAll(instance, BeforeEach.class);
            test.invoke(instance);
            invokeAll(instance, AfterEach.class);
        }));
    }

    private interface Body {
        void run() throws Exception;
    }

    private static Throwable attempt(Body body) {
        try {
            body.run();
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        } catch (Exception | Error e) {
            return e;
        }
    }

    private static void end(Throwable found) {
        if (found != null) {
            System.out.println(FOUND + found.toString().replaceAll("\\s+", " "));
            found.printStackTrace(System.out);
        }
        System.out.flush();
        // Threads of a test that has failed may hang.
        Runtime.getRuntime().halt(found == null ? 0 : 1);
    }

    private static void invokeAll(Object instance, Class<? extends Annotation> annotation) throws Exception {
        for (Method method : Stream.of(instance.getClass().getDeclaredMethods())
                .filter(each -> each.isAnnotationPresent(annotation))
                .toList()) {
            accessible(method).invoke(instance);
        }
    }

    private static <T extends AccessibleObject> T accessible(T member) {
        member.setAccessible(true);
        return member;
    }
}
