package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.load.ClientKind;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Verdict;
import dev.sluicegate.e2e.oracle.ZeroLossOracle;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Model servers behind a Service ({@code serviceRef}) are rolled and scaled under load, and those of an InferencePool ({@code inferencePoolRef}) are rolled: nothing
 * is lost by the router's doing, no server gets anything new once it terminates, and the requests of a session reach one server.
 */
@ExtendWith(OnStage.class)
class ServiceEndpointsIT {
    private static final String OF_SESSIONS = "session.";
    private static final int SESSIONS = 24;
    private static final int REQUESTS_OF_A_SESSION = 4;
    private static final Duration LONGEST = Duration.ofSeconds(8);

    private final Stage stage;

    ServiceEndpointsIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void modelServersAreRolledAndScaledAndNothingIsLost() throws Exception {
        try (ModelServersInCluster servers = ModelServersInCluster.start(
                stage.client(), stage.namespace(), stage.images().provider(), 3)) {
            LiveGateway gateway = gateway("serviceRef: {name: " + ModelServersInCluster.NAME + ", port: http}");
            Map<String, String> before = sessions("before", gateway, servers);
            try (Load load = stage.load(plan(gateway))) {
                servers.roll();
                servers.awaitReady(3);
                Map<String, String> rolled = sessions("rolled", gateway, servers);
                servers.scale(4);
                servers.awaitReady(4);
                // its endpoint is known a moment after it is ready
                await("the fourth server gets requests")
                        .atMost(Stage.PATIENCE)
                        .until(() -> sessions("probe" + System.nanoTime(), gateway, servers).values().stream()
                                        .distinct()
                                        .count()
                                == 4);
                Map<String, String> grown = sessions("grown", gateway, servers);
                servers.scale(2);
                servers.awaitReady(2);
                nothingIsLost(load, servers);

                long moved = rolled.keySet().stream()
                        .filter(session -> !Objects.equals(rolled.get(session), grown.get(session)))
                        .count();
                System.err.println("of " + SESSIONS + " sessions " + moved + " moved when three servers became four");
                assertThat(servers.late())
                        .as("three were replaced, two scaled away")
                        .hasSizeGreaterThanOrEqualTo(5);
                assertThat(before.values().stream().distinct()).hasSize(3);
                // a quarter, and some; a modulus would move three quarters
                assertThat(moved).isBetween(1L, SESSIONS / 2L);
            }
        }
    }

    @Test
    void modelServersOfAPoolAreRolledAndNothingIsLost() throws Exception {
        try (ModelServersInCluster servers = ModelServersInCluster.start(
                        stage.client(), stage.namespace(), stage.images().provider(), 3);
                PoolInCluster pool =
                        PoolInCluster.apply(stage.client(), stage.namespace(), ModelServersInCluster.NAME, 8080)) {
            LiveGateway gateway = gateway("inferencePoolRef: {name: " + pool.name() + "}");
            Map<String, String> before = sessions("pool.before", gateway, servers);
            try (Load load = stage.load(plan(gateway))) {
                servers.roll();
                servers.awaitReady(3);
                sessions("pool.rolled", gateway, servers);
                nothingIsLost(load, servers);
                assertThat(servers.late()).as("three were replaced").hasSizeGreaterThanOrEqualTo(3);
                assertThat(before.values().stream().distinct()).hasSize(3);
            }
        }
    }

    private LoadPlan plan(LiveGateway gateway) {
        return new LoadPlan(
                stage.targets(gateway),
                Stage.MODELS,
                Map.of(ClientKind.HTTP1, new LoadPlan.Slots(12, 12), ClientKind.HTTP2, new LoadPlan.Slots(4, 8)),
                new LoadPlan.Lengths(Duration.ofSeconds(1), LONGEST, LONGEST),
                Duration.ofSeconds(2));
    }

    /** Ends the load. */
    private static void nothingIsLost(Load load, ModelServersInCluster servers) throws Exception {
        load.stopStarting();
        var observations = load.finish(Stage.PATIENCE);
        servers.look();
        Map<String, Integer> seen = servers.counts();
        seen.keySet().removeIf(id -> id.startsWith(OF_SESSIONS));
        Verdict verdict = ZeroLossOracle.judge(observations, seen, new MinimumLoad(100, 40, 1, Map.of()));
        System.err.println(verdict.report());
        System.err.println("requests that came to a server after it was known to terminate: " + servers.late());
        assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
        assertThat(servers.late().values()).allMatch(late -> late == 0);
    }

    /** @param servers what refers to them in the cluster */
    private LiveGateway gateway(String servers) {
        String yaml = GatewayManifest.of(stage.images(), 2)
                .yaml()
                .replace("http://simulated-provider:8080", "http://" + ModelServersInCluster.NAME + ":8080")
                .replace("timeouts: {connect: 30s}", servers)
                .replace("{name: fast,", "{name: fast, affinity: {by: Header, header: x-session-id},");
        LiveGateway gateway = LiveGateway.apply(stage.client(), stage.namespace(), yaml);
        gateway.awaitReady(Stage.PATIENCE);
        stage.targets(gateway)
                .forEach(target -> await(target + " answers")
                        .atMost(Stage.PATIENCE)
                        .ignoreExceptions()
                        .until(() -> send(target, "s", "hello") == 200));
        return gateway;
    }

    /** Sends each session's requests through all routers in turn. Returns its server; all of its requests must have reached the same one. */
    private Map<String, String> sessions(String phase, LiveGateway gateway, ModelServersInCluster servers)
            throws IOException, InterruptedException {
        List<URI> targets = stage.targets(gateway);
        for (int session = 0; session < SESSIONS; session++) {
            for (int i = 0; i < REQUESTS_OF_A_SESSION; i++) {
                String id = id(phase, session, i);
                assertThat(send(
                                targets.get(i % targets.size()),
                                "session-" + session,
                                "sim id=" + id + " tokens=1 pace=0"))
                        .isEqualTo(200);
            }
        }
        servers.look();
        Map<String, String> reached = new HashMap<>();
        int stayed = 0;
        for (int session = 0; session < SESSIONS; session++) {
            String first = servers.serverOf(id(phase, session, 0));
            reached.put("session-" + session, first);
            for (int i = 0; i < REQUESTS_OF_A_SESSION; i++) {
                stayed += servers.serverOf(id(phase, session, i)).equals(first) ? 1 : 0;
            }
        }
        int all = SESSIONS * REQUESTS_OF_A_SESSION;
        System.err.println(phase + ": " + stayed + " of " + all + " requests reached the server of their session");
        assertThat(stayed).isEqualTo(all);
        return reached;
    }

    private static String id(String phase, int session, int request) {
        return OF_SESSIONS + phase + "." + session + "." + request;
    }

    private static int send(URI target, String session, String message) throws IOException, InterruptedException {
        // a connection each, so that any router may get it
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(target.resolve("/v1/chat/completions"))
                    .header("content-type", "application/json")
                    .header("x-session-id", session)
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"model\":\"fast\",\"messages\":[{\"role\":\"user\",\"content\":\"" + message + "\"}]}"))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }
}
