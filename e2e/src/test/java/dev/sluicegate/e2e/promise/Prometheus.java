package dev.sluicegate.e2e.promise;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.e2e.install.ProjectFolder;
import dev.sluicegate.router.config.FreePort;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** A real Prometheus on this machine, with the chart's rules, which scrapes what PodMonitors select. */
final class Prometheus implements AutoCloseable {
    private final KubernetesClient client;
    private final List<PodMonitor> monitors;
    private final Path folder;
    private final URI url;
    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();

    /** Starts it. Its files and its log stay in the folder. */
    Prometheus(KubernetesClient client, List<PodMonitor> monitors, Path rules, Path folder) throws IOException {
        this.client = client;
        this.monitors = monitors;
        this.folder = Files.createDirectories(folder);
        this.url = URI.create("http://127.0.0.1:" + FreePort.any());
        discover();
        Path config = folder.resolve("prometheus.json");
        Files.writeString(config, config(rules).encodePrettily());
        this.process = new ProcessBuilder(
                        program(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + Files.createTempDirectory(folder, "data"),
                        "--web.listen-address=" + url.getAuthority())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
    }

    /** Tells it of the pods that there are now. */
    void discover() throws IOException {
        for (PodMonitor monitor : monitors) {
            Path next = folder.resolve(monitor.name() + ".next");
            Files.writeString(next, monitor.targets(client).encode());
            Files.move(next, targets(monitor), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** The values of this expression now, those that are no number left out. */
    List<Double> query(String expression) throws IOException, InterruptedException {
        return get("/api/v1/query?query=" + URLEncoder.encode(expression, UTF_8)).getJsonArray("result").stream()
                .map(it -> Double.parseDouble(
                        ((JsonObject) it).getJsonArray("value").getString(1)))
                .filter(it -> !it.isNaN())
                .toList();
    }

    /** The values that a label has among the series of this selector, as Grafana asks for a variable's. */
    List<String> labelValues(String label, String selector) throws IOException, InterruptedException {
        return getArray("/api/v1/label/" + label + "/values?match%5B%5D=" + URLEncoder.encode(selector, UTF_8)).stream()
                .map(String.class::cast)
                .toList();
    }

    /** All alerting rules, with {@code name}, {@code health}, {@code state} and {@code alerts}. */
    Stream<JsonObject> alerts() throws IOException, InterruptedException {
        return get("/api/v1/rules?type=alert").getJsonArray("groups").stream()
                .flatMap(it -> ((JsonObject) it).getJsonArray("rules").stream())
                .map(JsonObject.class::cast);
    }

    @Override
    public void close() {
        process.destroy();
        http.close();
    }

    private JsonObject config(Path rules) {
        JsonArray scrapes = new JsonArray();
        monitors.forEach(it -> scrapes.add(it.scrapeConfig(targets(it).toString())));
        return new JsonObject()
                .put("global", new JsonObject().put("evaluation_interval", "1s"))
                .put("rule_files", new JsonArray().add(rules.toString()))
                .put("scrape_configs", scrapes);
    }

    private Path targets(PodMonitor monitor) {
        return folder.resolve(monitor.name() + ".json");
    }

    private JsonObject get(String path) throws IOException, InterruptedException {
        return answer(path).getJsonObject("data");
    }

    private JsonArray getArray(String path) throws IOException, InterruptedException {
        return answer(path).getJsonArray("data");
    }

    private JsonObject answer(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url.resolve(path))
                .timeout(Duration.ofSeconds(20))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(path + ": " + response.body());
        }
        return new JsonObject(response.body());
    }

    private static String program() throws IOException {
        Process script = new ProcessBuilder(
                        ProjectFolder.resolve(".ci/prometheus").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String folder = new String(script.getInputStream().readAllBytes(), UTF_8).strip();
        return Path.of(folder).resolve("prometheus").toString();
    }
}
