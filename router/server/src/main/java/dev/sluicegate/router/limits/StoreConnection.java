package dev.sluicegate.router.limits;

import dev.sluicegate.router.config.Limits.LimitStore;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
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

    private final ClientResources resources;
    private final StoreClient client;
    private volatile StoreClient.@Nullable Opened connection;

    /**
     * @param password asked at each connection; null if the store wants none
     * @param sentinelPassword asked at each connection; empty if the sentinels want none
     */
    public StoreConnection(LimitStore store, @Nullable Supplier<String> password, Supplier<String> sentinelPassword) {
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                // it would keep histograms just because Micrometer brings the library for them
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .build();
        this.client = new StoreClient(resources, store, password, sentinelPassword);
    }

    /** What all keys begin with. */
    String prefix() {
        return client.prefix();
    }

    /**
     * Succeeds if the store can be written to. One at a time. A connection over which it cannot be is given up, and the next call makes
     * another one: the name may stand for another server by then, and the password may be another one.
     */
    CompletionStage<?> reach() {
        StoreClient.Opened open = connection;
        if (open != null && open.connection().isOpen()) {
            return probe(open);
        }
        connection = null;
        try {
            return client.open()
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
    private CompletionStage<?> probe(StoreClient.Opened open) {
        return open.commands()
                .set(prefix() + "probe", "up", SetArgs.Builder.px(PROBE_MILLIS))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        connection = null;
                        var _ = open.connection().closeAsync();
                    }
                });
    }

    /** From now on; one that came late takes the place of another. */
    private void use(StoreClient.Opened opened) {
        StoreClient.Opened other = connection;
        connection = opened;
        if (other != null) {
            var _ = other.connection().closeAsync();
        }
    }

    boolean isConnected() {
        StoreClient.Opened open = connection;
        return open != null && open.connection().isOpen();
    }

    CompletionStage<List<String>> run(LimitScripts script, String[] keys, String... arguments) {
        StoreClient.Opened open = connection;
        if (open == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("not connected"));
        }
        RedisClusterAsyncCommands<String, String> commands = open.commands();
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
        var _ = client.close(atMost).thenRun(() -> {
            var _ = resources.shutdown(0, atMost.toMillis(), TimeUnit.MILLISECONDS);
        });
    }
}
