package dev.sluicegate.router.upstream.service;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import java.io.Serial;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watch of a collection of objects: a list in pages, then one short watch after the other from where the last one ended. Whatever goes wrong, what was known last stays
 * known, and it is tried again. Used on one event loop.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes">List and watch</a>
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks">Pages of a list</a>
 */
final class ListWatch<S extends WatchedObjects<S>> implements Watch {
    private static final Logger log = LoggerFactory.getLogger(ListWatch.class);

    private static final int GONE = 410;
    /** Objects in a page. A pod may have 100 KiB and more, and what is read of it is a few words. */
    private static final int PAGE = 100;

    private static final int LARGEST_PAGE = 16 << 20;
    /** The largest objects are EndpointSlices, of a thousand endpoints at most. */
    private static final int LARGEST_EVENT = 4 << 20;

    /**
     * The times of a watch.
     *
     * @param watch how long the API server keeps each one open: nothing that is lost is missed for longer
     * @param grace how long after it the end may come; then the connection is dead
     * @param firstPause before it is tried again after a failure; doubled each time
     */
    record Times(Duration watch, Duration grace, Duration firstPause, Duration longestPause) {
        static final Times USUAL = new Times(
                Duration.ofSeconds(60), Duration.ofSeconds(15), Duration.ofMillis(500), Duration.ofSeconds(30));
    }

    /**
     * The way to the API server, which watches share.
     *
     * @param context the event loop on which they are used
     */
    record Connection(Context context, ApiServer server, Times times, RandomGenerator random) {}

    /**
     * What is watched.
     *
     * @param path with a query that selects
     * @param title for people, such as "the servers of Service ai/models"
     * @param right that the pod's ServiceAccount needs, such as "list and watch pods"
     */
    record Collection(String path, String title, String right) {}

    /** The answer was not a good one. */
    private static final class Refused extends IllegalStateException {
        @Serial
        private static final long serialVersionUID = 1;

        private final int status;

        Refused(int status) {
            super("the API server answered " + status);
            this.status = status;
        }
    }

    private final Context context;
    private final ApiServer server;
    private final Times times;
    private final RandomGenerator random;
    private final Collection collection;
    private final Function<JsonObject, S> reader;
    private final Consumer<S> onChange;
    private @Nullable S known;
    /** From where the next watch goes on; null if all is to be listed. */
    private @Nullable String version;

    private int failures;
    private boolean stopped;
    private @Nullable HttpClientRequest running;
    private volatile @Nullable String problem;

    /**
     * @param reader of a list as the API server gives it
     * @param onChange told on the event loop what is known from now on
     */
    ListWatch(Connection connection, Collection collection, Function<JsonObject, S> reader, Consumer<S> onChange) {
        this.context = connection.context();
        this.server = connection.server();
        this.times = connection.times();
        this.random = connection.random();
        this.collection = collection;
        this.reader = reader;
        this.onChange = onChange;
    }

    @Override
    public void start() {
        context.runOnContext(_ -> next());
    }

    @Override
    public void stop() {
        context.runOnContext(_ -> {
            stopped = true;
            if (running != null) {
                running.reset();
            }
        });
    }

    @Override
    public @Nullable String problem() {
        return problem;
    }

