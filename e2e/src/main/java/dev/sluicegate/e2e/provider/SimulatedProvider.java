package dev.sluicegate.e2e.provider;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A provider that speaks OpenAI's chat completions ({@code /v1/chat/completions}, {@code /v1/models}) and Anthropic's messages
 * ({@code /v1/messages}) on one port, HTTP/1.1 and HTTP/2 without TLS, and does what a {@link Directive} in the last user message
 * says.
 *
 * <p>{@code GET /_sim/seen} answers {@code {id: {count, completed, cancelled}}}; {@code GET /_sim/counts} answers {@code {id:
 * count}}; {@code DELETE /_sim/seen} forgets; {@code PUT /_sim/keys?key=A&key=B} says which API keys
 * are accepted from then on; {@code PUT /_sim/outage?status=429&retryAfter=5&closes=true} what goes wrong with all requests, and without parameters
 * nothing any more; {@code GET /_sim/refused} answers how many were refused so. One event loop; carries hundreds of paced streams. Its methods are safe for any
 * thread and block.
 */
public final class SimulatedProvider implements AutoCloseable {
    private static final int WAIT_SECONDS = 20;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Sightings sightings = new Sightings();
    private final String deployment;
    private final int port;

    private SimulatedProvider(int port, @Nullable String requiredKey) {
        Listening listening = new Listening(port, requiredKey, sightings);
        this.deployment = await(vertx.deployVerticle(listening));
        this.port = listening.actualPort();
    }

    /**
     * @param port 0 picks a free one
     * @param requiredKey the API key that requests must bring; null accepts all
     */
    public static SimulatedProvider start(int port, @Nullable String requiredKey) {
        return new SimulatedProvider(port, requiredKey);
    }

    /** On a free port, asking for no key. */
    public static SimulatedProvider start() {
        return start(0, null);
    }

    public int port() {
        return port;
    }

    /** As a client of Anthropic's takes it; {@link #openAiUrl} is what a client of OpenAI's takes. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public URI openAiUrl() {
        return url().resolve("/v1");
    }

    /** The requests that were seen since the start or the last {@link #forget}, by id. */
    public Map<String, Sighting> seen() {
        return sightings.all();
    }

    /** Answers that are being written now. */
    public int inFlight() {
        return sightings.inFlight();
    }

    public void forget() {
        sightings.reset();
    }

    /** Closes every connection and the port, so that connections are refused; what was seen can still be asked for. */
    public void refuse() {
        await(vertx.undeploy(deployment));
    }

    /** Closes every connection and the port. */
    @Override
    public void close() {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(WAIT_SECONDS, SECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("the simulated provider did not start or stop in time", e);
        }
    }

    private static final class Listening extends VerticleBase {
        private final int port;
        private final @Nullable String requiredKey;
        private final Sightings sightings;
        private volatile @Nullable HttpServer server;

        Listening(int port, @Nullable String requiredKey, Sightings sightings) {
            this.port = port;
            this.requiredKey = requiredKey;
            this.sightings = sightings;
        }

        @Override
        public Future<?> start() {
            HttpServerOptions options = new HttpServerOptions().setAcceptBacklog(1024);
            HttpServer created = vertx.createHttpServer(options)
                    .requestHandler(new ProviderRequests(new Pacer(vertx), sightings, requiredKey));
            server = created;
            return created.listen(port);
        }

        int actualPort() {
            HttpServer started = server;
            return started == null ? 0 : started.actualPort();
        }
    }
}
