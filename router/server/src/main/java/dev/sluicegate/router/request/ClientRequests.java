package dev.sluicegate.router.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.router.account.InFlightRequest;
import dev.sluicegate.router.account.Ledger;
import dev.sluicegate.router.auth.Authenticator;
import dev.sluicegate.router.auth.Caller;
import dev.sluicegate.router.config.Affinity;
import dev.sluicegate.router.config.ByteSize;
import dev.sluicegate.router.forward.AttemptCounts;
import dev.sluicegate.router.forward.RetryingForwarder;
import dev.sluicegate.router.forward.target.Route;
import dev.sluicegate.router.listen.ClientConnection;
import dev.sluicegate.router.listen.ClientConnections;
import dev.sluicegate.router.listen.ClientProtocol;
import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.provider.BodyReading;
import dev.sluicegate.router.provider.ModelPage;
import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.provider.Protocol;
import dev.sluicegate.router.provider.ShutdownNotice;
import dev.sluicegate.router.response.ClientResponse;
import dev.sluicegate.router.runtime.RuntimeConfig;
import dev.sluicegate.router.upstream.UpstreamClient;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way of a client's request, from its arrival to its forwarding. Read from top to bottom. One for each event loop. */
public final class ClientRequests implements Handler<HttpServerRequest> {
    private static final Logger log = LoggerFactory.getLogger(ClientRequests.class);

    private static final int LONGEST_PROMPT_LOGGED = 64 * 1024;

