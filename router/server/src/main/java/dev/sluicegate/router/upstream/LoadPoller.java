package dev.sluicegate.router.upstream;

import dev.sluicegate.router.config.LoadMetrics;
import dev.sluicegate.router.config.Provider.Slots;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The poller of each server of the providers of which the config says that they can tell how busy they are, as long as it is in use. Slots are asked for often
 * while there is something to do, and seldom while there is not.
 */
public final class LoadPoller {
    private static final Logger log = LoggerFactory.getLogger(LoadPoller.class);

    /** Older llama.cpp servers write each slot's prompt into {@code /slots}. */
    private static final int LARGEST_ANSWER = 8 << 20;

    private static final int KEEP_ALIVE_SECONDS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Context context;
    private final Map<Upstream, Map<ModelServer, List<Long>>> timers = new HashMap<>();
    private @Nullable HttpClient client;

    /** @param context on whose event loop it works */
    public LoadPoller(Vertx vertx, Context context) {
        this.vertx = vertx;
        this.context = context;
    }

    /** Asks {@code upstream} from now on, if its config wants it. May be called on any thread. */
    public void start(Upstream upstream) {
        Slots slots = upstream.config().slots();
        LoadMetrics metrics = upstream.config().loadMetrics();
        if (slots != null || metrics != null) {
            context.runOnContext(_ -> {
                timers.put(upstream, new HashMap<>());
                follow(upstream);
            });
            upstream.servers().onChange(() -> context.runOnContext(_ -> follow(upstream)));
        }
    }

    /** Asks each server that is open now, and no other. */
    private void follow(Upstream upstream) {
        Map<ModelServer, List<Long>> its = timers.get(upstream);
        if (its == null) {
            return;
        }
        List<ModelServer> open = upstream.servers().open();
        its.entrySet().removeIf(entry -> {
            boolean gone = !open.contains(entry.getKey());
            if (gone) {
                entry.getValue().forEach(vertx::cancelTimer);
            }
            return gone;
        });
        open.forEach(server -> its.computeIfAbsent(server, _ -> startAsking(upstream, server)));
    }

    private List<Long> startAsking(Upstream upstream, ModelServer server) {
        List<Long> started = new ArrayList<>();
        Slots slots = upstream.config().slots();
        if (slots != null) {
            started.add(every(slots.pollInterval(), new SlotsOf(upstream, server, slots)::tick));
        }
        LoadMetrics metrics = upstream.config().loadMetrics();
        if (metrics != null) {
            started.add(every(metrics.pollInterval(), () -> readMetrics(upstream, server, metrics.path())));
        }
        return started;
    }

    /** Asks {@code upstream} no longer. May be called on any thread. */
    public void stop(Upstream upstream) {
        context.runOnContext(_ -> {
            Map<ModelServer, List<Long>> its = timers.remove(upstream);
            if (its != null) {
                its.values().forEach(each -> each.forEach(vertx::cancelTimer));
            }
        });
    }

    private long every(Duration time, Runnable action) {
        action.run();
        return vertx.setPeriodic(Math.max(1, time.toMillis()), _ -> action.run());
    }

    private HttpClient client() {
        HttpClient known = client;
        if (known == null) {
            known = vertx.createHttpClient(new HttpClientOptions().setKeepAliveTimeout(KEEP_ALIVE_SECONDS));
            client = known;
        }
        return known;
    }

    private void readMetrics(Upstream upstream, ModelServer server, String path) {
        get(upstream, server, path).onSuccess(answer -> {
            if (answer.status == 200) {
                double pressure = ServerLoad.pressure(answer.body.toString(), server.inFlight());
                server.pressure(Double.isNaN(pressure) ? 0 : pressure);
            }
        });
    }

    private record Answer(int status, Buffer body) {}

    private Future<Answer> get(Upstream upstream, ModelServer server, String path) {
        Addressing addressing = upstream.addressing();
        RequestOptions options = addressing.request(HttpMethod.GET, path).setTimeout(PATIENCE.toMillis());
        if (server.fixedAddress() != null) {
            options.setServer(server.fixedAddress());
        }
        // a client that is being closed throws
        return Future.succeededFuture()
                .compose(_ -> client().request(options))
                .compose(request -> {
                    addressing.addHeaders(request.headers(), upstream.key());
                    request.idleTimeout(PATIENCE.toMillis());
                    return request.send();
                })
                .compose(response -> {
                    Buffer body = Buffer.buffer();
                    response.handler(bytes -> {
                        body.appendBuffer(bytes);
                        if (body.length() > LARGEST_ANSWER) {
                            response.request().reset();
                        }
                    });
                    return response.end().map(_ -> new Answer(response.statusCode(), body));
                });
    }

    /** One server's slots. */
    private final class SlotsOf {
        private final Upstream upstream;
        private final ModelServer server;
        private final Slots config;
        private long askedAt;
        private boolean asking;
        private boolean busy = true;
        private boolean metricsInstead;
        private boolean complained;

        SlotsOf(Upstream upstream, ModelServer server, Slots config) {
            this.upstream = upstream;
            this.server = server;
            this.config = config;
        }

        void tick() {
            boolean something = busy || server.inFlight() > 0 || upstream.waiting() > 0;
            long now = System.nanoTime();
            if (asking
                    || (!something && now - askedAt < config.idlePollInterval().toNanos())) {
                return;
            }
            asking = true;
            askedAt = now;
            int before = server.inFlight();
            ask().onComplete(slots -> {
                asking = false;
                if (slots.succeeded() && slots.result() != null) {
                    busy = slots.result().busy() > 0;
                    // a request of ours that was not there all the time may not be among the busy ones
                    upstream.slots(server, slots.result(), Math.min(before, server.inFlight()));
                    complained = false;
                } else if (!complained) {
                    complained = true;
                    log.atWarn()
                            .addKeyValue("provider", upstream.name())
                            .addKeyValue("server", server.name())
                            .addKeyValue("path", config.path())
                            .log("a provider does not say how many slots it has; what it said last stays in force");
                }
            });
        }

        private Future<ServerLoad.@Nullable Slots> ask() {
            if (metricsInstead) {
                return askMetrics();
            }
            return get(upstream, server, config.path()).compose(answer -> {
                // 501 where --no-slots was given, 404 where something else answers
                if (answer.status == 501 || answer.status == 404) {
                    metricsInstead = true;
                    return askMetrics();
                }
                return Future.succeededFuture(answer.status == 200 ? ServerLoad.slots(answer.body.getBytes()) : null);
            });
        }

        private Future<ServerLoad.@Nullable Slots> askMetrics() {
            return get(upstream, server, sibling("metrics")).compose(metrics -> {
                if (metrics.status != 200) {
                    metricsInstead = false;
                    return Future.succeededFuture(null);
                }
                String text = metrics.body.toString();
                return get(upstream, server, sibling("props"))
                        .map(props -> props.status == 200 ? ServerLoad.totalSlots(props.body.getBytes()) : null)
                        .otherwise((Integer) null)
                        .map(total -> ServerLoad.slotsOfMetrics(text, total));
            });
        }

        private String sibling(String name) {
            return config.path().substring(0, config.path().lastIndexOf('/') + 1) + name;
        }
    }
}
