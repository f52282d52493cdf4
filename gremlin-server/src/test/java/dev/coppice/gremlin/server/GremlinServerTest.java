package dev.coppice.gremlin.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.coppice.gremlin.ConflictException;
import dev.coppice.gremlin.CoppiceGraph;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.tinkerpop.gremlin.driver.Client;
import org.apache.tinkerpop.gremlin.driver.RequestOptions;
import org.apache.tinkerpop.gremlin.driver.exception.ResponseException;
import org.apache.tinkerpop.gremlin.process.traversal.dsl.graph.GraphTraversalSource;
import org.apache.tinkerpop.gremlin.structure.Transaction;
import org.apache.tinkerpop.gremlin.util.function.Lambda;
import org.apache.tinkerpop.gremlin.util.message.ResponseStatusCode;
import org.apache.tinkerpop.gremlin.util.ser.Serializers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a client of a started server may rely on: forks, transactions, errors.
final class GremlinServerTest {
    private final Driver driver = SharedServer.get().connect(Serializers.GRAPHBINARY_V1);
    private final GraphTraversalSource g = driver.source("g");
    /// Tests share one graph; each writes elements of its own.
    private final String label = "label " + UUID.randomUUID();

    @AfterEach
    void close() {
        driver.close();
    }

    private static ResponseException refusal(Throwable error) {
        Throwable reason = error;
        while (reason != null && !(reason instanceof ResponseException)) {
            reason = reason.getCause();
        }
        assertThat(reason).as("%s", error).isNotNull();
        return (ResponseException) reason;
    }

    private long count(GraphTraversalSource source) {
        return source.V().hasLabel(label).count().next();
    }

    // ---- forks ----

    @Test
    void sources_areForks_withChangesOfTheirOwn() {
        GraphTraversalSource whatIf = driver.source("g_what_if");
        g.addV(label).iterate();
        assertThat(count(whatIf)).isZero();
        whatIf.addV(label).addV(label).iterate();
        assertThat(count(g)).isEqualTo(1);
        assertThat(count(whatIf)).isEqualTo(2);
    }

    @Test
    void sourceThatIsNotThere_isNamed() {
        GraphTraversalSource none = driver.source("g_nobody");
        Throwable error = catchThrowable(() -> none.V().count().next());
        assertThat(refusal(error))
                .hasMessageContaining("g_nobody")
                .extracting(ResponseException::getResponseStatusCode)
                .isEqualTo(ResponseStatusCode.REQUEST_ERROR_INVALID_REQUEST_ARGUMENTS);
    }

    // ---- transactions ----

    @Test
    void transaction_isSeenByOthersWhenItIsCommitted() {
        Transaction transaction = g.tx();
        GraphTraversalSource inside = transaction.begin();
        inside.addV(label).iterate();
        inside.addV(label).iterate();
        assertThat(count(inside)).isEqualTo(2);
        assertThat(count(g)).isZero();
        transaction.commit();
        assertThat(count(g)).isEqualTo(2);
    }

    @Test
    void transaction_rolledBackOrLost_leavesNothing() {
        Transaction rolledBack = g.tx();
        GraphTraversalSource inside = rolledBack.begin();
        inside.addV(label).iterate();
        rolledBack.rollback();
        assertThat(count(g)).isZero();
        try (Driver lost = SharedServer.get().connect(Serializers.GRAPHBINARY_V1)) {
            GraphTraversalSource abandoned = lost.source("g").tx().begin();
            abandoned.addV(label).iterate();
            assertThat(count(abandoned)).isEqualTo(1);
        }
        assertThat(count(g)).isZero();
    }

    @Test
    void transaction_readsOneState() {
        g.addV(label).iterate();
        Transaction transaction = g.tx();
        GraphTraversalSource inside = transaction.begin();
        assertThat(count(inside)).isEqualTo(1);
        g.addV(label).iterate();
        assertThat(count(inside)).isEqualTo(1);
        transaction.rollback();
        assertThat(count(g)).isEqualTo(2);
    }

    @Test
    void conflict_saysThatItMayBeTriedAgain() {
        Object id = g.addV(label).id().next();
        Transaction late = g.tx();
        GraphTraversalSource inside = late.begin();
        inside.V(id).property("v", "late").iterate();
        g.V(id).property("v", "early").iterate();

        ResponseException refusal = refusal(catchThrowable(late::commit));
        assertThat(refusal).hasMessageContaining("run it again");
        assertThat(refusal.getResponseStatusCode()).isEqualTo(ResponseStatusCode.SERVER_ERROR_TEMPORARY);
        assertThat(refusal.getRemoteExceptionHierarchy().orElseThrow()).contains(ConflictException.class.getName());
        assertThat(g.V(id).values("v").toList()).containsExactly("early");
    }

    @Test
    void constraint_isNamed_andNothingIsKept() {
        g.addV("person").property("name", label).iterate();
        // Whichever of the server's threads has the request: none goes on with what was refused.
        for (int i = 0; i < 8; i++) {
            Throwable error = catchThrowable(
                    () -> g.addV(label).addV("person").property("name", label).iterate());
            assertThat(refusal(error)).hasMessageContaining("'people by name' is unique");
            assertThat(refusal(error).getResponseStatusCode()).isEqualTo(ResponseStatusCode.SERVER_ERROR);
            assertThat(count(g)).isZero();
        }
        assertThat(g.V().has("person", "name", label).count().next()).isEqualTo(1);
    }