    private final Vertx vertx = Objects.requireNonNull(Vertx.currentContext()).owner();
    private final Context loop = Objects.requireNonNull(Vertx.currentContext());
    private final UpstreamClient client = new UpstreamClient(vertx);
    private final Admission admission = new Admission(loop, ClientRequests::broken);
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
            Supplier<RuntimeConfig> serving,
            AttemptCounts attempts,
            BodyBudget bodies,
            Supplier<ShutdownNotice> shutdownNotice) {}

    /** To be called on the event loop that it is for. */
    public ClientRequests(Shared shared) {
        this.shared = shared;
    }

    @Override
    public void handle(HttpServerRequest request) {
        ClientConnection connection = ClientConnections.of(request.connection());
        if (!connection.requestArrived()) {
            return;
        }
        // 1. It counts from here on, until its reply is over.
        InFlightRequest carried = shared.ledger.begin(RequestIds.of(request));
        shared.ledger.trace(carried, request::getHeader);
        Endpoint endpoint = Endpoint.of(request);
        Protocol protocol = endpoint == null ? ClientProtocol.guess(request) : endpoint.protocol();
        ClientResponse reply = new ClientResponse(vertx, request, protocol, carried, connection);
        carried.onCut(() -> loop.runOnContext(_ -> reply.cut(shared.shutdownNotice.get())));
        try {
            answer(request, reply, endpoint);
        } catch (RuntimeException e) {
            broken(reply, e);
        }
    }

    private void answer(HttpServerRequest request, ClientResponse reply, @Nullable Endpoint endpoint) {
        // 2. Is there something at this path, and may it be asked in this way?
        if (endpoint == null) {
            reply.error(new ApiError(ApiError.Kind.NOT_FOUND, "there is nothing at " + request.path()));
        } else if (!request.method().name().equals(endpoint.method())) {
            reply.error(new ApiError(
                    ApiError.Kind.METHOD_NOT_ALLOWED,
                    request.path() + " takes " + endpoint.method() + ", not " + request.method()));
        } else {
            if (endpoint instanceof Endpoint.Generate(Operation operation)) {
                reply.carried().asks(operation);
            }
            RuntimeConfig serving = shared.serving.get();
            // 3. Who is asking?
            switch (serving.governing().authenticator().check(request::getHeader)) {
                case Authenticator.Answer.Refused(ApiError error) -> reply.error(error);
                case Authenticator.Answer.Accepted(Caller caller) -> {
                    reply.carried().from(caller.id(), caller.labels());
                    serve(new Call(request, reply, serving, caller), endpoint);
                }
            }
        }
    }

    private void serve(Call call, Endpoint endpoint) {
        switch (endpoint) {
            case Endpoint.ListModels _ -> {
                List<String> models =
                        call.caller().allowed(call.serving().routing().namesAndAliases());
                ModelPage page = Models.page(call, models);
                if (page == null) {
                    call.reply()
                            .error(
                                    new ApiError(
                                            ApiError.Kind.INVALID_REQUEST,
                                            "limit must be 1 to 1000, and after_id and before_id must each be one of the models here"));
                } else {
                    call.reply().json(200, call.reply().protocol().modelList(page));
                }
            }
            case Endpoint.OneModel one -> oneModel(call, one.model());
            // 4. Take in the body.
            case Endpoint.Generate(Operation operation) -> takeIn(call, operation);
        }
    }

    private void takeIn(Call call, Operation operation) {
        ByteSize limit = shared.bodies.atMost(call.serving().config().limits().maxRequestBodySize());
        BodyReader body = new BodyReader(vertx, call.request(), limit, shared.bodies.share());
        call.reply().whenOver(body::drop);
        body.read(() -> bodyIsIn(call, operation, body), call.reply()::error);
    }

    private static void oneModel(Call call, String model) {
        ClientResponse reply = call.reply();
        ApiError refusal = Models.refusal(call, model);
        if (refusal != null) {
            reply.error(refusal);
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
        ClientResponse reply = call.reply();
        // 5. Which model, may it be used, and is the answer to be streamed?
        switch (body.facts()) {
            case BodyReading.Invalid(String problem) ->
                reply.error(new ApiError(ApiError.Kind.INVALID_REQUEST, problem));
            case BodyReading.Valid facts -> {
                reply.carried().identified(facts.model(), facts.stream());
                if (call.serving().config().logging().prompts()) {
                    logPrompt(reply, body);
                }
                ApiError refusal = Models.refusal(call, facts.model());
                if (refusal != null) {
                    reply.error(refusal);
                } else {
                    // 6. Is there something left of what the caller may use?
                    reply.carried().pricedBy(call.serving().governing().prices());
                    admission.ask(call, () -> choose(call, operation, body, facts));
                }
            }
        }
    }

    /** Only because somebody asked for it in the config. */
    private static void logPrompt(ClientResponse reply, BodyReader body) {
        log.atInfo()
                .addKeyValue("request", reply.requestId())
                .addKeyValue("body", new String(body.beginning(LONGEST_PROMPT_LOGGED), UTF_8))
                .log("prompt");
    }

    private void choose(Call call, Operation operation, BodyReader body, BodyReading.Valid facts) {
        // 7. Has just this been answered before? If not, where does it go?
        if (ResponseCacheStage.answered(call, operation, body, facts)) {
            return;
        }
        Route route = Objects.requireNonNull(call.serving().routing().route(facts.model()));
        forward(call, route, facts, new UpstreamRequests(vertx, operation, body, facts, shared.bodies));
    }

    private void forward(Call call, Route route, BodyReading.Valid facts, UpstreamRequests requests) {
        // 8. Forward it, in the words of whichever provider is to serve it; the answer streams back by itself.
        RetryingForwarder attempts = new RetryingForwarder(
                vertx,
                loop,
                call.reply(),
                new RetryingForwarder.Asked(
                        call.request(), route, facts.stream(), requests, affinity(call, route), client(call)),
                new RetryingForwarder.Means(
                        client,
                        call.serving().upstreams(),
                        call.serving().config().streams().heartbeat(),
                        shared.attempts));
        call.reply().carried().onCut(() -> loop.runOnContext(_ -> attempts.cut(shared.shutdownNotice.get())));
        attempts.start();
    }

    /** What requests that belong together have in common; null if any target is as good as another. */
    private static @Nullable String affinity(Call call, Route route) {
        Affinity affinity = route.affinity();
        if (affinity == null) {
            return null;
        }
        return switch (affinity.by()) {
            case KEY -> call.reply().carried().key();
            case HEADER -> affinity.header() == null ? null : call.request().getHeader(affinity.header());
        };
    }

    /** Whose turn it is in a queue. */
    private static String client(Call call) {
        String key = call.reply().carried().key();
        return key == null ? "" : key;
    }

    /** A mistake of our own must not leave a request in flight for ever. */
    private static void broken(ClientResponse reply, Throwable e) {
        log.atError()
                .addKeyValue("request", reply.requestId())
                .setCause(e)
                .log("a request met a mistake in the router");
        reply.error(new ApiError(ApiError.Kind.INTERNAL, "the gateway made a mistake; its log has the details"));
    }
}
