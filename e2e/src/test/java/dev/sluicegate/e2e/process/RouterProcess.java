package dev.sluicegate.e2e.process;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.adminapi.AdminApi.AdminJson;
import dev.sluicegate.router.adminapi.AdminApi.DrainRequest;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.config.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One router as a process of its own on free ports. */
final class RouterProcess implements AutoCloseable {
    private static final Duration TO_START = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = AdminJson.mapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = FreePort.any();
    private final int adminPort = FreePort.any();
    private final Process process;

    /**
     * Settles for longer than any client of a {@link dev.sluicegate.e2e.load.Load} is idle, as the gateways of the cluster tests do: who is idle for longer may meet a close.
     *
     * @param mainClass the router's own, or that of one with a fault
     */
    RouterProcess(Path folder, String name, URI provider, Class<?> mainClass, Map<String, String> environment) {
        Path log = folder.resolve(name + ".log");
        try {
            Path config = folder.resolve(name + ".yaml");
            Files.writeString(config, """
                    version: 1
                    listener: {port: %d}
                    admin: {port: %d}
                    providers:
                      - {name: openai, api: OpenAI, baseUrl: "%s/v1"}
                      - {name: anthropic, api: Anthropic, baseUrl: "%s"}
                    models:
                      - {name: fast, targets: [{provider: openai, model: sim}]}
                      - {name: smart, targets: [{provider: anthropic, model: sim}]}
                    drain: {settle: 5s, terminationBudget: 60s}
                    """.formatted(port, adminPort, provider, provider));
            List<String> command = List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "--sun-misc-unsafe-memory-access=allow",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    mainClass.getName(),
                    "--config",
                    config.toString());
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await(name + " is ready")
                .atMost(TO_START)
                .ignoreExceptions()
                .until(() ->
                        !process.isAlive() || send("GET", AdminApi.READY, "").statusCode() == 200);
        if (!process.isAlive()) {
            throw new IllegalStateException(name + " has ended: " + read(log));
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    int port() {
        return port;
    }

    RouterStatus status() {
        return read(send("GET", AdminApi.STATUS, ""));
    }

    /** @return whether the router agreed */
    boolean drain() {
        try {
            String request = JSON.writeValueAsString(new DrainRequest(null, null, "a test", null));
            return send("PUT", AdminApi.DRAIN, request).statusCode() == 200;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM, as kubelet sends it. */
    void terminate() {
        process.destroy();
    }

    void kill() {
        process.destroyForcibly();
    }

    int exitCode() {
        try {
            if (!process.waitFor(90, TimeUnit.SECONDS)) {
                throw new AssertionError("the router has not ended");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static RouterStatus read(HttpResponse<String> response) {
        try {
            return JSON.readValue(response.body(), RouterStatus.class);
        } catch (IOException e) {
            throw new UncheckedIOException(response.statusCode() + ": " + response.body(), e);
        }
    }

    private HttpResponse<String> send(String method, String path, String body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + path))
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .timeout(Duration.ofSeconds(20))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        kill();
        http.close();
    }
}
