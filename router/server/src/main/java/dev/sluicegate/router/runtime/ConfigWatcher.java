package dev.sluicegate.router.runtime;

import dev.sluicegate.router.config.ConfigReading.ConfigError;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watcher of the config's source, which brings a new config into force when the source changes, and when somebody asks. A
 * config that is wrong in any way leaves the old one in force. It lives on one event loop; {@link #reload}, {@link #problem} and
 * the counts are for any thread.
 */
public final class ConfigWatcher {
    private static final Logger log = LoggerFactory.getLogger(ConfigWatcher.class);
    private static final long POLL_MILLIS = 1_000;

    /** A config that was refused for a file which is not there yet, or for a port that is taken, may be good by now. */
    private static final int POLLS_UNTIL_RETRY = 5;

    private final Vertx vertx;
    private final Context loop;
    private final ConfigSource source;
    private final Function<LoadedConfig.Ready, Future<Void>> activation;
    private final LongAdder applied = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private byte[] known;
    private boolean polling;
    private int pollsSinceRetry;
    private Future<?> last = Future.succeededFuture();
    private volatile @Nullable String problem;

    /**
     * @param known the bytes that are in force
     * @param activation brings a config into force; fails with a sentence, and has changed nothing then
     */
    public ConfigWatcher(
            Context loop, ConfigSource source, byte[] known, Function<LoadedConfig.Ready, Future<Void>> activation) {
        this.vertx = loop.owner();
        this.loop = loop;
        this.source = source;
        this.known = known.clone();
        this.activation = activation;
    }

    /** Polls the source from now on. */
    public void start() {
        vertx.setPeriodic(POLL_MILLIS, _ -> poll());
    }

    /** Why the newest config is not in force, one line for each error; null if it is. */
    public @Nullable String problem() {
        return problem;
    }

    /** How many configs have come into force since the first one. */
    public long applied() {
        return applied.sum();
    }

    /** How many configs were wrong. */
    public long refused() {
        return refused.sum();
    }

    /** Reads the source now. Completes when its config is in force, or fails with what is wrong with it. */
    public Future<Void> reload() {
        Promise<Void> done = Promise.promise();
        loop.runOnContext(_ -> inTurn(source::bytes, false).onComplete(done));
        return done.future();
    }

    private void poll() {
        if (polling) {
            return;
        }
        polling = true;
        vertx.executeBlocking(source::bytes).onComplete(read -> {
            polling = false;
            // a file that is away for a moment, while somebody replaces it, is nothing to speak of
            if (read.succeeded() && (!Arrays.equals(read.result(), known) || isTimeToRetry())) {
                inTurn(read::result, Arrays.equals(read.result(), known)).onComplete(_ -> {});
            }
        });
    }

    private boolean isTimeToRetry() {
        pollsSinceRetry = problem == null ? 0 : (pollsSinceRetry + 1) % POLLS_UNTIL_RETRY;
        return problem != null && pollsSinceRetry == 0;
    }

    private interface Bytes {
        byte[] read() throws IOException;
    }

    /** @param again whether it is only tried once more */
    private Future<Void> inTurn(Bytes bytes, boolean again) {
        Future<Void> mine = last.transform(_ -> load(bytes, again));
        last = mine;
        return mine;
    }

    private Future<Void> load(Bytes bytes, boolean again) {
        return vertx.executeBlocking(() -> {
                    byte[] read = bytes.read();
                    return new Content(read, source.prepare(read));
                })
                .compose(content -> {
                    known = Objects.requireNonNull(content).bytes;
                    return activate(content.loaded);
                })
                .onSuccess(_ -> {
                    applied.increment();
                    problem = null;
                })
                .onFailure(e -> refuse(e.getMessage() == null ? e.toString() : e.getMessage(), again));
    }

    private Future<Void> activate(LoadedConfig loaded) {
        return switch (loaded) {
            case LoadedConfig.Ready ready -> activation.apply(ready);
            case LoadedConfig.Refused(List<ConfigError> errors) ->
                Future.failedFuture(new IOException(
                        errors.stream().map(error -> error.in(source.name())).collect(Collectors.joining("\n"))));
        };
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Content(byte[] bytes, LoadedConfig loaded) {}

    private void refuse(String errors, boolean again) {
        if (again && errors.equals(problem)) {
            // it has been said
            return;
        }
        refused.increment();
        problem = errors;
        errors.lines()
                .forEach(error -> log.atError()
                        .addKeyValue("source", source.name())
                        .addKeyValue("error", error)
                        .log("the new config is wrong, the old one stays in force: {}", error));
    }
}
