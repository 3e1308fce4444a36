package dev.sluicegate.images;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.config.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A router between clients and {@link TrainingUpstream}: both APIs, whole answers and streams, HTTP/1.1 and HTTP/2, every admin endpoint, a drain. */
final class RouterTraining implements Training {
    private static final Duration START = Duration.ofMinutes(1);
    private static final int ROUNDS = 60;
    private static final int CONCURRENT = 4;
    private static final String ADMIN_TOKEN = "training";

    private final TrainingUpstream upstream;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final Path config;
    private final URI clients;
    private final URI admin;

    private RouterTraining(TrainingUpstream upstream, Path config, int port, int adminPort) {
        this.upstream = upstream;
        this.config = config;
        this.clients = URI.create("http://127.0.0.1:" + port);
        this.admin = URI.create("http://127.0.0.1:" + adminPort);
    }

    static RouterTraining prepare(Path scratch) throws IOException {
        TrainingUpstream upstream = TrainingUpstream.start();
        Path token = Files.writeString(scratch.resolve("token"), ADMIN_TOKEN);
        Path key = Files.writeString(scratch.resolve("key"), "no-secret");
        int port = FreePort.any();
        int adminPort = FreePort.any();
        Path config = scratch.resolve("router.yaml");
        Files.writeString(config, config(upstream.address(), port, adminPort, token, key));
        return new RouterTraining(upstream, config, port, adminPort);
    }

    private static String config(URI upstream, int port, int adminPort, Path token, Path key) {
        return """
                version: 1
                listener: {port: %d}
                admin: {port: %d, token: {file: "%s"}}
                providers:
                # a block without indentation is read by classes of its own
                - name: openai
                  api: OpenAI
                  baseUrl: %s
                  credentials: {file: %s}
                  maxInFlight: 100
                - {name: anthropic, api: Anthropic, baseUrl: "%s", credentials: {file: "%s"}}
                models:
                  - {name: gpt, aliases: [gpt-alias], targets: [{provider: openai, model: m}]}
                  - {name: claude, aliases: [claude-alias], targets: [{provider: anthropic, model: m}]}
                drain: {settle: 1s, terminationBudget: 20s}
                """.formatted(port, adminPort, token, upstream.resolve("/v1"), key, upstream, key);
    }

    @Override
    public List<String> arguments() {
        return List.of("--config", config.toString());
    }

    @Override
    public Map<String, String> environment() {
        return Map.of(AdminApi.REVISION_VARIABLE, "training");
    }

    @Override
    public void run(JavaProcess router) throws IOException, InterruptedException {
        router.await("become ready", START, this::isReady);
        for (int round = 0; round < ROUNDS; round++) {
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (int i = 0; i < CONCURRENT; i++) {
                Version version = i % 2 == 0 ? Version.HTTP_1_1 : Version.HTTP_2;
                answers.add(completion("/v1/chat/completions", "gpt", false, version));
                answers.add(completion("/openai/v1/chat/completions", "gpt-alias", true, version));
                answers.add(completion("/v1/messages", "claude", false, version));
                answers.add(completion("/anthropic/v1/messages", "claude", true, version));
            }
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
        }
        send(get(clients, "/v1/models"), 200);
        send(get(clients, "/nothing/here"), 404);
        send(request(clients, "/v1/chat/completions").POST(BodyPublishers.ofString("{")), 400);
        for (String endpoint : List.of(AdminApi.ALIVE, AdminApi.METRICS, AdminApi.STATUS)) {
            send(get(admin, endpoint), 200);
        }
        send(
                request(admin, AdminApi.DRAIN_WAIT)
                        .setHeader("Authorization", "Bearer " + AdminApi.drainWaitToken(ADMIN_TOKEN))
                        .GET(),
                200);
    }

    private boolean isReady() throws InterruptedException {
        try {
            HttpRequest ready = get(admin, AdminApi.READY).build();
            return client.send(ready, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false; // it does not listen yet
        }
    }

    private CompletableFuture<?> completion(String path, String model, boolean stream, Version version) {
        String body = """
                {"model":"%s","max_tokens":100,"stream":%s,"messages":[{"role":"user","content":"hello"}]}""".formatted(model, stream);
        HttpRequest request = request(clients, path)
                .version(version)
                .header("anthropic-version", "2023-06-01")
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString()).thenAccept(response -> expect(200, response));
    }

    private static HttpRequest.Builder get(URI base, String path) {
        return request(base, path).GET();
    }

    private static HttpRequest.Builder request(URI base, String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + ADMIN_TOKEN);
    }

    private void send(HttpRequest.Builder request, int expected) throws IOException, InterruptedException {
        expect(expected, client.send(request.build(), BodyHandlers.ofString()));
    }

    /** A training that trains errors would make a cache for errors. */
    private static void expect(int status, HttpResponse<String> response) {
        if (response.statusCode() != status) {
            throw new IllegalStateException("in the router's training, "
                    + response.request().method() + " "
                    + response.uri().getPath() + " should answer " + status + ", but: " + response.statusCode() + " "
                    + response.body());
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        upstream.close();
    }
}
