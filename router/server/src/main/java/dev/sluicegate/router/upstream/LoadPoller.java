package dev.sluicegate.router.upstream;

import dev.sluicegate.router.config.Provider.LoadMetrics;
import dev.sluicegate.router.config.Provider.Slots;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The poller of the providers of which the config says that they can tell how busy they are, as long as they are in use. Slots are asked for often while there is
 * something to do, and seldom while there is not.
 */
public final class LoadPoller {
    private static final Logger log = LoggerFactory.getLogger(LoadPoller.class);

    /** Older llama.cpp servers write each slot's prompt into {@code /slots}. */
    private static final int LARGEST_ANSWER = 8 << 20;

    private static final int KEEP_ALIVE_SECONDS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Context context;
    private final Map<Upstream, List<Long>> timers = new HashMap<>();
    private @Nullable HttpClient client;

    /** @param context on whose event loop it works */
    public LoadPoller(Vertx vertx, Context context) {
        this.vertx = vertx;
        this.context = context;
    }

    /** Asks {@code upstream} from now on, if its config wants it. May be called on any thread. */
    public void comes(Upstream upstream) {
        Slots slots = upstream.config().slots();
        LoadMetrics metrics = upstream.config().loadMetrics();
        if (slots != null || metrics != null) {
            context.runOnContext(_ -> {
                if (slots != null) {
                    every(slots.pollInterval(), upstream, new SlotsOf(upstream, slots)::tick);
                }
                if (metrics != null) {
                    every(metrics.pollInterval(), upstream, () -> readMetrics(upstream, metrics.path()));
                }
            });
        }
    }

    /** Asks {@code upstream} no longer. May be called on any thread. */
    public void goes(Upstream upstream) {
        context.runOnContext(_ -> {
            List<Long> its = timers.remove(upstream);
            if (its != null) {
                its.forEach(vertx::cancelTimer);
            }
        });
    }

    private void every(Duration time, Upstream upstream, Runnable action) {
        action.run();
        timers.computeIfAbsent(upstream, _ -> new ArrayList<>())
                .add(vertx.setPeriodic(Math.max(1, time.toMillis()), _ -> action.run()));
    }

    private HttpClient client() {
        HttpClient known = client;
        if (known == null) {
            known = vertx.createHttpClient(new HttpClientOptions().setKeepAliveTimeout(KEEP_ALIVE_SECONDS));
            client = known;
        }
        return known;
    }

    private void readMetrics(Upstream upstream, String path) {
        get(upstream, path).onSuccess(answer -> {
            if (answer.status == 200) {
                double pressure = ServerLoad.pressure(answer.body.toString(), upstream.inFlight());
                upstream.pressure(Double.isNaN(pressure) ? 0 : pressure);
            }
        });
    }

    private record Answer(int status, Buffer body) {}

    private Future<Answer> get(Upstream upstream, String path) {
        Addressing addressing = upstream.addressing();
        // a client that is being closed throws
        return Future.succeededFuture()
                .compose(_ -> client().request(
                                addressing.request(HttpMethod.GET, path).setTimeout(PATIENCE.toMillis())))
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
        private final Slots config;
        private long askedAt;
        private boolean asking;
        private boolean busy = true;
        private boolean metricsInstead;
        private boolean complained;

        SlotsOf(Upstream upstream, Slots config) {
            this.upstream = upstream;
            this.config = config;
        }

        void tick() {
            boolean something = busy || upstream.inFlight() > 0 || upstream.waiting() > 0;
            long now = System.nanoTime();
            if (asking
                    || (!something && now - askedAt < config.idlePollInterval().toNanos())) {
                return;
            }
            asking = true;
            askedAt = now;
            int before = upstream.inFlight();
            ask().onComplete(slots -> {
                asking = false;
                if (slots.succeeded() && slots.result() != null) {
                    busy = slots.result().busy() > 0;
                    // a request of ours that was not there all the time may not be among the busy ones
                    upstream.slots(slots.result(), Math.min(before, upstream.inFlight()));
                    complained = false;
                } else if (!complained) {
                    complained = true;
                    log.atWarn()
                            .addKeyValue("provider", upstream.name())
                            .addKeyValue("path", config.path())
                            .log("a provider does not say how many slots it has; what it said last stays in force");
                }
            });
        }

        private Future<ServerLoad.@Nullable Slots> ask() {
            if (metricsInstead) {
                return askMetrics();
            }
            return get(upstream, config.path()).compose(answer -> {
                // 501 where --no-slots was given, 404 where something else answers
                if (answer.status == 501 || answer.status == 404) {
                    metricsInstead = true;
                    return askMetrics();
                }
                return Future.succeededFuture(answer.status == 200 ? ServerLoad.slots(answer.body.getBytes()) : null);
            });
        }

        private Future<ServerLoad.@Nullable Slots> askMetrics() {
            return get(upstream, sibling("metrics")).compose(metrics -> {
                if (metrics.status != 200) {
                    metricsInstead = false;
                    return Future.succeededFuture(null);
                }
                String text = metrics.body.toString();
                return get(upstream, sibling("props"))
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
