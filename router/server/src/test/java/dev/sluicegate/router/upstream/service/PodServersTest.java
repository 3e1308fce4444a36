package dev.sluicegate.router.upstream.service;

import static dev.sluicegate.router.upstream.service.FakeApiServer.json;
import static dev.sluicegate.router.upstream.service.FakeApiServer.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Which servers pods are. */
class PodServersTest {
    private static final String NOT_READY = "'conditions': [{'type': 'Ready', 'status': 'False'}]";

    @Test
    void onlyThoseThatAreReadyAndDoNotTerminateGetRequests() {
        checkConditions(ServerConditions::isOpen);
    }

    /** The mutant sends to pods that terminate: one that does so stays ready as long as it answers its probe. */
    @Test
    void theCheckFindsOneThatSendsToTerminatingPods() {
        assertThatThrownBy(() -> checkConditions(ServerConditions::ready)).isInstanceOf(AssertionError.class);
    }

    private static void checkConditions(Predicate<ServerConditions> open) {
        PodServers pods = PodServers.of(
                list(
                        pod("a", "10.0.0.1"),
                        terminating(pod("b", "10.0.0.2")),
                        pod("c", "10.0.0.3", NOT_READY),
                        pod("d", "10.0.0.4", "'conditions': [{'type': 'Ready', 'status': 'Unknown'}]"),
                        pod("e", "10.0.0.5", "'conditions': [{'type': 'ContainersReady', 'status': 'True'}]"),
                        pod("f", "10.0.0.6", "'phase': 'Running'"),
                        pod("g", "fd00::7")),
                open);
        assertThat(servers(pods, 8000)).containsExactly("10.0.0.1:8000", "fd00:0:0:0:0:0:0:7:8000");
    }

    @Test
    void eachPortOfAPodIsAServer() {
        PodServers pods = PodServers.of(list(pod("b", "10.0.0.2"), pod("a", "10.0.0.1")));
        assertThat(servers(pods, 8000, 8001))
                .as("in the order of the pods' names")
                .containsExactly("10.0.0.1:8000", "10.0.0.1:8001", "10.0.0.2:8000", "10.0.0.2:8001");
    }

    @Test
    void podsComeAndGo() {
        PodServers pods = PodServers.of(list(pod("a", "10.0.0.1")));
        assertThat(servers(pods.with(pod("b", "10.0.0.2")), 1)).containsExactly("10.0.0.1:1", "10.0.0.2:1");
        assertThat(servers(pods.with(pod("a", "10.0.0.3")), 1)).containsExactly("10.0.0.3:1");
        assertThat(servers(pods.with(json("{'metadata': {'name': 'a'}, 'status': {}}")), 1))
                .as("without an address")
                .isEmpty();
        assertThat(servers(pods.without(pod("a", "10.0.0.1")), 1)).isEmpty();
    }

    @Test
    void whatIsNotAsExpectedIsLeftOut() {
        for (String text : List.of(
                "{}",
                "{'items': 5}",
                "{'items': [5, {}]}",
                "{'items': [{'metadata': 7, 'status': [7]}]}",
                "{'items': [{'status': {'podIP': 7, 'conditions': [{'type': 'Ready', 'status': 'True'}]}}]}",
                "{'items': [{'status': {'podIP': 'nonsense', 'conditions': [{'type': 'Ready', 'status': 'True'}]}}]}",
                "{'items': [{'status': {'podIP': '10.0.0.1', 'conditions': [7, {'type': 7}, {'type': 'Ready', 'status': true}]}}]}")) {
            assertThat(servers(PodServers.of(json(text)), 1)).as(text).isEmpty();
        }
    }

    private static List<String> servers(PodServers pods, Integer... ports) {
        return pods.open(List.of(ports)).stream()
                .map(at -> at.getAddress().getHostAddress() + ":" + at.getPort())
                .toList();
    }

    /** One that is ready. */
    static JsonObject pod(String name, String ip) {
        return pod(
                name,
                ip,
                "'conditions': [{'type': 'Initialized', 'status': 'True'}, {'type': 'Ready', 'status': 'True'}]");
    }

    static JsonObject pod(String name, String ip, String status) {
        return json("{'metadata': {'name': '" + name + "', 'resourceVersion': '2'}, 'status': {'podIP': '" + ip + "', "
                + status + "}}");
    }

    static JsonObject terminating(JsonObject pod) {
        pod.getJsonObject("metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z");
        return pod;
    }
}
