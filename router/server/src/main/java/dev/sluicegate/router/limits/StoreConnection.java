package dev.sluicegate.router.limits;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the store of limits, which runs its scripts: made anew whenever the store cannot be written to over it. Safe for any
 * thread; never blocks.
 */
public final class StoreConnection {
    /** Of a key that is written to see whether that is possible. */
    private static final long PROBE_MILLIS = 60_000;

    /** Longer than it takes to connect and to be answered. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final int MOST_WAITING = 10_000;

    private final Supplier<RedisURI> address;
    private final ClientResources resources;
    private final RedisClient client;
    private volatile @Nullable StatefulRedisConnection<String, String> connection;

    /**
     * @param url {@code redis://} or {@code rediss://}
     * @param username null for the server's default user
     * @param password asked at each connection; null if the store wants none
     * @param timeout the longest that one command may take
     */
    public StoreConnection(
            String url, @Nullable String username, @Nullable Supplier<String> password, Duration timeout) {
        this.address = () -> {
            RedisURI uri = RedisURI.create(url);
            uri.setTimeout(timeout);
            uri.setClientName("sluicegate");
            if (password != null) {
                uri.setCredentialsProvider(
                        RedisCredentialsProvider.from(() -> RedisCredentials.just(username, password.get())));
            }
            return uri;
        };
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                // it would keep histograms just because Micrometer brings the library for them
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .build();
        this.client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                // Lettuce would send again what may have been done, and would never leave a master that has become a
                // replica
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MOST_WAITING)
                .timeoutOptions(TimeoutOptions.enabled(timeout))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(Duration.ofSeconds(1))
                        .keepAlive(true)
                        .build())
                .build());
    }

    /**
     * Succeeds if the store can be written to. One at a time. A connection over which it cannot be is given up, and the next call makes
     * another one: the name may stand for another server by then, and the password may be another one.
     */
    CompletionStage<?> reach() {
        StatefulRedisConnection<String, String> open = connection;
        if (open != null && open.isOpen()) {
            return probe(open);
        }
        connection = null;
        try {
            return client.connectAsync(StringCodec.UTF8, address.get())
                    .toCompletableFuture()
                    .thenCompose(opened -> probe(opened).thenRun(() -> use(opened)))
                    // a connection that is closed in the middle of its greeting, as by a proxy without a server, may
                    // never say so
                    .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** By writing: a replica, and a server whose memory is full, answer everything else. */
    private CompletionStage<?> probe(StatefulRedisConnection<String, String> open) {
        return open.async()
                .set("sluicegate:probe", "up", SetArgs.Builder.px(PROBE_MILLIS))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        connection = null;
                        var _ = open.closeAsync();
                    }
                });
    }

    /** From now on; one that came late takes the place of another. */
    private void use(StatefulRedisConnection<String, String> opened) {
        StatefulRedisConnection<String, String> other = connection;
        connection = opened;
        if (other != null) {
            var _ = other.closeAsync();
        }
    }

    boolean isConnected() {
        StatefulRedisConnection<String, String> open = connection;
        return open != null && open.isOpen();
    }

    CompletionStage<List<String>> run(LimitScripts script, String[] keys, String... arguments) {
        StatefulRedisConnection<String, String> open = connection;
        if (open == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("not connected"));
        }
        RedisAsyncCommands<String, String> commands = open.async();
        CompletionStage<List<String>> result =
                commands.evalsha(script.digest(), ScriptOutputType.MULTI, keys, arguments);
        return result.exceptionallyCompose(failure -> cause(failure) instanceof RedisNoScriptException
                ? commands.eval(script.text(), ScriptOutputType.MULTI, keys, arguments)
                : CompletableFuture.failedFuture(failure));
    }

    /** For people, without what it was that failed. */
    static String reason(Throwable failure) {
        Throwable cause = cause(failure);
        for (int depth = 0; cause.getCause() != null && depth < 10; depth++) {
            cause = cause.getCause();
        }
        String said = String.valueOf(cause.getMessage());
        if (cause instanceof RedisCommandTimeoutException || cause instanceof TimeoutException) {
            return "it did not answer in time";
        }
        if (cause.getMessage() == null || cause instanceof CancellationException) {
            return "the connection was closed";
        }
        if (said.contains("READONLY")) {
            return "it is a replica, which takes no writes";
        }
        if (said.contains("OOM ")) {
            return "its memory is full";
        }
        // https://redis.io/docs/latest/commands/auth/
        return said.startsWith("WRONGPASS")
                ? "it refuses the password of limits.store"
                : said.startsWith("NOAUTH") ? "it wants a password, and limits.store names none" : said;
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Waits at most this long for what is under way. */
    void close(Duration atMost) {
        var _ = client.shutdownAsync(0, atMost.toMillis(), TimeUnit.MILLISECONDS)
                .thenRun(() -> {
                    var _ = resources.shutdown(0, atMost.toMillis(), TimeUnit.MILLISECONDS);
                });
    }
}
