package dev.sluicegate.router.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.adminapi.AdminApi.AdminJson;
import dev.sluicegate.router.adminapi.AdminApi.DrainRequest;
import dev.sluicegate.router.config.ListenerSettings;
import dev.sluicegate.router.config.RouterConfig.Logging;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers on the admin port; {@link AdminApi} says what. */
public final class AdminServer {
    /** The wildcard of both families, where the machine has both. */
    private static final String ANY_ADDRESS =
            new InetSocketAddress(0).getAddress().getHostAddress();

    /** A ConfigMap holds no more, so no config is longer. */
    private static final int LARGEST_BODY = 1024 * 1024;

    private final Controls controls;
    private final Reports reports;
    private final PrometheusMeterRegistry metrics;
    private final AdminAccess access;
    private final String podUid;

    /**
     * Not open yet: {@link #listen}.
     *
     * @param token null if there is none
     * @param podUid empty if it is not known
     */
    public AdminServer(
            Controls controls,
            Reports reports,
            PrometheusMeterRegistry metrics,
            @Nullable Supplier<String> token,
            String podUid) {
        this.controls = controls;
        this.reports = reports;
        this.metrics = metrics;
        this.access = new AdminAccess(token);
        this.podUid = podUid;
    }

    /** Opens the port, 0 for a free one, and says which it is; fails if it is taken. On the event loop that is to serve it. */
    public Future<Integer> listen(Vertx vertx, String address, int port) {
        String host = address.equals(ListenerSettings.EVERYWHERE) ? ANY_ADDRESS : address;
        return vertx.createHttpServer(new HttpServerOptions().setHost(host).setPort(port))
                .requestHandler(this::handle)
                .listen()
                .map(server -> server.actualPort());
    }

    private void handle(HttpServerRequest request) {
        if (!podUid.isEmpty()) {
            request.response().putHeader(AdminApi.POD_HEADER, podUid);
            String meant = request.getHeader(AdminApi.POD_HEADER);
            if (meant != null && !meant.equals(podUid)) {
                answer(request, 421, Map.of("error", "this is pod " + podUid + ", and not " + meant));
                return;
            }
        }
        String refusal = access.refusal(request);
        if (refusal != null) {
            answer(request, 401, Map.of("error", refusal));
            return;
        }
        switch (request.method() + " " + request.path()) {
            case "GET " + AdminApi.ALIVE -> probe(request, controls.isAlive());
            case "GET " + AdminApi.READY -> probe(request, controls.isReady());
            case "GET " + AdminApi.METRICS ->
                request.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                        .end(metrics.scrape());
            case "GET " + AdminApi.HEALTH -> answer(request, 200, reports.health());
            case "GET " + AdminApi.HEALTH_DETAILED -> answer(request, 200, reports.detailedHealth());
            case "GET " + AdminApi.STATUS -> answer(request, 200, controls.status());
            case "GET " + AdminApi.KEYS -> answer(request, 200, controls.keyUsage());
            case "GET " + AdminApi.DIAGNOSTICS -> answer(request, 200, reports.diagnostics());
            case "GET " + AdminApi.DRAIN_WAIT ->
                controls.awaitDrained().onComplete(_ -> answer(request, 200, controls.status()));
            case "POST " + AdminApi.CACHE_CLEAR -> answer(request, 200, Map.of("cleared", controls.clearCache()));
            case "PUT " + AdminApi.DRAIN -> startDrain(request);
            case "DELETE " + AdminApi.DRAIN -> reopen(request);
            case "GET " + AdminApi.LOG_LEVEL -> answer(request, 200, Map.of("level", LogLevel.get()));
            case "PUT " + AdminApi.LOG_LEVEL -> setLogLevel(request);
            case "POST " + AdminApi.CONFIG_RELOAD -> withBody(request, body -> answer(request, offer(body)));
            case "POST " + AdminApi.CONFIG_CHECK ->
                withBody(request, body -> answer(request, controls.check(body.getBytes())));
            default -> answer(request, 404, Map.of("error", "there is no " + request.method() + " " + request.path()));
        }
    }

    private static void withBody(HttpServerRequest request, Consumer<Buffer> then) {
        Buffer body = Buffer.buffer();
        request.handler(piece -> {
            if (body.length() <= LARGEST_BODY) {
                body.appendBuffer(piece);
            }
        });
        request.endHandler(_ -> then.accept(body));
    }

    private void setLogLevel(HttpServerRequest request) {
        withBody(request, body -> {
            try {
                LogLevel.set(LogLevel.parse(
                        Bodies.MAPPER.readTree(body.getBytes()).path("level").asText()));
                answer(request, 200, Map.of("level", LogLevel.get()));
            } catch (IOException | IllegalArgumentException e) {
                answer(
                        request,
                        400,
                        Map.of("error", "send {\"level\": \"DEBUG\"}, or one of " + List.of(Logging.Level.values())));
            }
        });
    }

    private void startDrain(HttpServerRequest request) {
        withBody(request, body -> {
            try {
                DrainRequest drain = Bodies.MAPPER.readValue(body.getBytes(), DrainRequest.class);
                if (drain == null || drain.reason() == null || drain.reason().isBlank()) {
                    throw new IOException("no reason");
                }
                controls.startDrain(drain);
                answer(request, 200, controls.status());
            } catch (IOException e) {
                answer(
                        request,
                        400,
                        Map.of(
                                "error",
                                "send {\"reason\": \"…\", \"deadline\": \"2026-01-31T12:00:00Z\" or nothing for none}"));
            }
        });
    }

    private void reopen(HttpServerRequest request) {
        if (controls.reopen()) {
            answer(request, 200, controls.status());
        } else {
            answer(request, 409, Map.of("error", "this process is ending; it cannot be opened again"));
        }
    }

    private Future<Void> offer(Buffer config) {
        return config.length() == 0 ? controls.reload() : controls.take(config.getBytes());
    }

    private void answer(HttpServerRequest request, Future<Void> config) {
        config.onSuccess(_ -> answer(request, 200, controls.status()))
                .onFailure(e -> answer(request, 422, Map.of("error", String.valueOf(e.getMessage()))));
    }

    private static void probe(HttpServerRequest request, boolean good) {
        request.response().setStatusCode(good ? 200 : 503).end(good ? "ok\n" : "no\n");
    }

    private void answer(HttpServerRequest request, int status, Object body) {
        if (request.response().closed()) {
            return;
        }
        try {
            request.response()
                    .setStatusCode(status)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(Buffer.buffer(Bodies.MAPPER.writeValueAsBytes(body)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own answer cannot be written", e);
        }
    }

    /** Made with the first body, because that takes longer than the port takes to open. */
    private static final class Bodies {
        static final ObjectMapper MAPPER = AdminJson.mapper();
    }
}
