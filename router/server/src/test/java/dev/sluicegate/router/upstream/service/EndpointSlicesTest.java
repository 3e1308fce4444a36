package dev.sluicegate.router.upstream.service;

import static dev.sluicegate.router.upstream.service.FakeApiServer.json;
import static dev.sluicegate.router.upstream.service.FakeApiServer.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Which servers EndpointSlices name. */
class EndpointSlicesTest {
    @Test
    void onlyThoseThatAreReadyAndDoNotTerminateGetRequests() {
        checkConditions(ServerConditions::isOpen);
    }

    /** The mutant sends to servers that terminate, where their Service publishes addresses that are not ready. */
    @Test
    void theCheckFindsOneThatSendsToTerminatingServers() {
        assertThatThrownBy(() -> checkConditions(ServerConditions::ready)).isInstanceOf(AssertionError.class);
    }

    private static void checkConditions(Predicate<ServerConditions> open) {
        EndpointSlices slices = EndpointSlices.of(
                list(slice(
                        "a",
                        "IPv4",
                        endpoint("10.0.0.1", "'ready': true, 'serving': true, 'terminating': false"),
                        endpoint("10.0.0.2", "'ready': false, 'serving': true, 'terminating': true"),
                        endpoint("10.0.0.3", "'ready': true, 'serving': true, 'terminating': true"),
                        endpoint("10.0.0.4", "'ready': false, 'serving': false"),
                        endpoint("10.0.0.5", ""))),
                open);
        assertThat(servers(slices)).containsExactly("10.0.0.1:8000", "10.0.0.5:8000");
    }

    @Test
    void eachServerStandsThereOnceHoweverManySlicesNameIt() {
        EndpointSlices slices = EndpointSlices.of(list(
                slice("a", "IPv4", endpoint("10.0.0.1", ""), endpoint("10.0.0.2", "")),
                slice("b", "IPv4", endpoint("10.0.0.2", ""), endpoint("10.0.0.3", ""))));
        assertThat(servers(slices)).containsExactly("10.0.0.1:8000", "10.0.0.2:8000", "10.0.0.3:8000");
        assertThat(servers(slices.without(json("{'metadata': {'name': 'a'}}"))))
                .containsExactly("10.0.0.2:8000", "10.0.0.3:8000");
        assertThat(servers(slices.with(slice("b", "IPv4")))).containsExactly("10.0.0.1:8000", "10.0.0.2:8000");
    }

    @Test
    void inAClusterWithBothFamiliesAPodIsOneServer() {
        JsonObject six = slice("six", "IPv6", endpoint("fd00::1", ""));
        assertThat(servers(EndpointSlices.of(list(six)))).containsExactly("fd00:0:0:0:0:0:0:1:8000");
        assertThat(servers(EndpointSlices.of(list(six, slice("four", "IPv4", endpoint("10.0.0.1", ""))))))
                .containsExactly("10.0.0.1:8000");
        assertThat(servers(EndpointSlices.of(list(slice("name", "FQDN", endpoint("models.example", ""))))))
                .isEmpty();
    }

    @Test
    void thePortIsFoundByItsName() {
        JsonObject slice = json(
                "{'metadata': {'name': 'a'}, 'addressType': 'IPv4', 'endpoints': ["
                        + endpoint("10.0.0.1", "").encode() + "], 'ports': [{'name': 'metrics', 'port': 9000},"
                        + " {'name': 'http', 'port': 8000, 'protocol': 'TCP'}, {'name': 'quic', 'port': 1, 'protocol': 'UDP'}]}");
        EndpointSlices slices = EndpointSlices.of(list(slice));
        assertThat(slices.open("http").getFirst().getPort()).isEqualTo(8000);
        assertThat(slices.open("quic")).isEmpty();
        assertThat(slices.open("grpc")).isEmpty();
        assertThat(slices.open("").getFirst().getPort())
                .as("the first, by its name")
                .isEqualTo(8000);
    }

    @Test
    void whatIsNotAsExpectedIsLeftOut() {
        for (String text : List.of(
                "{}",
                "{'items': 5}",
                "{'items': [5, {}]}",
                "{'items': [{'metadata': 7, 'endpoints': [7, {'addresses': [7]}, {'addresses': []}]}]}",
                "{'items': [{'addressType': 'IPv4', 'endpoints': [{'addresses': ['10.0.0.1']}], 'ports': null}]}",
                "{'items': [{'addressType': 'IPv4', 'endpoints': [{'addresses': ['nonsense']}], 'ports': [{'port': 1}]}]}")) {
            assertThat(servers(EndpointSlices.of(json(text)))).as(text).isEmpty();
        }
    }

    private static List<String> servers(EndpointSlices slices) {
        return slices.open("").stream()
                .map(at -> at.getAddress().getHostAddress() + ":" + at.getPort())
                .toList();
    }

    static JsonObject slice(String name, String family, JsonObject... endpoints) {
        return json("{'ports': [{'name': '', 'port': 8000, 'protocol': 'TCP'}]}")
                .put("metadata", new JsonObject().put("name", name).put("resourceVersion", "2"))
                .put("addressType", family)
                .put("endpoints", List.of(endpoints));
    }

    static JsonObject endpoint(String ip, String conditions) {
        return json("{'addresses': ['" + ip + "'], 'conditions': {" + conditions + "}}");
    }
}
