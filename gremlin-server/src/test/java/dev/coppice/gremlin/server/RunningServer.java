package dev.coppice.gremlin.server;

import dev.coppice.gremlin.CoppiceGraph;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.tinkerpop.gremlin.driver.Cluster;
import org.apache.tinkerpop.gremlin.util.ser.Serializers;

/// Gremlin Server in a process of its own, on the configuration that is shipped, but for its port.
final class RunningServer {
    private static final Path CONFIGURATION = Path.of("conf/gremlin-server.yaml");
    private static final String SHIPPED_PORT = "port: 8182";
    private static final long START_SECONDS_MAX = 60;

    private final Home home;
    private final int port;
    private final Process process;

    private RunningServer(Home home, int port, Process process) {
        this.home = home;
        this.port = port;
        this.process = process;
    }

    /// Starts one on a new database.
    ///
    /// @param prepare is given the graph first, before the server has it
    static RunningServer start(Consumer<CoppiceGraph> prepare) throws IOException, InterruptedException {
        return start(prepare, UnaryOperator.identity());
    }

    /// Starts one on a new database, with changes of the configuration.
    static RunningServer start(Consumer<CoppiceGraph> prepare, UnaryOperator<String> configure)
            throws IOException, InterruptedException {
        Home home = Home.create();
        Files.createDirectories(home.database().getParent());
        try (CoppiceGraph graph = CoppiceGraph.open(home.database())) {
            prepare.accept(graph);
        }
        int port = freePort();
        Path configuration = home.folder().resolve(CONFIGURATION);
        String shipped = Files.readString(configuration);
        if (!shipped.contains(SHIPPED_PORT)) {
            throw new IllegalStateException("the configuration has another port than " + SHIPPED_PORT);
        }
        Files.writeString(configuration, configure.apply(shipped.replace(SHIPPED_PORT, "port: " + port)));
        Path log = home.folder().resolve("server.log");
        RunningServer server = new RunningServer(home, port, home.start(log, "server"));
        server.awaitStart(log);
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitStart(Path log) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
        while (!accepts()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                process.destroyForcibly();
                throw new IllegalStateException("the server does not start; it says:\n" + Files.readString(log));
            }
            Thread.sleep(50);
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("localhost", port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    Home home() {
        return home;
    }

    int port() {
        return port;
    }

    /// A driver of its own; the caller closes it.
    Driver connect(Serializers serializer) {
        return new Driver(Cluster.build("localhost")
                .port(port)
                .serializer(serializer)
                .minConnectionPoolSize(1)
                // More than a busy machine takes.
                .maxWaitForConnection(60_000)
                .create());
    }

    /// Terminates the server as an operator does, and waits for its end.
    void terminate() throws InterruptedException {
        process.destroy();
        Home.finish(process);
    }
}
