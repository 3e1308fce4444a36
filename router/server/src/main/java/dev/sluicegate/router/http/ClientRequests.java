package dev.sluicegate.router.http;

import dev.sluicegate.router.account.Carried;
import dev.sluicegate.router.account.Ledger;
import dev.sluicegate.router.config.ByteSize;
import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.provider.BodyReading;
import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.provider.Protocol;
import dev.sluicegate.router.provider.ShutdownNotice;
import dev.sluicegate.router.routing.Route;
import dev.sluicegate.router.routing.RoutingTable;
import dev.sluicegate.router.stream.Exchange;
import dev.sluicegate.router.stream.Reply;
import dev.sluicegate.router.stream.UpstreamRequest;
import dev.sluicegate.router.upstream.Upstream;
import dev.sluicegate.router.upstream.UpstreamClient;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of a client's request, from its arrival to its forwarding. Read from top to bottom. One for each event loop. */
public final class ClientRequests implements Handler<HttpServerRequest> {
    private static final Logger log = LoggerFactory.getLogger(ClientRequests.class);
    private static final int MODELS_IN_A_SENTENCE = 20;

    private final Vertx vertx = Objects.requireNonNull(Vertx.currentContext()).owner();
    private final Context loop = Objects.requireNonNull(Vertx.currentContext());
    private final UpstreamClient client = new UpstreamClient(vertx);
    private final Shared shared;

    /**
     * What the event loops share. All of it is safe for any thread.
     *
     * @param upstreams by the provider's name
     * @param shutdownNotice what a client that is cut is told
     */
    public record Shared(
            ClientConnections connections,
            Ledger ledger,
            RoutingTable routing,
            Map<String, Upstream> upstreams,
            ByteSize bodyLimit,
            Supplier<ShutdownNotice> shutdownNotice) {}

    /** To be called on the event loop that it is for. */
    public ClientRequests(Shared shared) {
        this.shared = shared;
    }

    @Override
    public void handle(HttpServerRequest request) {
        ClientConnection connection = shared.connections.of(request.connection());
        if (!connection.requestArrived()) {
            return;
        }
        // 1. It counts from here on, until its reply is over.
        Carried carried = shared.ledger.begin(RequestIds.of(request));
        Endpoint endpoint = Endpoint.of(request);
        Protocol protocol = endpoint == null ? Endpoint.guess(request) : endpoint.protocol();
        Reply reply = new Reply(vertx, request, protocol, carried, connection);
        carried.onCut(() -> loop.runOnContext(_ -> reply.cut(shared.shutdownNotice.get())));
        try {
            answer(request, endpoint, reply);
        } catch (RuntimeException e) {
            broken(reply, e);
        }
    }

    private void answer(HttpServerRequest request, @Nullable Endpoint endpoint, Reply reply) {
        // 2. Is there something at this path, and may it be asked in this way?
        if (endpoint == null) {
            reply.error(new ApiError(ApiError.Kind.NOT_FOUND, "there is nothing at " + request.path()));
        } else if (!request.method().name().equals(endpoint.method())) {
            reply.error(new ApiError(
                    ApiError.Kind.METHOD_NOT_ALLOWED,
                    request.path() + " takes " + endpoint.method() + ", not " + request.method()));
        } else {
            switch (endpoint) {
                case Endpoint.ListModels _ ->
                    reply.json(200, reply.protocol().modelList(shared.routing.namesAndAliases()));
                case Endpoint.OneModel one -> oneModel(reply, one.model());
                // 3. Take in the body.
                case Endpoint.Generate(Operation operation) ->
                    new BodyReader(vertx, request, shared.bodyLimit)
                            .read(body -> bodyIsIn(request, operation, reply, body), reply::error);
            }
        }
    }

    private void oneModel(Reply reply, String model) {
        if (shared.routing.route(model) == null) {
            reply.error(unknownModel(model));
        } else {
            reply.json(200, reply.protocol().model(model));
        }
    }

    private void bodyIsIn(HttpServerRequest request, Operation operation, Reply reply, BodyReader body) {
        try {
            if (!reply.isOver()) {
                route(request, operation, reply, body);
            }
        } catch (RuntimeException e) {
            broken(reply, e);
        }
    }

    private void route(HttpServerRequest request, Operation operation, Reply reply, BodyReader body) {
        // 4. Which model, and is it to be streamed?
        switch (body.facts()) {
            case BodyReading.Invalid(String problem) ->
                reply.error(new ApiError(ApiError.Kind.INVALID_REQUEST, problem));
            case BodyReading.Valid facts -> {
                reply.carried().identified(facts.model(), facts.stream());
                // 5. Where does it go?
                Route route = shared.routing.route(facts.model());
                if (route == null) {
                    reply.error(unknownModel(facts.model()));
                } else {
                    forward(
                            request,
                            reply,
                            new UpstreamRequests(vertx, operation, body, facts),
                            route.choose(ThreadLocalRandom.current()));
                }
            }
        }
    }

    private void forward(HttpServerRequest request, Reply reply, UpstreamRequests requests, Route.Target target) {
        Upstream upstream =
                Objects.requireNonNull(shared.upstreams.get(target.provider().name()));
        // 6. Put it into the provider's words, if it can be.
        requests.of(upstream, target.model())
                .map(result -> {
                    send(request, reply, upstream, Objects.requireNonNull(result));
                    return result;
                })
                .onFailure(e -> broken(reply, e));
    }

    /** A mistake of our own must not leave a request in flight for ever. */
    private static void broken(Reply reply, Throwable e) {
        log.atError()
                .addKeyValue("request", reply.requestId())
                .setCause(e)
                .log("a request met a mistake in the router");
        reply.error(new ApiError(ApiError.Kind.INTERNAL, "the gateway made a mistake; its log has the details"));
    }

    private void send(HttpServerRequest request, Reply reply, Upstream upstream, UpstreamRequests.Result result) {
        if (reply.isOver()) {
            return;
        }
        switch (result) {
            case UpstreamRequests.Result.Refused(String sentence) ->
                reply.error(new ApiError(ApiError.Kind.NOT_SUPPORTED, sentence));
            case UpstreamRequests.Result.Ready(UpstreamRequest ready) -> {
                // 7. Forward it; the answer streams back by itself.
                Exchange exchange = new Exchange(vertx, client, upstream, reply, ready);
                reply.carried().onCut(() -> loop.runOnContext(_ -> exchange.cut(shared.shutdownNotice.get())));
                exchange.start(request.headers(), request.query());
            }
        }
    }

    private ApiError unknownModel(String model) {
        List<String> names = shared.routing.names();
        String known = String.join(", ", names.subList(0, Math.min(names.size(), MODELS_IN_A_SENTENCE)));
        return new ApiError(
                ApiError.Kind.MODEL_NOT_FOUND,
                "there is no model '" + shorten(model) + "' here; there is " + known
                        + (names.size() > MODELS_IN_A_SENTENCE ? ", …" : ""));
    }

    private static String shorten(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
