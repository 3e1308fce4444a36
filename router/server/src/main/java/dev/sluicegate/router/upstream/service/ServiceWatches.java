package dev.sluicegate.router.upstream.service;

import dev.sluicegate.router.config.ServiceRef;
import dev.sluicegate.router.upstream.Upstream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Services whose servers providers are, watched as long as such a provider is in use. Until its servers are known, a provider is where its {@code baseUrl} leads to.
 * Safe for any thread.
 */
public final class ServiceWatches {
    private static final Logger log = LoggerFactory.getLogger(ServiceWatches.class);

    private final Context context;
    /** Null outside a pod. */
    private final @Nullable ApiServer server;

    private final ServiceWatch.Times times;
    private final List<Watched> watched = new ArrayList<>();
    /** What is to be said of providers whose servers nobody can ask for. */
    private final Map<Upstream, String> unwatched = new LinkedHashMap<>();

    private final Random random = new Random();

    /** One Service, and the providers that are its servers. */
    private static final class Watched {
        final ServiceRef service;
        final List<Upstream> upstreams = new ArrayList<>();

        @Nullable ServiceWatch watch;

        @Nullable EndpointSlices known;

        Watched(ServiceRef service) {
            this.service = service;
        }

        boolean isOf(ServiceRef other) {
            return service.name().equals(other.name()) && Objects.equals(service.namespace(), other.namespace());
        }
    }

    private ServiceWatches(Context context, @Nullable ApiServer server, ServiceWatch.Times times) {
        this.context = context;
        this.server = server;
        this.times = times;
    }

    /** Those of the cluster in which this process is a pod, if it is. */
    public static ServiceWatches ofPod(Context context, Map<String, String> environment) {
        return new ServiceWatches(
                context, ApiServer.ofPod(context.owner(), environment).orElse(null), ServiceWatch.Times.USUAL);
    }

    static ServiceWatches of(Context context, ApiServer server, ServiceWatch.Times times) {
        return new ServiceWatches(context, server, times);
    }

    /** Gives {@code upstream} its servers from now on, if its config names a Service: at once, where they are known already. */
    public synchronized void comes(Upstream upstream) {
        ServiceRef service = upstream.service();
        if (service == null) {
            return;
        }
        if (server == null) {
            String sentence = "provider " + upstream.name() + " names Service " + service.name()
                    + ", but this router is no pod that may ask for its servers; requests go to baseUrl";
            log.warn(sentence);
            unwatched.put(upstream, sentence);
            return;
        }
        Watched it =
                watched.stream().filter(each -> each.isOf(service)).findFirst().orElse(null);
        if (it == null) {
            it = new Watched(service);
            watched.add(it);
            start(it, server);
        }
        it.upstreams.add(upstream);
        if (it.known != null) {
            upstream.serve(it.known.open(portOf(service)));
        }
    }

    private void start(Watched it, ApiServer from) {
        String namespace = it.service.namespace();
        Future<String> known = namespace == null ? from.namespace() : Future.succeededFuture(namespace);
        known.onComplete(name -> start(it, from, name), failure -> isNowhere(it, failure));
    }

    private synchronized void start(Watched it, ApiServer from, String namespace) {
        if (watched.contains(it)) {
            ServiceWatch watch = new ServiceWatch(
                    context, from, namespace, it.service.name(), times, random, slices -> changed(it, slices));
            it.watch = watch;
            watch.start();
        }
    }

    private synchronized void isNowhere(Watched it, Throwable failure) {
        log.error("the pod's namespace cannot be read: {}", failure.getMessage());
        it.upstreams.forEach(upstream -> unwatched.put(
                upstream,
                "the servers of provider " + upstream.name() + " are not known: the pod's namespace cannot be read"));
    }

    private synchronized void changed(Watched it, EndpointSlices slices) {
        it.known = slices;
        for (Upstream upstream : it.upstreams) {
            ServiceRef service = upstream.service();
            if (service != null) {
                upstream.serve(slices.open(portOf(service)));
            }
        }
    }

    private static String portOf(ServiceRef service) {
        return service.port() == null ? "" : service.port();
    }

    /** Whoever is no longer in use gets nothing new. */
    public synchronized void goes(Upstream upstream) {
        unwatched.remove(upstream);
        watched.removeIf(it -> {
            boolean last = it.upstreams.remove(upstream) && it.upstreams.isEmpty();
            if (last && it.watch != null) {
                it.watch.stop();
            }
            return last;
        });
    }

    /** What somebody should look at, as sentences. */
    public synchronized List<String> problems() {
        List<String> problems = new ArrayList<>(unwatched.values());
        for (Watched it : watched) {
            String problem = it.watch == null ? null : it.watch.problem();
            if (problem != null) {
                problems.add(problem);
            }
        }
        return problems;
    }
}
