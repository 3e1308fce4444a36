package dev.sluicegate.router.upstream.service;

import static dev.sluicegate.router.upstream.service.EndpointSlicesTest.endpoint;
import static dev.sluicegate.router.upstream.service.EndpointSlicesTest.slice;
import static dev.sluicegate.router.upstream.service.FakeApiServer.QUICK;
import static dev.sluicegate.router.upstream.service.FakeApiServer.awaitServers;
import static dev.sluicegate.router.upstream.service.FakeApiServer.event;
import static dev.sluicegate.router.upstream.service.FakeApiServer.list;
import static dev.sluicegate.router.upstream.service.FakeApiServer.servers;
import static dev.sluicegate.router.upstream.service.FakeApiServer.upstream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.upstream.Upstream;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider that is a Service, and an API server that does what API servers do: the provider's servers are those that are ready. */
class ServiceWatchTest {
    private static final String FIRST = "10.0.0.1:8000";
    private static final String SECOND = "10.0.0.2:8000";

    private final FakeApiServer api;
    private final FakeApiServer.Kind slices;

    ServiceWatchTest(@TempDir Path folder) throws IOException {
        api = new FakeApiServer(folder);
        slices = api.of("endpointslices");
        slices.listed = list(slice("a", "IPv4", endpoint("10.0.0.1", "")));
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void itsServersAreThoseThatAreReady() {
        Upstream upstream = upstream("serviceRef: {name: models}");
        assertThat(servers(upstream))
                .as("until they are known it is where baseUrl leads to")
                .containsExactly("");
        api.watches(QUICK).start(upstream);
        awaitServers(upstream, FIRST);
        assertThat(slices.lists.getFirst().path()).isEqualTo("/apis/discovery.k8s.io/v1/namespaces/ai/endpointslices");
        assertThat(slices.lists.getFirst().getParam("labelSelector")).isEqualTo("kubernetes.io/service-name=models");
        assertThat(slices.lists.getFirst().getHeader("authorization")).isEqualTo("Bearer t0ken");

        slices.send(
                "MODIFIED", slice("a", "IPv4", endpoint("10.0.0.1", "'terminating': true"), endpoint("10.0.0.2", "")));
        awaitServers(upstream, SECOND);
        slices.send("ADDED", slice("b", "IPv4", endpoint("10.0.0.1", "'ready': true")));
        awaitServers(upstream, SECOND, FIRST);
        slices.send("DELETED", slice("b", "IPv4"));
        awaitServers(upstream, SECOND);
        slices.send("MODIFIED", slice("a", "IPv4"));
        awaitServers(upstream);
        assertThat(slices.watched).as("one watch brought it all").containsExactly("1");
    }

    @Test
    void eventsMayComeInAnyPieces() {
        Upstream upstream = upstream("serviceRef: {name: models}");
        api.watches(QUICK).start(upstream);
        String both = event("BOOKMARK", new JsonObject().put("metadata", new JsonObject().put("resourceVersion", "7")))
                + event("MODIFIED", slice("a", "IPv4", endpoint("10.0.0.2", "")));
        slices.awaitWatch(1);
        for (int i = 0; i < both.length(); i++) {
            slices.watches.getFirst().write(both.substring(i, i + 1));
        }
        awaitServers(upstream, SECOND);
    }

    @Test
    void aWatchThatEndsIsContinuedFromWhereItWas() {
        Upstream upstream = upstream("serviceRef: {name: models}");
        api.watches(QUICK).start(upstream);
        slices.awaitWatch(1);
        slices.send("BOOKMARK", new JsonObject().put("metadata", new JsonObject().put("resourceVersion", "41")));
        slices.watches.getLast().end();
        slices.awaitWatch(2);
        assertThat(slices.watched).containsExactly("1", "41");
        assertThat(slices.lists).hasSize(1);
    }

    @Test
    void aVersionThatIsGoneIsListedAnew() {
        Upstream upstream = upstream("serviceRef: {name: models}");
        api.watches(QUICK).start(upstream);
        slices.awaitWatch(1);
        slices.listed = list(slice("a", "IPv4", endpoint("10.0.0.2", "")));
        slices.send("ERROR", new JsonObject().put("code", 410).put("reason", "Expired"));
        awaitServers(upstream, SECOND);
        slices.awaitWatch(2);
        slices.listed = list(slice("a", "IPv4", endpoint("10.0.0.1", "")));
        slices.gone = true;
        slices.watches.getLast().end();
        awaitServers(upstream, FIRST);
    }

    @Test
    void aWatchThatIsResetOrNonsenseIsListedAnew() {
        Upstream upstream = upstream("serviceRef: {name: models}");
        api.watches(QUICK).start(upstream);
        slices.awaitWatch(1);
        slices.listed = list(slice("a", "IPv4", endpoint("10.0.0.2", "")));
        slices.watches.getLast().reset();
        awaitServers(upstream, SECOND);
        slices.awaitWatch(2);
        slices.listed = list(slice("a", "IPv4", endpoint("10.0.0.1", "")));
        slices.watches.getLast().write("what is this?\n");
        awaitServers(upstream, FIRST);
    }

    /** Turned red by a watch without an end of its own. */
    @Test
    void aWatchThatIsSilentForTooLongIsGivenUp() {
        Upstream upstream = upstream("serviceRef: {name: models}");
        api.watches(new ListWatch.Times(
                        Duration.ofMillis(50), Duration.ofMillis(450), Duration.ofMillis(20), Duration.ofMillis(50)))
                .start(upstream);
        slices.awaitWatch(1);
        slices.listed = list(slice("a", "IPv4", endpoint("10.0.0.2", "")));
        awaitServers(upstream, SECOND);
    }

    @Test
    void whileTheApiServerRefusesOrIsAwayTheServersStay() {
        Upstream upstream = upstream("serviceRef: {name: models}");
        ServerWatches watches = api.watches(QUICK);
        watches.start(upstream);
        awaitServers(upstream, FIRST);
        slices.awaitWatch(1);
        slices.status = 403;
        slices.watches.getLast().reset();
        await("a problem").until(() -> !watches.problems().isEmpty());
        assertThat(watches.problems().getFirst())
                .contains("ai/models")
                .contains("403")
                .contains("endpointslices");
        assertThat(servers(upstream)).containsExactly(FIRST);
        slices.status = 200;
        await("its end").until(() -> watches.problems().isEmpty());
        assertThat(servers(upstream)).containsExactly(FIRST);
    }

    @Test
    void aProviderThatComesLaterKnowsItsServersAtOnce() {
        ServerWatches watches = api.watches(QUICK);
        Upstream first = upstream("serviceRef: {name: models, namespace: elsewhere}");
        watches.start(first);
        awaitServers(first, FIRST);
        assertThat(slices.lists.getFirst().path()).contains("/namespaces/elsewhere/");
        Upstream second = upstream("serviceRef: {name: models, namespace: elsewhere}");
        watches.start(second);
        assertThat(servers(second)).containsExactly(FIRST);
        watches.stop(first);
        watches.stop(second);
        slices.awaitWatch(1);
        await("the end of its watch").until(() -> slices.watches.getLast().closed());
    }
}
