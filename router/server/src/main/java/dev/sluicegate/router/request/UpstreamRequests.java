package dev.sluicegate.router.request;

import dev.sluicegate.router.forward.RequestBody;
import dev.sluicegate.router.forward.UpstreamRequest;
import dev.sluicegate.router.forward.UpstreamRequest.Wording;
import dev.sluicegate.router.provider.BodyReading;
import dev.sluicegate.router.provider.Operation;
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
    private final BodyBudget bodies;
    /** What has been written already: the same provider may be asked again, and a translation takes time. */
    private final List<UpstreamRequest> ready = new ArrayList<>(1);

    private final List<BodyBudget.Reservation> translated = new ArrayList<>(0);
    private boolean noMore;

    UpstreamRequests(Vertx vertx, Operation asked, BodyReader body, BodyReading.Valid facts, BodyBudget bodies) {
        this.vertx = vertx;
        this.asked = asked;
        this.body = body;
        this.facts = facts;
        this.bodies = bodies;
    }

    @Override
    public Future<Wording> of(Upstream upstream, @Nullable String modelThere) {
        String model = modelThere == null ? facts.model() : modelThere;
        Operation there = upstream.serves(asked);
        for (UpstreamRequest request : ready) {
            if (request.operation() == there
                    && request.model().equals(model)
                    && request.usageHidden() == hidesUsage(upstream, there)) {
                return Future.succeededFuture(new Wording.Ready(request));
            }
        }
        return write(upstream, there, model).onSuccess(wording -> {
            if (wording instanceof Wording.Ready(UpstreamRequest request) && !noMore) {
                ready.add(request);
            }
        });
    }

    @Override
    public void noMore() {
        if (!noMore) {
            noMore = true;
            ready.forEach(request -> request.body().drop());
            ready.clear();
            body.drop();
            translated.forEach(BodyBudget.Reservation::giveBack);
        }
    }

    private Future<Wording> write(Upstream upstream, @Nullable Operation there, String model) {
        if (there == null) {
            return Future.succeededFuture(
                    new Wording.Refused(asked.refusal(upstream.protocol().api())));
        }
        if (there == asked) {
            boolean hidden = hidesUsage(upstream, there);
            RequestBody words = hidden ? body.forModelWithUsage(facts, model) : body.forModel(facts, model);
            return Future.succeededFuture(
                    new Wording.Ready(new UpstreamRequest(there, model, words, null, hidden, facts.encoded())));
        }
        long needed = body.treeSize();
        if (!bodies.everHolds(needed)) {
            return Future.succeededFuture(new Wording.Refused("a body of " + body.length()
                    + " bytes is too large to be translated for provider '" + upstream.name()
                    + "' in this gateway's memory; send less, or ask in the provider's own protocol"));
        }
        BodyBudget.Reservation share = bodies.share();
        if (!share.reach(needed)) {
            return Future.succeededFuture(
                    new Wording.NoRoom(BodyBudget.full("the gateway has no memory to translate this request")));
        }
        // of its own, since what this holds may be dropped while a worker reads it
        RequestBody whole = body.forModel(facts, null);
        Future<Wording> result = body.length() <= TRANSLATED_AT_ONCE
                ? Future.succeededFuture(translate(there, model, whole))
                : vertx.executeBlocking(() -> translate(there, model, whole), false)
                        .map(Objects::requireNonNull);
        return result.onComplete(done -> {
            if (!noMore && done.succeeded() && done.result() instanceof Wording.Ready(UpstreamRequest request)) {
                share.keep(request.body().length());
                translated.add(share);
            } else {
                share.giveBack();
            }
        });
    }

    /** Whether the router asks for a stream's usage where its client does not. */
    private boolean hidesUsage(Upstream upstream, @Nullable Operation there) {
        return asked == Operation.CHAT
                && there == asked
                && facts.stream()
                && !facts.streamOptions()
                && upstream.isAskedForUsage();
    }

    private Wording translate(Operation there, String model, RequestBody whole) {
        return switch (Translation.of(asked, there, whole.bytes(), model)) {
            case Translation.Result.Refused(String sentence) -> new Wording.Refused(sentence);
            case Translation.Result.Translated(Translation translation, byte[] bytes) ->
                new Wording.Ready(
                        new UpstreamRequest(there, model, RequestBody.of(bytes), translation, false, facts.encoded()));
        };
    }
}
