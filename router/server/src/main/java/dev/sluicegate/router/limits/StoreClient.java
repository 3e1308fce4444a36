package dev.sluicegate.router.limits;

import dev.sluicegate.router.config.Limits.LimitStore;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Opens connections to the store, wherever the server that takes writes is at that moment. Safe for any thread; never blocks. */
final class StoreClient {
    /** What the URL leaves open. */
    private static final int PORT = 6379;

    private static final int SENTINEL_PORT = 26379;
    private static final int MOST_WAITING = 10_000;

    private final AbstractRedisClient client;
    private final Supplier<CompletionStage<Opened>> opening;
    private final String prefix;

    /** A connection, and what is asked over it. */
    record Opened(StatefulConnection<String, String> connection, RedisClusterAsyncCommands<String, String> commands) {}

    /**
     * @param password asked at each connection; null if the store wants none
     * @param sentinelPassword as {@code password}; empty for none
     */
    StoreClient(
            ClientResources resources,
            LimitStore store,
            @Nullable Supplier<String> password,
            Supplier<String> sentinelPassword) {
        this.prefix = "sluicegate:{" + database(store.url()) + "}:";
        Function<RedisURI, RedisURI> known =
                uri -> known(uri, store.timeout(), password == null ? null : credentials(store.username(), password));
        if (store.mode() == LimitStore.Mode.CLUSTER) {
            RedisClusterClient cluster = RedisClusterClient.create(
                    resources,
                    Stream.concat(Stream.of(address(store.url(), PORT)), store.others().stream())
                            .map(node -> known.apply(at(node, isSecure(store.url()))))
                            .toList());
            cluster.setOptions(clusterOptions(store.timeout()));
            this.client = cluster;
            // each time, because the nodes that were known may all be gone
            this.opening = () -> cluster.refreshPartitionsAsync()
                    .thenCompose(_ -> cluster.connectAsync(StringCodec.UTF8))
                    .thenApply(opened -> new Opened(opened, opened.async()));
        } else {
            RedisClient single = RedisClient.create(resources);
            single.setOptions(options(ClientOptions.builder(), store.timeout()).build());
            this.client = single;
            this.opening = () -> single.connectAsync(
                            StringCodec.UTF8,
                            known.apply(
                                    store.mode() == LimitStore.Mode.SENTINEL
                                            ? bySentinels(store, sentinelPassword.get())
                                            : RedisURI.create(store.url().toString())))
                    .thenApply(opened -> new Opened(opened, opened.async()));
        }
    }

    /** A new connection. */
    CompletionStage<Opened> open() {
        return opening.get();
    }

    /**
     * What all keys begin with. It has a hash tag, by which all of them are in one slot of a cluster, since a script may touch no other slot than that of
     * its keys: https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags
     */
    String prefix() {
        return prefix;
    }

    CompletionStage<Void> close(Duration atMost) {
        return client.shutdownAsync(0, atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static RedisURI bySentinels(LimitStore store, String password) {
        LimitStore.Sentinel sentinel =
                Objects.requireNonNullElse(store.sentinel(), new LimitStore.Sentinel("mymaster", null));
        RedisURI uri = new RedisURI();
        uri.setSentinelMasterId(sentinel.master());
        uri.setSsl(isSecure(store.url()));
        uri.setDatabase(database(store.url()));
        Stream.concat(Stream.of(address(store.url(), SENTINEL_PORT)), store.others().stream())
                .map(address -> at(address, isSecure(store.url())))
                .forEach(each -> {
                    each.setTimeout(store.timeout());
                    if (!password.isEmpty()) {
                        each.setCredentialsProvider(credentials(null, () -> password));
                    }
                    uri.getSentinels().add(each);
                });
        return uri;
    }

    private static RedisURI known(RedisURI uri, Duration timeout, @Nullable RedisCredentialsProvider credentials) {
        uri.setTimeout(timeout);
        uri.setClientName("sluicegate");
        if (credentials != null) {
            uri.setCredentialsProvider(credentials);
        }
        return uri;
    }

    private static RedisCredentialsProvider credentials(@Nullable String username, Supplier<String> password) {
        return RedisCredentialsProvider.from(() -> RedisCredentials.just(username, password.get()));
    }

    private static RedisURI at(String address, boolean secure) {
        return RedisURI.create((secure ? "rediss://" : "redis://") + address);
    }

    private static String address(URI url, int port) {
        return url.getHost() + ":" + (url.getPort() < 0 ? port : url.getPort());
    }

    private static boolean isSecure(URI url) {
        return "rediss".equals(url.getScheme());
    }

    private static int database(URI url) {
        return RedisURI.create(url.toString()).getDatabase();
    }

    private static ClusterClientOptions clusterOptions(Duration timeout) {
        ClusterClientOptions.Builder options = ClusterClientOptions.builder();
        options(options, timeout);
        return options.build();
    }

    private static ClientOptions.Builder options(ClientOptions.Builder builder, Duration timeout) {
        return builder
                // Lettuce would send again what may have been done, and would never leave a master that has become a
                // replica
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MOST_WAITING)
                // of one vendor's service: asked for, and logged, at each connection
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .timeoutOptions(TimeoutOptions.enabled(timeout))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(Duration.ofSeconds(1))
                        .keepAlive(true)
                        .build());
    }
}
