package dev.sluicegate.router.runtime;

import dev.sluicegate.router.config.ConfigReading.ConfigError;
import dev.sluicegate.router.forward.target.RoutingTable;
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
import java.util.function.Supplier;
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
    private final Supplier<LoadedConfig.Ready> inForce;
    private final Function<LoadedConfig.Ready, Future<Void>> activation;
    private final LongAdder applied = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private byte[] known;
    private boolean polling;
    private int pollsSinceRetry;
    private Future<?> last = Future.succeededFuture();
    private volatile @Nullable String problem;

    /**
     * @param known the bytes that were read last
     * @param inForce the config that requests begin on now
     * @param activation brings a config into force; fails with a sentence, and has changed nothing then
     */
    public ConfigWatcher(
            Context loop,
            ConfigSource source,
            byte[] known,
            Supplier<LoadedConfig.Ready> inForce,
            Function<LoadedConfig.Ready, Future<Void>> activation) {
        this.vertx = loop.owner();
        this.loop = loop;
        this.source = source;
        this.known = known.clone();
        this.inForce = inForce;
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
        loop.runOnContext(
                _ -> inTurn(() -> load(source::bytes, Offer.ASKED_FOR)).onComplete(done));
        return done.future();
    }

    /**
     * Brings a config into force that the source may have later. Completes when it is, or fails with what is wrong with it, or if one of a
     * later generation is in force.
     */
    public Future<Void> take(byte[] config) {
        Promise<Void> done = Promise.promise();
        loop.runOnContext(_ -> inTurn(() -> load(() -> config, Offer.TOLD)).onComplete(done));
        return done.future();
    }

    /** Reads a config and all files that it names, and changes nothing. Fails with what is wrong with it. */
    public Future<Void> check(byte[] config) {
        return vertx.executeBlocking(() -> source.prepare(config))
                .compose(loaded -> switch (Objects.requireNonNull(loaded)) {
                    case LoadedConfig.Ready ready -> {
                        RoutingTable.of(ready.config());
                        yield Future.succeededFuture();
                    }
                    case LoadedConfig.Refused refused -> Future.failedFuture(wrong(refused.errors()));
                });
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
                Offer offer = Arrays.equals(read.result(), known) ? Offer.TRIED_AGAIN : Offer.FOUND;
                inTurn(() -> load(read::result, offer)).onComplete(_ -> {});
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

    /** The way by which a config came. */
    private enum Offer {
        /** The source has changed. */
        FOUND,
        /** The source is the same, and was refused. */
        TRIED_AGAIN,
        /** Somebody has asked to read the source. */
        ASKED_FOR,
        /** Somebody has sent it. */
        TOLD
    }

    private Future<Void> inTurn(Supplier<Future<Void>> load) {
        Future<Void> mine = last.transform(_ -> load.get());
        last = mine;
        return mine;
    }

    private Future<Void> load(Bytes bytes, Offer offer) {
        return vertx.executeBlocking(() -> {
                    byte[] read = bytes.read();
                    return new Content(read, source.prepare(read));
                })
                .compose(read -> {
                    Content content = Objects.requireNonNull(read);
                    if (offer != Offer.TOLD) {
                        known = content.bytes;
                    }
                    return offered(content.loaded, offer);
                })
                .onFailure(e -> refuse(e.getMessage() == null ? e.toString() : e.getMessage(), offer));
    }

    /** The file of a config that was told comes later, and until then an older one may: neither is news. */
    private Future<Void> offered(LoadedConfig loaded, Offer offer) {
        if (loaded instanceof LoadedConfig.Ready ready) {
            LoadedConfig.Ready now = inForce.get();
            int older = now.config().generation() - ready.config().generation();
            if (older > 0 && offer == Offer.TOLD) {
                return Future.failedFuture("this config is of generation "
                        + ready.config().generation() + ", and one of generation "
                        + now.config().generation() + " is in force");
            }
            if (older > 0 || (ready.hash().equals(now.hash()) && offer != Offer.ASKED_FOR)) {
                problem = older > 0 || offer == Offer.TRIED_AGAIN ? problem : null;
                return Future.succeededFuture();
            }
        }
        return activate(loaded).onSuccess(_ -> {
            applied.increment();
            problem = null;
        });
    }

    private Future<Void> activate(LoadedConfig loaded) {
        return switch (loaded) {
            case LoadedConfig.Ready ready -> activation.apply(ready);
            case LoadedConfig.Refused(List<ConfigError> errors) -> Future.failedFuture(wrong(errors));
        };
    }

    private IOException wrong(List<ConfigError> errors) {
        return new IOException(
                errors.stream().map(error -> error.in(source.name())).collect(Collectors.joining("\n")));
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Content(byte[] bytes, LoadedConfig loaded) {}

    private void refuse(String errors, Offer offer) {
        if (offer == Offer.TRIED_AGAIN && errors.equals(problem)) {
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
