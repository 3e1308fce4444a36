package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.ProjectFolder;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The dashboard's queries and the alerts in a real Prometheus, on what a gateway and its operator export while they work. */
@ExtendWith(OnStage.class)
class MonitoringIT {
    /** Has all that a panel shows, and cuts what takes longer than six seconds. The provider {@code narrow} takes one request. */
    private static final String EVERYTHING = """
            {"spec": {
              "cache": {"size": "1Mi"},
              "prices": [{"model": "sim", "input": 1, "output": 10}],
              "providers": [
                {"name": "openai", "api": "OpenAI", "baseUrl": "http://simulated-provider:8080/v1",
                 "credentials": {"secretKeyRef": {"name": "simulated-provider", "key": "api-key"}}},
                {"name": "narrow", "api": "OpenAI", "baseUrl": "http://simulated-provider:8080/v1", "maxInFlight": 1,
                 "credentials": {"secretKeyRef": {"name": "simulated-provider", "key": "api-key"}}}],
              "models": [
                {"name": "fast", "retry": {"attempts": 1, "backoff": "10ms"}, "targets": [{"provider": "openai", "model": "sim"}]},
                {"name": "narrow", "targets": [{"provider": "narrow", "model": "sim"}]}]}}
            """;

    private final Stage stage;
    private final HttpClient http = HttpClient.newHttpClient();

    MonitoringIT(Stage stage) {
        this.stage = stage;
    }

    private record Panel(String title, String query) {}

    @Test
    void everyPanelShowsSomethingEveryAlertIsJudgedAndACutIsTold() throws Exception {
        Path folder = Path.of("target", "prometheus").toAbsolutePath();
        List<PodMonitor> monitors = PodMonitor.ofChart(stage.client(), stage.namespace());
        assertThat(monitors).as("PodMonitors of the chart").hasSize(2);
        LiveGateway gateway = stage.serving(
                GatewayManifest.of(stage.images(), 1).withSettle("2s").withTimeout("6s"));
        try (Prometheus prometheus = new Prometheus(
                stage.client(), monitors, ProjectFolder.resolve("charts/sluicegate/files/alerts.yaml"), folder)) {
            gateway.patch(EVERYTHING);
            awaitWhileDiscovering(prometheus, "the config with all of it", gateway::isReady);
            work(gateway);
            CompletableFuture<?> cut = ask(gateway, "fast", "tokens=100000 pace=200", true);
            awaitWhileDiscovering(
                    prometheus, "the stream", () -> gateway.pods().stream().anyMatch(pod -> gateway.inFlight(pod) > 0));
            gateway.patch("{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"16Mi\"}}}");
            awaitWhileDiscovering(prometheus, "the stream that is cut", cut::isDone);

            awaitWhileDiscovering(
                    prometheus, "the alert", () -> firing(prometheus).contains("SluicegateCuts"));
            awaitWhileDiscovering(
                    prometheus,
                    "the operator's count of what was cut, by which the alert goes when the pod was not scraped any more",
                    () -> prometheus.query("increase(sluicegate_gateway_cut_total[5m])").stream()
                            .anyMatch(it -> it > 0));
            await("data in every panel").atMost(Stage.PATIENCE).untilAsserted(() -> {
                prometheus.discover();
                // what a series begins with is no increase: one answer more each time
                ask(gateway, "fast", "tokens=10 pace=20", true).join();
                assertThat(empty(prometheus)).isEmpty();
            });
            judgeAlerts(prometheus, gateway);
            assertThat(prometheus.labelValues(
                            "gateway", "sluicegate_in_flight{namespace=~\"" + stage.namespace() + "\"}"))
                    .as("the dashboard's variable gateway")
                    .contains(gateway.name());
        }
    }

    private void judgeAlerts(Prometheus prometheus, LiveGateway gateway) throws IOException, InterruptedException {
        List<JsonObject> alerts = prometheus.alerts().toList();
        assertThat(alerts)
                .hasSizeGreaterThan(10)
                .allSatisfy(alert ->
                        assertThat(alert.getString("health")).as(alert.encode()).isEqualTo("ok"));
        assertThat(firing(prometheus)).containsExactly("SluicegateCuts");
        JsonObject cuts = alerts.stream()
                .filter(it -> it.getString("name").equals("SluicegateCuts"))
                .findFirst()
                .orElseThrow();
        assertThat(cuts.getJsonArray("alerts")).hasSize(1);
        assertThat(cuts.getJsonArray("alerts")
                        .getJsonObject(0)
                        .getJsonObject("annotations")
                        .getString("summary"))
                .startsWith("The gateway " + stage.namespace() + "/" + gateway.name() + " has cut");
    }

    private static Set<String> firing(Prometheus prometheus) throws IOException, InterruptedException {
        Set<String> names = new TreeSet<>();
        prometheus
                .alerts()
                .filter(it -> it.getString("state").equals("firing"))
                .forEach(it -> names.add(it.getString("name")));
        return names;
    }

    /** Panels without a single number. */
    private static List<Panel> empty(Prometheus prometheus) throws IOException, InterruptedException {
        List<Panel> empty = new ArrayList<>();
        for (Panel panel : panels()) {
            if (prometheus.query(panel.query()).isEmpty()) {
                empty.add(panel);
            }
        }
        return empty;
    }

    /** As Grafana asks when all namespaces and gateways are chosen. */
    private static List<Panel> panels() throws IOException {
        JsonObject dashboard =
                new JsonObject(Files.readString(ProjectFolder.resolve("examples/monitoring/dashboard.json")));
        List<Panel> panels = dashboard.getJsonArray("panels").stream()
                .map(JsonObject.class::cast)
                .flatMap(panel -> panel.getJsonArray("targets", new JsonArray()).stream()
                        .map(target -> new Panel(
                                panel.getString("title"),
                                ((JsonObject) target)
                                        .getString("expr")
                                        .replace("$__rate_interval", "5m")
                                        .replace("$namespace", ".+")
                                        .replace("$gateway", ".+"))))
                .toList();
        assertThat(panels).hasSizeGreaterThan(20);
        return panels;
    }

    /** A few of each kind of request that a panel counts. */
    private void work(LiveGateway gateway) {
        Stream.of("tokens=20 pace=20", "tokens=30 pace=10", "fault=429", "fault=500")
                .forEach(it -> ask(gateway, "fast", it, true).join());
        ask(gateway, "fast", "tokens=3", false).join();
        ask(gateway, "fast", "tokens=3", false).join(); // from the cache
        CompletableFuture<String> only = ask(gateway, "narrow", "tokens=20 pace=100", true);
        assertThat(ask(gateway, "narrow", "tokens=1", true).join())
                .as("one of two at a provider that takes one")
                .contains("error");
        only.join();
    }

    private CompletableFuture<String> ask(LiveGateway gateway, String model, String wish, boolean stream) {
        URI target = stage.targets(gateway).getFirst().resolve("/v1/chat/completions");
        JsonObject message = new JsonObject().put("role", "user").put("content", "sim id=panel " + wish);
        JsonObject body = new JsonObject()
                .put("model", model)
                .put("stream", stream)
                .put("messages", new JsonArray().add(message));
        HttpRequest request = HttpRequest.newBuilder(target)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(HttpResponse::body);
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    /** Pods come and go meanwhile. */
    private static void awaitWhileDiscovering(Prometheus prometheus, String what, Condition condition) {
        await(what).atMost(Stage.PATIENCE).ignoreExceptions().until(() -> {
            prometheus.discover();
            return condition.holds();
        });
    }
}