    private void next() {
        if (stopped) {
            return;
        }
        String from = version;
        long startedAt = System.nanoTime();
        if (from == null) {
            list("", null).onComplete(_ -> next(), this::bad);
        } else {
            // one that ends at once must not begin at once
            watch(from)
                    .onComplete(
                            _ -> after(times.firstPause.toMillis()
                                    - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedAt)),
                            this::bad);
        }
    }

    private void bad(Throwable failure) {
        if (stopped) {
            return;
        }
        if (failure instanceof Refused refused && refused.status == GONE) {
            version = null;
            // so that the routers of a gateway do not all list at the same moment
            after((long) (times.firstPause.toMillis() * random.nextDouble()));
            return;
        }
        if (failures++ == 0) {
            log.atWarn()
                    .addKeyValue("watch", collection.title)
                    .log("the API server cannot be watched ({}); what is known stays", advice(failure));
        }
        problem = collection.title + " cannot be watched: " + advice(failure);
        // what could not be watched may have changed: a list tells, whatever the version was
        version = null;
        long full = times.firstPause.toMillis() << Math.min(failures - 1, 16);
        after((long) (Math.min(full, times.longestPause.toMillis()) * (0.5 + 0.5 * random.nextDouble())));
    }

    private String advice(Throwable failure) {
        int status = failure instanceof Refused refused ? refused.status : 0;
        String said = String.valueOf(failure.getMessage());
        return switch (status) {
            case 401, 403 -> said + "; give the pod's ServiceAccount a Role that may " + collection.right;
            case 404 -> said + "; it does not know this kind of object: is its CRD installed?";
            default -> said;
        };
    }

    private void after(long millis) {
        context.owner().setTimer(Math.max(1, millis), _ -> next());
    }

    /**
     * Lists what is left, page after page; all of them are of one moment, and what is known changes with the last. One that comes too late is refused as gone, and
     * then all is listed again.
     *
     * @param token by which the API server knows where to go on; empty for the first page
     * @param before what the pages before have; null for the first page
     */
    private Future<Void> list(String token, @Nullable S before) {
        return page(token).compose(page -> {
            S read = reader.apply(page);
            S all = before == null ? read : before.and(read);
            String next = metadata(page, "continue");
            if (next != null) {
                return list(next, all);
            }
            version = metadata(page, "resourceVersion");
            become(all);
            return Future.succeededFuture();
        });
    }

    private Future<JsonObject> page(String token) {
        String uri = collection.path + "&limit=" + PAGE
                + (token.isEmpty() ? "" : "&continue=" + URLEncoder.encode(token, StandardCharsets.UTF_8));
        return server.get(uri, times.grace)
                .compose(this::good)
                .compose(response -> server.json(response, LARGEST_PAGE, times.grace));
    }

    private Future<Void> watch(String from) {
        String uri = collection.path + "&watch=1&allowWatchBookmarks=true&timeoutSeconds=" + times.watch.toSeconds()
                + "&resourceVersion=" + URLEncoder.encode(from, StandardCharsets.UTF_8);
        return server.get(uri, times.grace).compose(this::good).compose(response -> {
            HttpClientRequest request = response.request();
            running = request;
            Promise<Void> done = Promise.promise();
            RecordParser lines = RecordParser.newDelimited("\n")
                    .maxRecordSize(LARGEST_EVENT)
                    .handler(line -> {
                        if (!done.future().isComplete()) {
                            event(line.toString(), done);
                        }
                    });
            lines.exceptionHandler(done::tryFail);
            response.handler(lines);
            response.exceptionHandler(done::tryFail);
            response.endHandler(_ -> done.tryComplete());
            long timer = context.owner()
                    .setTimer(
                            times.watch.plus(times.grace).toMillis(),
                            _ -> done.tryFail("nothing was heard of the API server for too long"));
            return done.future().onComplete(_ -> {
                running = null;
                context.owner().cancelTimer(timer);
                request.reset();
            });
        });
    }

    private Future<HttpClientResponse> good(HttpClientResponse response) {
        if (response.statusCode() == 200 && !stopped) {
            if (failures > 0) {
                log.atInfo().addKeyValue("watch", collection.title).log("the API server is watched again");
            }
            failures = 0;
            problem = null;
            return Future.succeededFuture(response);
        }
        response.request().reset();
        return Future.failedFuture(new Refused(response.statusCode()));
    }

    private void event(String line, Promise<Void> done) {
        try {
            JsonObject event = new JsonObject(line);
            JsonObject object = event.getJsonObject("object", new JsonObject());
            S before = known;
            if (before == null) {
                throw new IllegalStateException("nothing was listed");
            }
            switch (event.getString("type", "")) {
                case "ADDED", "MODIFIED" -> become(before.with(object));
                case "DELETED" -> become(before.without(object));
                case "BOOKMARK" -> {}
                case "ERROR" -> throw new Refused(object.getInteger("code", 0));
                default -> throw new IllegalStateException("the API server sent an event of another kind");
            }
            version = metadata(object, "resourceVersion");
        } catch (DecodeException | ClassCastException | IllegalStateException e) {
            done.tryFail(e);
        }
    }

    private void become(S next) {
        known = next;
        if (!stopped) {
            onChange.accept(next);
        }
    }

    /** Null if there is none, or an empty one. */
    private static @Nullable String metadata(JsonObject object, String field) {
        return object.getValue("metadata") instanceof JsonObject metadata
                        && metadata.getValue(field) instanceof String value
                        && !value.isEmpty()
                ? value
                : null;
    }
}
