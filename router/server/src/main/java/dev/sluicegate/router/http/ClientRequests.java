package dev.sluicegate.router.http;

import dev.sluicegate.router.account.Carried;
import dev.sluicegate.router.account.Ledger;
import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.provider.BodyReading;
import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.provider.Protocol;
import dev.sluicegate.router.provider.ShutdownNotice;
import dev.sluicegate.router.routing.Route;
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
     * @param serving what the config means now; a request asks once
     * @param shutdownNotice what a client that is cut is told
     */
    public record Shared(
            ClientConnections connections,
            Ledger ledger,
            Supplier<Serving> serving,
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
            answer(new Call(request, reply, shared.serving.get()), endpoint);
        } catch (RuntimeException e) {
            broken(reply, e);
        }
    }

    private void answer(Call call, @Nullable Endpoint endpoint) {
        HttpServerRequest request = call.request();
        Reply reply = call.reply();
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
                    reply.json(
                            200,
                            reply.protocol().modelList(call.serving().routing().namesAndAliases()));
                case Endpoint.OneModel one -> oneModel(call, one.model());
                // 3. Take in the body.
                case Endpoint.Generate(Operation operation) -> {
                    reply.carried().asks(operation);
                    new BodyReader(
                                    vertx,
                                    request,
                                    call.serving().config().limits().requestBody())
                            .read(body -> bodyIsIn(call, operation, body), reply::error);
                }
            }
        }
    }

    private static void oneModel(Call call, String model) {
        Reply reply = call.reply();
        if (call.serving().routing().route(model) == null) {
            reply.error(unknownModel(call, model));
        } else {
            reply.json(200, reply.protocol().model(model));
        }
    }

    private void bodyIsIn(Call call, Operation operation, BodyReader body) {
        try {
            if (!call.reply().isOver()) {
                route(call, operation, body);
            }
        } catch (RuntimeException e) {
            broken(call.reply(), e);
        }
    }

    private void route(Call call, Operation operation, BodyReader body) {
        Reply reply = call.reply();
        // 4. Which model, and is it to be streamed?
        switch (body.facts()) {
            case BodyReading.Invalid(String problem) ->
                reply.error(new ApiError(ApiError.Kind.INVALID_REQUEST, problem));
            case BodyReading.Valid facts -> {
                reply.carried().identified(facts.model(), facts.stream());
                // 5. Where does it go?
                Route route = call.serving().routing().route(facts.model());
                if (route == null) {
                    reply.error(unknownModel(call, facts.model()));
                } else {
                    forward(
                            call,
                            new UpstreamRequests(vertx, operation, body, facts),
                            route.choose(ThreadLocalRandom.current()));
                }
            }
        }
    }

    private void forward(Call call, UpstreamRequests requests, Route.Target target) {
        Upstream upstream = Objects.requireNonNull(
                call.serving().upstreams().get(target.provider().name()));
        // 6. Put it into the provider's words, if it can be.
        requests.of(upstream, target.model())
                .map(result -> {
                    send(call, upstream, Objects.requireNonNull(result));
                    return result;
                })
                .onFailure(e -> broken(call.reply(), e));
    }

    /** A mistake of our own must not leave a request in flight for ever. */
    private static void broken(Reply reply, Throwable e) {
        log.atError()
                .addKeyValue("request", reply.requestId())
                .setCause(e)
                .log("a request met a mistake in the router");
        reply.error(new ApiError(ApiError.Kind.INTERNAL, "the gateway made a mistake; its log has the details"));
    }

    private void send(Call call, Upstream upstream, UpstreamRequests.Result result) {
        Reply reply = call.reply();
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
                exchange.start(call.request().headers(), call.request().query());
            }
        }
    }

    private static ApiError unknownModel(Call call, String model) {
        List<String> names = call.serving().routing().names();
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
