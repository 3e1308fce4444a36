package dev.sluicegate.router.upstream.service;

import static dev.sluicegate.router.upstream.service.EndpointSlicesTest.endpoint;
import static dev.sluicegate.router.upstream.service.EndpointSlicesTest.list;
import static dev.sluicegate.router.upstream.service.EndpointSlicesTest.slice;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.config.ConfigReading;
import dev.sluicegate.router.config.RouterConfigReader;
import dev.sluicegate.router.upstream.ModelServer;
import dev.sluicegate.router.upstream.ProviderFiles;
import dev.sluicegate.router.upstream.Upstream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider that is a Service, and an API server that does what API servers do: the provider's servers are those that are ready. */
class ServiceWatchTest {
    private static final ServiceWatch.Times QUICK = new ServiceWatch.Times(
            Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofMillis(20), Duration.ofMillis(50));

    private static final String FIRST = "10.0.0.1:8000";
    private static final String SECOND = "10.0.0.2:8000";

    private final Vertx vertx = Vertx.vertx();
    private final List<HttpServerRequest> lists = new CopyOnWriteArrayList<>();
    private final List<HttpServerResponse> watches = new CopyOnWriteArrayList<>();
    private final List<String> watched = new CopyOnWriteArrayList<>();
    private volatile JsonObject listed = list(slice("a", "IPv4", endpoint("10.0.0.1", "")));
    private volatile int status = 200;
    /** The next watch is refused. */
    private volatile boolean gone;

