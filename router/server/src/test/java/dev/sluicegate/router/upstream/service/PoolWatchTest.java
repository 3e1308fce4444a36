package dev.sluicegate.router.upstream.service;

import static dev.sluicegate.router.upstream.service.FakeApiServer.QUICK;
import static dev.sluicegate.router.upstream.service.FakeApiServer.awaitServers;
import static dev.sluicegate.router.upstream.service.FakeApiServer.json;
import static dev.sluicegate.router.upstream.service.FakeApiServer.list;
import static dev.sluicegate.router.upstream.service.FakeApiServer.servers;
import static dev.sluicegate.router.upstream.service.FakeApiServer.upstream;
import static dev.sluicegate.router.upstream.service.PodServersTest.pod;
import static dev.sluicegate.router.upstream.service.PodServersTest.terminating;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.upstream.Upstream;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider that is an InferencePool: its servers are the pool's pods that are ready, each at each port. */
class PoolWatchTest {
    private static final String FIRST = "10.0.0.1:8000";
    private static final String SECOND = "10.0.0.2:8000";

    private final FakeApiServer api;
    private final FakeApiServer.Kind pools;
    private final FakeApiServer.Kind pods;
    private final Upstream upstream = upstream("inferencePoolRef: {name: llama}");
    private final ServerWatches watches;

