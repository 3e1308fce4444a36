package dev.sluicegate.router.http;

import dev.sluicegate.router.provider.BodyReading;
import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.stream.RequestBody;
import dev.sluicegate.router.stream.UpstreamRequest;
import dev.sluicegate.router.translate.Translation;
import dev.sluicegate.router.upstream.Upstream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts one client's request into the words of whichever provider is to serve it. Used on the request's event loop only. */
final class UpstreamRequests {
    /** Larger bodies, with pictures in them, are translated by a worker, so that the event loop goes on meanwhile. */
    private static final int TRANSLATED_AT_ONCE = 128 * 1024;

    private final Vertx vertx;
    private final Operation asked;
    private final BodyReader body;
    private final BodyReading.Valid facts;

    UpstreamRequests(Vertx vertx, Operation asked, BodyReader body, BodyReading.Valid facts) {
        this.vertx = vertx;
        this.asked = asked;
        this.body = body;
        this.facts = facts;
    }

    /** What became of it. */
    sealed interface Result {
        record Ready(UpstreamRequest request) implements Result {}

        /** @param sentence for the client */
        record Refused(String sentence) implements Result {}
    }

    /** @param modelThere the model's name at the provider; null if it is the client's own word for it */
    Future<Result> of(Upstream upstream, @Nullable String modelThere) {
        String model = modelThere == null ? facts.model() : modelThere;
        Operation there = upstream.serves(asked);
        if (there == null) {
            return Future.succeededFuture(
                    new Result.Refused(asked.refusal(upstream.protocol().api())));
        }
        if (there == asked) {
            return Future.succeededFuture(
                    new Result.Ready(new UpstreamRequest(there, model, body.forModel(facts, model), null)));
        }
        if (body.length() <= TRANSLATED_AT_ONCE) {
            return Future.succeededFuture(translate(there, model));
        }
        return vertx.executeBlocking(() -> translate(there, model), false)
                .map(result -> Objects.requireNonNull(result));
    }

    private Result translate(Operation there, String model) {
        return switch (Translation.of(asked, there, body.bytes(), model)) {
            case Translation.Result.Refused(String sentence) -> new Result.Refused(sentence);
            case Translation.Result.Translated(Translation translation) ->
                new Result.Ready(new UpstreamRequest(there, model, RequestBody.of(translation.body()), translation));
        };
    }
}
