package dev.sluicegate.router.upstream.service;

import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watch of an InferencePool and of the pods that its selector finds, each of them a server at each of the pool's ports. While the pool is missing or does not
 * say which pods it means, those that it meant before are followed.
 */
final class PoolWatch implements Watch {
    private static final Logger log = LoggerFactory.getLogger(PoolWatch.class);

    private final ListWatch.Connection connection;
    private final String namespace;
    private final String name;
    private final Consumer<List<InetSocketAddress>> onServers;
    private final Watch poolWatch;
    private volatile @Nullable Watch podWatch;
    /** What is wrong with the pool itself. */
    private volatile @Nullable String problem;

    // for the event loop only
    private NamedPool.@Nullable Pool pool;
    /** The pods of that pool; null until they have been listed. */
    private @Nullable PodServers pods;

    private boolean stopped;

    /**
     * @param namespace of the pool and of its pods
     * @param onServers told on the event loop which servers may get new requests from now on
     */
    PoolWatch(
            ListWatch.Connection connection,
            String namespace,
            String name,
            Consumer<List<InetSocketAddress>> onServers) {
        this.connection = connection;
        this.namespace = namespace;
        this.name = name;
        this.onServers = onServers;
        this.poolWatch = new ListWatch<>(
                connection,
                new ListWatch.Collection(
                        "/apis/inference.networking.k8s.io/v1/namespaces/" + namespace
                                + "/inferencepools?fieldSelector="
                                + URLEncoder.encode("metadata.name=" + name, StandardCharsets.UTF_8),
                        title(),
                        "list and watch inferencepools of inference.networking.k8s.io of this name"),
                NamedPool::of,
                this::changed);
    }

    private String title() {
        return "InferencePool " + namespace + "/" + name;
    }

    @Override
    public void start() {
        poolWatch.start();
    }

    @Override
    public void stop() {
        poolWatch.stop();
        connection.context().runOnContext(_ -> {
            stopped = true;
            stopPods();
        });
    }

    private void stopPods() {
        Watch watch = podWatch;
        if (watch != null) {
            watch.stop();
        }
    }

    @Override
    public @Nullable String problem() {
        String first = poolWatch.problem();
        String second = problem;
        Watch watch = podWatch;
        if (first != null || second != null) {
            return first != null ? first : second;
        }
        return watch == null ? null : watch.problem();
    }

    private void changed(NamedPool now) {
        switch (now) {
            case NamedPool.Missing _ -> complain("does not exist");
            case NamedPool.Unusable _ -> complain("has no selector.matchLabels or no targetPorts");
            case NamedPool.Pool next -> follow(next);
        }
    }

    private void complain(String what) {
        String sentence = title() + " " + what + "; the servers that are known stay";
        if (!sentence.equals(problem)) {
            log.warn(sentence);
        }
        problem = sentence;
    }

    private void follow(NamedPool.Pool next) {
        NamedPool.Pool before = pool;
        problem = null;
        pool = next;
        if (before == null || !before.selector().equals(next.selector())) {
            // its servers stay those of the selector before until the pods of this one are listed
            pods = null;
            stopPods();
            watchPods(next);
        } else {
            tell();
        }
    }

    private void watchPods(NamedPool.Pool of) {
        Watch watch = new ListWatch<>(
                connection,
                new ListWatch.Collection(
                        "/api/v1/namespaces/" + namespace + "/pods?labelSelector="
                                + URLEncoder.encode(of.labelSelector(), StandardCharsets.UTF_8),
                        "the pods of " + title(),
                        "list and watch pods"),
                PodServers::of,
                found -> {
                    if (pool != null && pool.selector().equals(of.selector())) {
                        pods = found;
                        tell();
                    }
                });
        podWatch = watch;
        watch.start();
    }

    private void tell() {
        if (pods != null && pool != null && !stopped) {
            onServers.accept(pods.open(pool.ports()));
        }
    }
}