    private final HttpServer api =
            result(vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));

    @TempDir
    private Path folder;

    @BeforeEach
    void writeToken() throws Exception {
        Files.writeString(folder.resolve("token"), "t0ken\n");
        Files.writeString(folder.resolve("namespace"), "ai");
    }

    @AfterEach
    void close() {
        result(vertx.close());
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (status != 200) {
            response.setStatusCode(status).end();
        } else if ("1".equals(request.getParam("watch"))) {
            if (gone) {
                gone = false;
                response.setStatusCode(410).end();
                return;
            }
            watched.add(String.valueOf(request.getParam("resourceVersion")));
            response.setChunked(true).writeHead();
            watches.add(response);
        } else {
            lists.add(request);
            response.end(listed.encode());
        }
    }

    @Test
    void itsServersAreThoseThatAreReady() {
        Upstream upstream = upstream("{name: models}");
        assertThat(servers(upstream))
                .as("until they are known it is where baseUrl leads to")
                .containsExactly("");
        watches(QUICK).comes(upstream);
        awaitServers(upstream, FIRST);
        assertThat(lists.getFirst().path()).isEqualTo("/apis/discovery.k8s.io/v1/namespaces/ai/endpointslices");
        assertThat(lists.getFirst().getParam("labelSelector")).isEqualTo("kubernetes.io/service-name=models");
        assertThat(lists.getFirst().getHeader("authorization")).isEqualTo("Bearer t0ken");

        send("MODIFIED", slice("a", "IPv4", endpoint("10.0.0.1", "'terminating': true"), endpoint("10.0.0.2", "")));
        awaitServers(upstream, SECOND);
        send("ADDED", slice("b", "IPv4", endpoint("10.0.0.1", "'ready': true")));
        awaitServers(upstream, SECOND, FIRST);
        send("DELETED", slice("b", "IPv4"));
        awaitServers(upstream, SECOND);
        send("MODIFIED", slice("a", "IPv4"));
        awaitServers(upstream);
        assertThat(watched).as("one watch brought it all").containsExactly("1");
    }

    @Test
    void eventsMayComeInAnyPieces() {
        Upstream upstream = upstream("{name: models}");
        watches(QUICK).comes(upstream);
        String both = event("BOOKMARK", new JsonObject().put("metadata", new JsonObject().put("resourceVersion", "7")))
                + event("MODIFIED", slice("a", "IPv4", endpoint("10.0.0.2", "")));
        awaitWatch(1);
        for (int i = 0; i < both.length(); i++) {
            watches.getFirst().write(both.substring(i, i + 1));
        }
        awaitServers(upstream, SECOND);
    }

    @Test
    void aWatchThatEndsIsContinuedFromWhereItWas() {
        Upstream upstream = upstream("{name: models}");
        watches(QUICK).comes(upstream);
        awaitWatch(1);
        send("BOOKMARK", new JsonObject().put("metadata", new JsonObject().put("resourceVersion", "41")));
        watches.getLast().end();
        awaitWatch(2);
        assertThat(watched).containsExactly("1", "41");
        assertThat(lists).hasSize(1);
    }

    @Test
    void aVersionThatIsGoneIsListedAnew() {
        Upstream upstream = upstream("{name: models}");
        watches(QUICK).comes(upstream);
        awaitWatch(1);
        listed = list(slice("a", "IPv4", endpoint("10.0.0.2", "")));
        send("ERROR", new JsonObject().put("code", 410).put("reason", "Expired"));
        awaitServers(upstream, SECOND);
        awaitWatch(2);
        listed = list(slice("a", "IPv4", endpoint("10.0.0.1", "")));
        gone = true;
        watches.getLast().end();
        awaitServers(upstream, FIRST);
    }

    @Test
    void aWatchThatIsResetOrNonsenseIsListedAnew() {
        Upstream upstream = upstream("{name: models}");
        watches(QUICK).comes(upstream);
        awaitWatch(1);
        listed = list(slice("a", "IPv4", endpoint("10.0.0.2", "")));
        watches.getLast().reset();
        awaitServers(upstream, SECOND);
        awaitWatch(2);
        listed = list(slice("a", "IPv4", endpoint("10.0.0.1", "")));
        watches.getLast().write("what is this?\n");
        awaitServers(upstream, FIRST);
    }

    /** Turned red by a watch without an end of its own. */
    @Test
    void aWatchThatIsSilentForTooLongIsGivenUp() {
        Upstream upstream = upstream("{name: models}");
        watches(new ServiceWatch.Times(
                        Duration.ofMillis(50), Duration.ofMillis(450), Duration.ofMillis(20), Duration.ofMillis(50)))
                .comes(upstream);
        awaitWatch(1);
        listed = list(slice("a", "IPv4", endpoint("10.0.0.2", "")));
        awaitServers(upstream, SECOND);
    }

    @Test
    void whileTheApiServerRefusesOrIsAwayTheServersStay() {
        Upstream upstream = upstream("{name: models}");
        ServiceWatches watches = watches(QUICK);
        watches.comes(upstream);
        awaitServers(upstream, FIRST);
        awaitWatch(1);
        status = 403;
        this.watches.getLast().reset();
        await("a problem").until(() -> !watches.problems().isEmpty());
        assertThat(watches.problems().getFirst())
                .contains("ai/models")
                .contains("403")
                .contains("endpointslices");
        assertThat(servers(upstream)).containsExactly(FIRST);
        status = 200;
        await("its end").until(() -> watches.problems().isEmpty());
        assertThat(servers(upstream)).containsExactly(FIRST);
    }

    @Test
    void aProviderThatComesLaterKnowsItsServersAtOnce() {
        ServiceWatches watches = watches(QUICK);
        Upstream first = upstream("{name: models, namespace: elsewhere}");
        watches.comes(first);
        awaitServers(first, FIRST);
        assertThat(lists.getFirst().path()).contains("/namespaces/elsewhere/");
        Upstream second = upstream("{name: models, namespace: elsewhere}");
        watches.comes(second);
        assertThat(servers(second)).containsExactly(FIRST);
        watches.goes(first);
        watches.goes(second);
        awaitWatch(1);
        await("the end of its watch").until(() -> this.watches.getLast().closed());
    }

    private ServiceWatches watches(ServiceWatch.Times times) {
        return ServiceWatches.of(
                vertx.getOrCreateContext(), new ApiServer(vertx, "127.0.0.1", api.actualPort(), false, folder), times);
    }

    private void send(String type, JsonObject object) {
        awaitWatch(1);
        watches.getLast().write(event(type, object));
    }

    private static String event(String type, JsonObject object) {
        return new JsonObject().put("type", type).put("object", object).encode() + "\n";
    }

    private void awaitWatch(int count) {
        await("watch " + count).atMost(Duration.ofSeconds(20)).until(() -> watches.size() >= count);
    }

    private static void awaitServers(Upstream upstream, String... wanted) {
        await("servers " + List.of(wanted))
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(servers(upstream)).containsExactly(wanted));
    }

    private static List<String> servers(Upstream upstream) {
        return upstream.openServers().stream().map(ModelServer::name).toList();
    }

    private static Upstream upstream(String service) {
        String yaml = """
                version: 1
                providers: [{name: p, api: OpenAI, baseUrl: "http://models/v1", serviceRef: %s}]
                models: [{name: m, targets: [{provider: p}]}]
                """.formatted(service);
        return switch (RouterConfigReader.read(yaml.getBytes(UTF_8))) {
            case ConfigReading.Valid valid ->
                new Upstream(valid.config().providers().getFirst(), ProviderFiles.NONE);
            case ConfigReading.Invalid invalid -> throw new AssertionError(invalid.errors());
        };
    }

    private static <T> T result(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
