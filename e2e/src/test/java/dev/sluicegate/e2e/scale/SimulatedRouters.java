package dev.sluicegate.e2e.scale;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.adminapi.AdminApi.AdminJson;
import dev.sluicegate.router.adminapi.AdminApi.DrainRequest;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.adminapi.RouterStatus.Drain;
import dev.sluicegate.router.adminapi.RouterStatus.InFlight;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.adminapi.RouterStatus.Phase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The admin ports of all simulated routers, as one: a request says by its header which pod it means. Each router carries another number of
 * streams whenever it is asked, and is empty, and not ready any more, as soon as it has settled. Safe for any thread.
 */
final class SimulatedRouters implements AutoCloseable {
    private static final Duration SETTLE = Duration.ofSeconds(1);

    private final ObjectMapper json = AdminJson.mapper();
    private final Map<String, Router> routers = new ConcurrentHashMap<>();
    private final AtomicLong asked = new AtomicLong();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BiConsumer<String, Instant> readiness;
    private final HttpServer server;

    private record Router(
            String revision,
            String configHash,
            Instant startedAt,
            @Nullable Drain drain) {
        Router draining(@Nullable Drain other) {
            return new Router(revision, configHash, startedAt, other);
        }

        boolean isReady() {
            return drain == null || Instant.now().isBefore(drain.settledAt());
        }

        RouterStatus status() {
            boolean empty = !isReady();
            int streams = empty ? 0 : ThreadLocalRandom.current().nextInt(20, 30);
            Phase phase = drain == null ? Phase.SERVING : empty ? Phase.DRAINED : Phase.DRAINING;
            return new RouterStatus(
                    "simulated",
                    revision,
                    configHash,
                    phase,
                    startedAt,
                    new InFlight(0, streams, streams * 1000L),
                    drain,
                    Arrays.stream(Outcome.values()).collect(Collectors.toMap(Function.identity(), _ -> 0L)),
                    null,
                    null);
        }
    }

    /** @param readiness is told of a pod, by its UID, whose readiness is another from that time on */
    SimulatedRouters(BiConsumer<String, Instant> readiness) throws IOException {
        this.readiness = readiness;
        server = HttpServer.create(new InetSocketAddress(Names.ADMIN_PORT), 1024);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** A container has started; what it was started with before is left as it is. */
    void start(String pod, String revision, String configHash) {
        routers.putIfAbsent(pod, new Router(revision, configHash, Instant.now(), null));
    }

    void stop(String pod) {
        routers.remove(pod);
    }

    /** What kubelet's probe would find; one that was never started is not ready. */
    boolean isReady(String pod) {
        Router router = routers.get(pod);
        return router != null && router.isReady();
    }

    /** How many requests have come. */
    long asked() {
        return asked.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.incrementAndGet();
            String pod = String.valueOf(exchange.getRequestHeaders().getFirst(AdminApi.POD_HEADER));
            byte[] body = exchange.getRequestBody().readAllBytes();
            DrainRequest order =
                    exchange.getRequestMethod().equals("PUT") ? json.readValue(body, DrainRequest.class) : null;
            Router router = exchange.getRequestMethod().equals("GET")
                    ? routers.get(pod)
                    : routers.computeIfPresent(
                            pod, (_, it) -> it.draining(order == null ? null : drain(it.drain(), order)));
            if (router == null) {
                exchange.sendResponseHeaders(421, -1);
                return;
            }
            if (!exchange.getRequestMethod().equals("GET")) {
                Drain drain = router.drain();
                readiness.accept(pod, drain == null ? Instant.now() : drain.settledAt());
            }
            byte[] status = json.writeValueAsBytes(router.status());
            exchange.getResponseHeaders().add(AdminApi.POD_HEADER, pod);
            exchange.sendResponseHeaders(200, status.length);
            exchange.getResponseBody().write(status);
        }
    }

    /** An order that comes again changes the deadline alone, as the contract of {@link AdminApi#DRAIN} says. */
    private static Drain drain(@Nullable Drain running, DrainRequest order) {
        Instant now = Instant.now();
        Instant startedAt = running == null ? now : running.startedAt();
        Instant settledAt = running == null ? now.plus(SETTLE) : running.settledAt();
        return new Drain(order.reason(), startedAt, settledAt, order.deadline(), List.of(), 0);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