    @Test
    void requestsOfManyClients_eachAreCommitted() {
        CompletableFuture<?>[] clients = new CompletableFuture<?>[4];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = CompletableFuture.runAsync(() -> {
                for (int j = 0; j < 25; j++) {
                    g.addV(label).iterate();
                }
            });
        }
        CompletableFuture.allOf(clients).join();
        assertThat(count(g)).isEqualTo(100);
    }

    // ---- text, and code ----

    @Test
    void textInGremlin_isAnswered_inTheForkOfItsAlias() {
        RequestOptions gremlin = RequestOptions.build().language("gremlin-lang").create();
        Client client = driver.cluster().connect();
        String adding = "g.addV('" + label + "').property('n', 1).values('n')";
        assertThat(client.alias("g_what_if").submit(adding, gremlin).one().getInt())
                .isEqualTo(1);
        assertThat(count(g)).isZero();
        assertThat(count(driver.source("g_what_if"))).isEqualTo(1);
        RequestOptions withValue = RequestOptions.build()
                .language("gremlin-lang")
                .addParameter("x", label)
                .create();
        assertThat(client.alias("g_what_if")
                        .submit("g.V().hasLabel(x).count()", withValue)
                        .one()
                        .getLong())
                .isEqualTo(1);
        assertThatThrownBy(
                        () -> client.submit("g.V().nonsense()", gremlin).all().join())
                .hasMessageContaining("nonsense");
    }

    @Test
    void sessionOfText_isATransaction() {
        RequestOptions gremlin = RequestOptions.build().language("gremlin-lang").create();
        Client session = driver.cluster().connect(UUID.randomUUID().toString());
        session.submit("g.addV('" + label + "')", gremlin).all().join();
        assertThat(count(g)).isZero();
        session.submit("g.tx().commit()", gremlin).all().join();
        assertThat(count(g)).isEqualTo(1);
        session.close();
    }

    @Test
    void code_isRefused_andTheServerStands() {
        Client client = driver.cluster().connect();
        for (String language : List.of("gremlin-groovy", "groovy", "Groovy")) {
            RequestOptions options = RequestOptions.build().language(language).create();
            assertThatThrownBy(
                            () -> client.submit("System.exit(1)", options).all().join())
                    .hasMessageContaining("runs no " + language);
        }
        Throwable unsaid =
                catchThrowable(() -> client.submit("System.exit(1)").all().join());
        assertThat(refusal(unsaid).getResponseStatusCode()).isEqualTo(ResponseStatusCode.UNAUTHORIZED);
        assertThat(unsaid).hasMessageContaining("runs no gremlin-groovy").hasMessageContaining("'gremlin-lang'");
        Client session = driver.cluster().connect(UUID.randomUUID().toString());
        assertThatThrownBy(() -> session.submit("System.exit(1)").all().join()).hasMessageContaining("runs no");
        assertThatThrownBy(
                        () -> g.inject(1).map(Lambda.function("System.exit(1)")).toList())
                .hasMessageContaining("runs no lambdas");
        GraphTraversalSource inside = g.tx().begin();
        Object hidden = Map.of("a", List.of(Lambda.function("System.exit(1)")));
        assertThatThrownBy(() -> inside.inject(hidden).toList()).hasMessageContaining("runs no lambdas");
        assertThat(g.inject(1).toList()).containsExactly(1);
    }

    // ---- end ----

    @Test
    void session_thatIsIdleTooLong_isRolledBack() throws Exception {
        RunningServer server = RunningServer.start(
                graph -> {}, shipped -> shipped.replace("sessionTimeout: 600000", "sessionTimeout: 300"));
        try (Driver connected = server.connect(Serializers.GRAPHBINARY_V1)) {
            GraphTraversalSource inside = connected.source("g").tx().begin();
            inside.addV(label).iterate();
            // What is asked of it after the pause begins anew.
            for (int tries = 0; tries < 20 && count(inside) > 0; tries++) {
                Thread.sleep(1_000);
            }
            assertThat(count(inside)).isZero();
        } finally {
            server.terminate();
        }
    }

    @Test
    void serverThatIsTerminated_hasKeptWhatItAcknowledged() throws Exception {
        RunningServer server = RunningServer.start(graph -> {});
        try (Driver connected = server.connect(Serializers.GRAPHBINARY_V1)) {
            connected.source("g").addV(label).iterate();
            connected.source("g_what_if").addV(label).addV(label).iterate();
            GraphTraversalSource uncommitted = connected.source("g").tx().begin();
            uncommitted.addV(label).iterate();
        } finally {
            server.terminate();
        }
        try (CoppiceGraph graph = CoppiceGraph.open(server.home().database());
                CoppiceGraph whatIf = CoppiceGraph.open(server.home().database(), "what-if")) {
            assertThat(count(graph.traversal())).isEqualTo(1);
            assertThat(count(whatIf.traversal())).isEqualTo(2);
        }
    }
}
