package dev.sluicegate.router.upstream.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.router.config.ConfigReading;
import dev.sluicegate.router.config.RouterConfigReader;
import dev.sluicegate.router.upstream.ModelServer;
import dev.sluicegate.router.upstream.ProviderFiles;
import dev.sluicegate.router.upstream.Upstream;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An API server that does what API servers do, as a pod in the namespace {@code ai} meets it. */
final class FakeApiServer implements AutoCloseable {
    static final ListWatch.Times QUICK = new ListWatch.Times(
            Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofMillis(20), Duration.ofMillis(50));
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Kind> objects = new ConcurrentHashMap<>();
    private final HttpServer server = listen(vertx.createHttpServer().requestHandler(this::answer));
    private final Path folder;

    /** What is asked for objects of one kind, and what is answered. */
    static final class Kind {
        final List<HttpServerRequest> lists = new CopyOnWriteArrayList<>();
        final List<HttpServerResponse> watches = new CopyOnWriteArrayList<>();
        /** The versions from which they go on. */
        final List<String> watched = new CopyOnWriteArrayList<>();

        volatile JsonObject listed = list();
        volatile int status = 200;
        /** The next watch is refused. */
        volatile boolean gone;
        /** The next page but a first one is refused. */
        volatile boolean expired;

        void send(String type, JsonObject object) {
            awaitWatch(1);
            watches.getLast().write(event(type, object));
        }

        void awaitWatch(int count) {
            await("watch " + count).atMost(PATIENCE).until(() -> watches.size() >= count);
        }

        /** @param limit null for all that there are */
        private JsonObject page(int from, @Nullable String limit) {
            JsonArray items = listed.getJsonArray("items");
            int to = limit == null ? items.size() : Math.min(items.size(), from + Integer.parseInt(limit));
            JsonObject metadata = listed.getJsonObject("metadata").copy();
            if (to < items.size()) {
                metadata.put("continue", Integer.toString(to));
            }
            return new JsonObject()
                    .put("metadata", metadata)
                    .put("items", new JsonArray(items.getList().subList(from, to)));
        }

        private void answer(HttpServerRequest request) {
            HttpServerResponse response = request.response();
            if (status != 200) {
                response.setStatusCode(status).end();
            } else if (!"1".equals(request.getParam("watch"))) {
                lists.add(request);
                int from = Integer.parseInt(Objects.requireNonNullElse(request.getParam("continue"), "0"));
                if (from > 0 && expired) {
                    expired = false;
                    response.setStatusCode(410).end();
                } else {
                    response.end(page(from, request.getParam("limit")).encode());
                }
            } else if (gone) {
                gone = false;
                response.setStatusCode(410).end();
            } else {
                watched.add(String.valueOf(request.getParam("resourceVersion")));
                response.setChunked(true).writeHead();
                watches.add(response);
            }
        }
    }

    /** @param folder for the token */
    FakeApiServer(Path folder) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("token"), "t0ken\n");
        Files.writeString(folder.resolve("namespace"), "ai");
    }

    private static HttpServer listen(HttpServer server) {
        return server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private void answer(HttpServerRequest request) {
        String path = Objects.requireNonNullElse(request.path(), "");
        of(path.substring(path.lastIndexOf('/') + 1)).answer(request);
    }

    /** @param kind in the plural, such as "pods" */
    Kind of(String kind) {
        return objects.computeIfAbsent(kind, _ -> new Kind());
    }

    ServerWatches watches(ListWatch.Times times) {
        return ServerWatches.of(
                vertx.getOrCreateContext(),
                new ApiServer(vertx, "127.0.0.1", server.actualPort(), false, folder),
                times);
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    static JsonObject list(JsonObject... items) {
        return new JsonObject()
                .put("metadata", new JsonObject().put("resourceVersion", "1"))
                .put("items", new JsonArray(List.of(items)));
    }

    static String event(String type, JsonObject object) {
        return new JsonObject().put("type", type).put("object", object).encode() + "\n";
    }

    /** As it comes over the wire: lists are JsonArrays. */
    static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }

    /** @param reference such as "serviceRef: {name: models}" */
    static Upstream upstream(String reference) {
        String yaml = """
                version: 1
                providers: [{name: p, api: OpenAI, baseUrl: "http://models/v1", %s}]
                models: [{name: m, targets: [{provider: p}]}]
                """.formatted(reference);
        return switch (RouterConfigReader.read(yaml.getBytes(UTF_8))) {
            case ConfigReading.Valid valid ->
                new Upstream(valid.config().providers().getFirst(), ProviderFiles.NONE);
            case ConfigReading.Invalid invalid -> throw new AssertionError(invalid.errors());
        };
    }

    static List<String> servers(Upstream upstream) {
        return upstream.openServers().stream().map(ModelServer::name).toList();
    }

    static void awaitServers(Upstream upstream, String... wanted) {
        await("servers " + List.of(wanted))
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(servers(upstream)).containsExactly(wanted));
    }
}
