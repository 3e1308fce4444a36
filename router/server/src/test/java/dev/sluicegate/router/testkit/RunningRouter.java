package dev.sluicegate.router.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.adminapi.AdminApi.AdminJson;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.app.PodIdentity;
import dev.sluicegate.router.app.Router;
import dev.sluicegate.router.request.BodyBudget;
import dev.sluicegate.router.runtime.ConfigSource;
import dev.sluicegate.router.runtime.LoadedConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A router in this process, with a fake upstream's port in its config. */
public final class RunningRouter implements AutoCloseable {
    public static final String KEY = "sk-the-providers-own-key";
    /** Of the pod that it believes to be in. */
    public static final String POD_UID = "the-pod";

    public static final ObjectMapper JSON = AdminJson.mapper();
    public static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public final Router router;

    /** The file that the router follows. */
    public final Path config;

    private RunningRouter(Router router, Path config) {
        this.router = router;
        this.config = config;
    }

    public static RunningRouter start(FakeUpstream upstream) {
        return start(upstream, "");
    }

    /** @param extra more top-level YAML */
    public static RunningRouter start(FakeUpstream upstream, String extra) {
        return startWith(config(upstream, extra));
    }

    /** @param yaml the whole config */
    public static RunningRouter startWith(String yaml) {
        return of(write(yaml));
    }

    /** @param bodies what requests' bodies may take of the memory */
    public static RunningRouter startWith(String yaml, BodyBudget bodies) {
        return of(write(yaml), bodies);
    }

    /** A router that follows this file. */
    public static RunningRouter of(Path config) {
        return of(config, BodyBudget.ofThisHeap());
    }

    private static RunningRouter of(Path config, BodyBudget bodies) {
        try {
            ConfigSource source = ConfigSource.file(config, Map.of());
            byte[] bytes = source.bytes();
            if (!(source.prepare(bytes) instanceof LoadedConfig.Ready ready)) {
                throw new IllegalArgumentException(source.prepare(bytes).toString());
            }
            Router router = Router.start(ready, new PodIdentity("r1", POD_UID), bodies)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            router.follow(source, bytes);
            return new RunningRouter(router, config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its models make one attempt for each request, so that a test sees what comes of it. */
    public static String config(FakeUpstream upstream, String extra) {
        return """
                version: 1
                %4$s
                admin: {port: 0}
                providers:
                  - {name: openai, api: OpenAI, baseUrl: "http://127.0.0.1:%1$d/v1", credentials: {file: "%2$s"}, maxInFlight: 200,
                     timeouts: {connect: 2s, firstByte: 2s, idle: 2s}}
                  - {name: slow, api: OpenAI, baseUrl: "http://127.0.0.1:%1$d/v1", maxInFlight: 1}
                  - {name: anthropic, api: Anthropic, baseUrl: "http://127.0.0.1:%1$d", credentials: {file: "%2$s"}}
                  - {name: nobody, api: OpenAI, baseUrl: "http://127.0.0.1:1/v1"}
                models:
                  - {name: fast, aliases: [other-name], targets: [{provider: openai, model: real-model}], retry: {attempts: 0}}
                  - {name: one, targets: [{provider: slow}]}
                  - {name: claude, targets: [{provider: anthropic}], retry: {attempts: 0}}
                  - {name: dead, targets: [{provider: nobody}]}
                %3$s
                """.formatted(
                        upstream.port(),
                        write(KEY + "\n"),
                        extra.contains("drain:") ? extra : "drain: {settle: 600ms}\n" + extra,
                        (extra.contains("listener:") ? "" : "listener: {port: 0}")
                                + (extra.contains("logging:") ? "" : "\nlogging: {accessLog: false}"));
    }

    public static Path write(String text) {
        try {
            Path file = Files.createTempFile("router-test", ".txt");
            file.toFile().deleteOnExit();
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url(String path) {
        return "http://127.0.0.1:" + router.port() + path;
    }

    public RawClient connect() throws IOException {
        return new RawClient(router.port());
    }

    public HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        return HTTP.send(request(path, body, headers), HttpResponse.BodyHandlers.ofString());
    }

    public HttpRequest request(String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(path)))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .header("content-type", "application/json");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    public HttpResponse<String> admin(String method, String path, String body) {
        return admin(router.adminPort(), method, path, body);
    }

    public static HttpResponse<String> admin(int port, String method, String path, String body, String... headers) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .method(method, HttpRequest.BodyPublishers.ofString(body));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> drain() {
        return admin("PUT", AdminApi.DRAIN, "{\"reason\":\"a rollout\",\"restartExpectedMs\":1500}");
    }

    public RouterStatus status() {
        return status(router.adminPort());
    }

    public static RouterStatus status(int adminPort) {
        try {
            return JSON.readValue(admin(adminPort, "GET", AdminApi.STATUS, "").body(), RouterStatus.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean ready() {
        return admin("GET", AdminApi.READY, "").statusCode() == 200;
    }

    @Override
    public void close() {
        router.close().toCompletionStage().toCompletableFuture().join();
    }
}
