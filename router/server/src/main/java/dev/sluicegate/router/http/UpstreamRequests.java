package dev.sluicegate.router.http;

import dev.sluicegate.router.provider.BodyReading;
import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.stream.RequestBody;
import dev.sluicegate.router.stream.UpstreamRequest;
import dev.sluicegate.router.stream.UpstreamRequest.Wording;
import dev.sluicegate.router.translate.Translation;
import dev.sluicegate.router.upstream.Upstream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts one client's request into the words of whichever provider is to serve it. Used on the request's event loop only. */
final class UpstreamRequests implements UpstreamRequest.Writer {
    /** Larger bodies, with pictures in them, are translated by a worker, so that the event loop goes on meanwhile. */
    private static final int TRANSLATED_AT_ONCE = 128 * 1024;

    private final Vertx vertx;
    private final Operation asked;
    private final BodyReader body;
    private final BodyReading.Valid facts;
    /** What has been written already: the same provider may be asked again, and a translation takes time. */
    private final List<UpstreamRequest> ready = new ArrayList<>(1);

    UpstreamRequests(Vertx vertx, Operation asked, BodyReader body, BodyReading.Valid facts) {
        this.vertx = vertx;
        this.asked = asked;
        this.body = body;
        this.facts = facts;
    }

    @Override
    public Future<Wording> of(Upstream upstream, @Nullable String modelThere) {
        String model = modelThere == null ? facts.model() : modelThere;
        Operation there = upstream.serves(asked);
        for (UpstreamRequest request : ready) {
            if (request.operation() == there && request.model().equals(model)) {
                return Future.succeededFuture(new Wording.Ready(request));
            }
        }
        return write(upstream, there, model).onSuccess(wording -> {
            if (wording instanceof Wording.Ready(UpstreamRequest request)) {
                ready.add(request);
            }
        });
    }

    private Future<Wording> write(Upstream upstream, @Nullable Operation there, String model) {
        if (there == null) {
            return Future.succeededFuture(
                    new Wording.Refused(asked.refusal(upstream.protocol().api())));
        }
        if (there == asked) {
            return Future.succeededFuture(
                    new Wording.Ready(new UpstreamRequest(there, model, body.forModel(facts, model), null)));
        }
        if (body.length() <= TRANSLATED_AT_ONCE) {
            return Future.succeededFuture(translate(there, model));
        }
        return vertx.executeBlocking(() -> translate(there, model), false)
                .map(result -> Objects.requireNonNull(result));
    }

    private Wording translate(Operation there, String model) {
        return switch (Translation.of(asked, there, body.bytes(), model)) {
            case Translation.Result.Refused(String sentence) -> new Wording.Refused(sentence);
            case Translation.Result.Translated(Translation translation) ->
                new Wording.Ready(new UpstreamRequest(there, model, RequestBody.of(translation.body()), translation));
        };
    }
}