    PoolWatchTest(@TempDir Path folder) throws IOException {
        api = new FakeApiServer(folder);
        pools = api.of("inferencepools");
        pods = api.of("pods");
        pools.listed = list(pool("{'app': 'llama', 'tier': 'gpu'}", 8000));
        pods.listed = list(pod("a", "10.0.0.1"));
        watches = api.watches(QUICK);
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void itsServersAreThePodsThatAreReady() {
        watches.start(upstream);
        awaitServers(upstream, FIRST);
        assertThat(pools.lists.getFirst().path())
                .isEqualTo("/apis/inference.networking.k8s.io/v1/namespaces/ai/inferencepools");
        assertThat(pools.lists.getFirst().getParam("fieldSelector"))
                .as("of this name, which is all that the pod's Role allows")
                .isEqualTo("metadata.name=llama");
        assertThat(pods.lists.getFirst().path()).isEqualTo("/api/v1/namespaces/ai/pods");
        assertThat(pods.lists.getFirst().getParam("labelSelector")).isEqualTo("app=llama,tier=gpu");

        pods.send("ADDED", pod("b", "10.0.0.2"));
        awaitServers(upstream, FIRST, SECOND);
        pods.send("MODIFIED", terminating(pod("a", "10.0.0.1")));
        awaitServers(upstream, SECOND);
        pods.send("DELETED", pod("b", "10.0.0.2"));
        awaitServers(upstream);
        assertThat(watches.problems()).isEmpty();
    }

    @Test
    void aPoolThatChangesIsFollowed() {
        watches.start(upstream);
        awaitServers(upstream, FIRST);
        pools.send("MODIFIED", pool("{'app': 'llama', 'tier': 'gpu'}", 8000, 8001));
        awaitServers(upstream, FIRST, "10.0.0.1:8001");
        assertThat(pods.lists).as("the same pods").hasSize(1);

        pods.awaitWatch(1);
        pods.listed = list(pod("b", "10.0.0.2"));
        pools.send("MODIFIED", pool("{'app': 'qwen'}", 8000));
        awaitServers(upstream, SECOND);
        assertThat(pods.lists.getLast().getParam("labelSelector")).isEqualTo("app=qwen");
        await("the end of the watch before").until(() -> pods.watches.getFirst().closed());
    }

    /** Turned red by one that forgets the servers when the pool goes, and by one that follows no pods from then on. */
    @Test
    void whileThePoolIsMissingItsPodsAreStillFollowed() {
        watches.start(upstream);
        awaitServers(upstream, FIRST);
        pools.send("DELETED", pool("{'app': 'llama', 'tier': 'gpu'}", 8000));
        await("a problem").until(() -> !watches.problems().isEmpty());
        assertThat(watches.problems())
                .containsExactly("InferencePool ai/llama does not exist; the servers that are known stay");
        assertThat(servers(upstream)).containsExactly(FIRST);
        pods.send("MODIFIED", terminating(pod("a", "10.0.0.1")));
        awaitServers(upstream);
        pools.send("ADDED", pool("{'app': 'llama', 'tier': 'gpu'}", 8000));
        await("its end").until(() -> watches.problems().isEmpty());
    }

    /** An empty selector selects everything; turned red by one that takes it. */
    @Test
    void aPoolThatSelectsNothingOrEverythingIsNotUsed() {
        for (JsonObject odd : List.of(
                pool("{}", 8000),
                pool("{'app': 'llama'}"),
                pool("{'app': 'llama'}", 0, 70000),
                json("{'spec': {'selector': {'app': 'llama'}, 'targetPortNumber': 8000}}"),
                pool("{'app': 7}", 8000),
                json("{'spec': 7}"))) {
            assertThat(NamedPool.of(list(odd))).as(odd.encode()).isEqualTo(new NamedPool.Unusable());
        }
        watches.start(upstream);
        awaitServers(upstream, FIRST);
        pools.send("MODIFIED", pool("{}", 8000));
        await("a problem").until(() -> !watches.problems().isEmpty());
        assertThat(watches.problems().getFirst()).contains("has no selector.matchLabels or no targetPorts");
        assertThat(servers(upstream)).containsExactly(FIRST);
    }

    @Test
    void withoutAnyPoolRequestsGoToTheAddress() {
        pools.listed = list();
        watches.start(upstream);
        await("a problem").until(() -> !watches.problems().isEmpty());
        assertThat(servers(upstream)).containsExactly("");
        assertThat(pods.lists).isEmpty();
        pools.send("ADDED", pool("{'app': 'llama'}", 8000));
        awaitServers(upstream, FIRST);
    }

    @Test
    void whileTheApiServerRefusesTheServersStay() {
        watches.start(upstream);
        awaitServers(upstream, FIRST);
        pods.awaitWatch(1);
        pods.status = 403;
        pods.watches.getLast().reset();
        await("a problem").until(() -> !watches.problems().isEmpty());
        assertThat(watches.problems().getFirst())
                .contains("the pods of InferencePool ai/llama")
                .contains("403")
                .contains("list and watch pods");
        assertThat(servers(upstream)).containsExactly(FIRST);
        pods.status = 200;
        await("its end").until(() -> watches.problems().isEmpty());
        pools.status = 404;
        pools.awaitWatch(1);
        pools.watches.getLast().reset();
        await("a problem").until(() -> !watches.problems().isEmpty());
        assertThat(watches.problems().getFirst())
                .startsWith("InferencePool ai/llama cannot be watched: the API server answered 404")
                .contains("is its CRD installed?");
        assertThat(servers(upstream)).containsExactly(FIRST);
    }

    @Test
    void aPoolOfManyPodsIsListedInPagesAndUsedWhenAllAreThere() {
        List<String> all = manyPods();
        watches.start(upstream);
        awaitServers(upstream, all.toArray(String[]::new));
        assertThat(pods.lists).extracting(it -> it.getParam("limit")).containsOnly("100");
        assertThat(tokens()).containsExactly("", "100", "200");
        assertThat(pods.lists).extracting(it -> it.getParam("labelSelector")).containsOnly("app=llama,tier=gpu");
        pods.send("DELETED", pod("pod-100", "10.1.0.100"));
        awaitServers(
                upstream,
                all.stream().filter(it -> !it.equals("10.1.0.100:8000")).toArray(String[]::new));
    }

    @Test
    void aPageThatHasExpiredIsNoPageAndAllAreListedAgain() {
        List<String> all = manyPods();
        pods.expired = true;
        watches.start(upstream);
        awaitServers(upstream, all.toArray(String[]::new));
        assertThat(tokens()).containsExactly("", "100", "", "100", "200");
        assertThat(watches.problems()).isEmpty();
    }

    /** By which the API server was asked for pages of pods; empty for a first one. */
    private List<String> tokens() {
        return pods.lists.stream()
                .map(it -> Objects.requireNonNullElse(it.getParam("continue"), ""))
                .toList();
    }

    /** 250 of them; what clients see of each. */
    private List<String> manyPods() {
        pods.listed = list(IntStream.range(0, 250)
                .mapToObj(i -> pod("pod-%03d".formatted(i), "10.1.0." + i))
                .toArray(JsonObject[]::new));
        return IntStream.range(0, 250).mapToObj(i -> "10.1.0." + i + ":8000").toList();
    }

    @Test
    void nobodyWatchesForAProviderThatHasGone() {
        watches.start(upstream);
        awaitServers(upstream, FIRST);
        pods.awaitWatch(1);
        pools.awaitWatch(1);
        watches.stop(upstream);
        await("the end of both watches")
                .until(() -> pods.watches.getLast().closed()
                        && pools.watches.getLast().closed());
    }

    private static JsonObject pool(String labels, Integer... ports) {
        JsonObject pool = json("{'metadata': {'name': 'llama', 'resourceVersion': '2'},"
                + " 'spec': {'selector': {'matchLabels': " + labels + "}, 'endpointPickerRef': {'name': 'picker'}}}");
        pool.getJsonObject("spec")
                .put(
                        "targetPorts",
                        List.of(ports).stream()
                                .map(port -> new JsonObject().put("number", port))
                                .toList());
        return pool;
    }
}
