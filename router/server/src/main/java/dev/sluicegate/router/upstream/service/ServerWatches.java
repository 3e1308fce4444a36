package dev.sluicegate.router.upstream.service;

import dev.sluicegate.router.config.InferencePoolRef;
import dev.sluicegate.router.config.ServersRef;
import dev.sluicegate.router.config.ServiceRef;
import dev.sluicegate.router.upstream.Upstream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Services and InferencePools whose pods are the servers of providers, watched as long as such a provider is in use. Until its servers are known, a provider is
 * where its {@code baseUrl} leads to. Safe for any thread.
 */
public final class ServerWatches {
    private static final Logger log = LoggerFactory.getLogger(ServerWatches.class);

    /** As many servers as one provider may have; the rest is left out. */
    private static final int MOST = 1000;

    private final Context context;
    /** Null outside a pod. */
    private final @Nullable ApiServer server;

    private final ListWatch.Times times;
    private final List<Watched> watched = new ArrayList<>();
    /** What is to be said of providers whose servers nobody can ask for. */
    private final Map<Upstream, String> unwatched = new LinkedHashMap<>();

    private final Random random = new Random();

    /** What is referred to, and the providers whose servers are there. */
    private static final class Watched {
        final ServersRef ref;
        final List<Upstream> upstreams = new ArrayList<>();

        @Nullable Watch watch;

        @Nullable List<InetSocketAddress> known;

        Watched(ServersRef ref) {
            this.ref = ref;
        }
    }

    private ServerWatches(Context context, @Nullable ApiServer server, ListWatch.Times times) {
        this.context = context;
        this.server = server;
        this.times = times;
    }

    /** Those of the cluster in which this process is a pod, if it is. */
    public static ServerWatches ofPod(Context context, Map<String, String> environment) {
        return new ServerWatches(
                context, ApiServer.ofPod(context.owner(), environment).orElse(null), ListWatch.Times.USUAL);
    }

    static ServerWatches of(Context context, ApiServer server, ListWatch.Times times) {
        return new ServerWatches(context, server, times);
    }

    /** Gives {@code upstream} its servers from now on, if its config refers to some in the cluster: at once, where they are known already. */
    public synchronized void start(Upstream upstream) {
        ServersRef ref = upstream.serversRef();
        if (ref == null) {
            return;
        }
        if (server == null) {
            String sentence = "provider " + upstream.name() + " names " + kind(ref) + " " + ref.name()
                    + ", but this router is no pod that may ask for its servers; requests go to baseUrl";
            log.warn(sentence);
            unwatched.put(upstream, sentence);
            return;
        }
        Watched it = watched.stream()
                .filter(each -> each.ref.equals(ref))
                .findFirst()
                .orElse(null);
        if (it == null) {
            it = new Watched(ref);
            watched.add(it);
            start(it, server);
        }
        it.upstreams.add(upstream);
        if (it.known != null) {
            upstream.serve(it.known);
        }
    }

    private static String kind(ServersRef ref) {
        return switch (ref) {
            case ServiceRef _ -> "Service";
            case InferencePoolRef _ -> "InferencePool";
        };
    }

    private void start(Watched it, ApiServer from) {
        String namespace = it.ref instanceof ServiceRef service ? service.namespace() : null;
        Future<String> known = namespace == null ? from.namespace() : Future.succeededFuture(namespace);
        known.onComplete(name -> start(it, from, name), failure -> isNowhere(it, failure));
    }

    private synchronized void start(Watched it, ApiServer from, String namespace) {
        if (watched.contains(it)) {
            ListWatch.Connection connection = new ListWatch.Connection(context, from, times, random);
            Watch watch = watch(connection, namespace, it.ref, servers -> changed(it, servers));
            it.watch = watch;
            watch.start();
        }
    }

    private static Watch watch(
            ListWatch.Connection connection,
            String namespace,
            ServersRef ref,
            Consumer<List<InetSocketAddress>> onServers) {
        return switch (ref) {
            case ServiceRef service -> {
                String port = service.port() == null ? "" : service.port();
                yield new ListWatch<>(
                        connection,
                        slices(namespace, service.name()),
                        EndpointSlices::of,
                        known -> onServers.accept(known.open(port)));
            }
            case InferencePoolRef pool -> new PoolWatch(connection, namespace, pool.name(), onServers);
        };
    }

    private static ListWatch.Collection slices(String namespace, String service) {
        return new ListWatch.Collection(
                "/apis/discovery.k8s.io/v1/namespaces/" + namespace + "/endpointslices?labelSelector="
                        + URLEncoder.encode("kubernetes.io/service-name=" + service, StandardCharsets.UTF_8),
                "the servers of Service " + namespace + "/" + service,
                "get, list and watch endpointslices of discovery.k8s.io in the Service's namespace");
    }

    private synchronized void isNowhere(Watched it, Throwable failure) {
        log.error("the pod's namespace cannot be read: {}", failure.getMessage());
        it.upstreams.forEach(upstream -> unwatched.put(
                upstream,
                "the servers of provider " + upstream.name() + " are not known: the pod's namespace cannot be read"));
    }

    private synchronized void changed(Watched it, List<InetSocketAddress> servers) {
        List<InetSocketAddress> known = servers.stream().limit(MOST).toList();
        // most news is not about where servers are
        if (!known.equals(it.known)) {
            it.known = known;
            it.upstreams.forEach(upstream -> upstream.serve(known));
        }
    }

    /** Whoever is no longer in use gets nothing new. */
    public synchronized void stop(Upstream upstream) {
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
