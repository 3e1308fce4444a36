package dev.sluicegate.router.request;

import dev.sluicegate.router.config.Api;
import dev.sluicegate.router.config.Model.CacheMarks;
import dev.sluicegate.router.config.Model.Unsupported;
import dev.sluicegate.router.forward.RequestBody;
import dev.sluicegate.router.forward.UpstreamRequest;
import dev.sluicegate.router.forward.UpstreamRequestEncoder;
import dev.sluicegate.router.forward.target.Route;
import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.provider.BodyReading;
import dev.sluicegate.router.provider.Features;
import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.translate.FieldCut;
import dev.sluicegate.router.translate.Translation;
import dev.sluicegate.router.translate.UnsignedThoughts;
import dev.sluicegate.router.translate.UnsignedThoughts.Cut;
import dev.sluicegate.router.upstream.Upstream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The encoder of one client's request, as it came or translated. Used on the request's event loop only. */
final class ClientRequestEncoder implements UpstreamRequestEncoder {
    /** Larger bodies, with pictures in them, are translated by a worker, so that the event loop goes on meanwhile. */
    private static final int TRANSLATED_AT_ONCE = 128 * 1024;

    private final Vertx vertx;
    private final Operation operation;
    private final BodyReader body;
    private final BodyReading.Valid facts;
    private final BodyBudget bodies;
    private final Unsupported unsupported;
    private final CacheMarks cacheMarks;
    /** What has been written already: the same provider may be asked again, and a translation takes time. */
    private final List<UpstreamRequest> ready = new ArrayList<>(1);

    private final List<BodyBudget.Reservation> translated = new ArrayList<>(0);
    private boolean released;
    /** Whether a provider has refused the thoughts in the conversation. */
    private boolean thoughtsRefused;

    ClientRequestEncoder(Vertx vertx, GenerationRequest request, BodyBudget bodies, Route route) {
        this.unsupported = route.unsupported();
        this.cacheMarks = route.cacheMarks();
        this.vertx = vertx;
        this.operation = request.operation();
        this.body = request.body();
        this.facts = request.facts();
        this.bodies = bodies;
    }

    @Override
    public Future<Encoding> encode(Upstream upstream, @Nullable String upstreamModel) {
        String model = upstreamModel == null ? facts.model() : upstreamModel;
        Operation target = upstream.serves(operation);
        for (UpstreamRequest request : ready) {
            if (request.operation() == target
                    && request.model().equals(model)
                    && request.usageHidden() == hidesUsage(upstream, target, model)
                    && (request.translation() == null || request.without().equals(without(upstream, model)))) {
                return Future.succeededFuture(new Encoding.Encoded(request));
            }
        }
        return write(upstream, target, model).onSuccess(encoding -> {
            if (encoding instanceof Encoding.Encoded(UpstreamRequest request) && !released) {
                ready.add(request);
            }
        });
    }

    @Override
    public void release() {
        if (!released) {
            released = true;
            ready.forEach(request -> request.body().drop());
            ready.clear();
            body.drop();
            translated.forEach(BodyBudget.Reservation::giveBack);
        }
    }

    @Override
    public boolean leaveOutThoughts(UpstreamRequest request, Buffer refusal) {
        boolean passed = request.translation() == null && operation.api() == Api.ANTHROPIC;
        if (!passed || thoughtsRefused || !UnsignedThoughts.areRefused(refusal.getBytes())) {
            return false;
        }
        thoughtsRefused = true;
        ready.removeIf(before -> before.translation() == null);
        return true;
    }

    private Future<Encoding> write(Upstream upstream, @Nullable Operation target, String model) {
        if (target == null) {
            return unsupported(operation.refusal(upstream.protocol().api()));
        }
        boolean passes = passesThrough(upstream, target);
        Cut thoughts = passes ? refusedThoughts() : Cut.NONE;
        if (passes && thoughts == Cut.NONE && upstream.features().cut().isEmpty()) {
            return Future.succeededFuture(new Encoding.Encoded(asItCame(upstream, target, model)));
        }
        long needed = passes && thoughts == Cut.NONE ? 3L * body.length() : body.treeSize();
        if (!bodies.everHolds(needed)) {
            return unsupported("a body of " + body.length()
                    + " bytes is too large to be translated for provider '" + upstream.name()
                    + "' in this gateway's memory; send less, or ask in the provider's own protocol");
        }
        BodyBudget.Reservation share = bodies.share();
        if (!share.reach(needed)) {
            return Future.succeededFuture(
                    new Encoding.NoMemory(BodyBudget.full("the gateway has no memory to translate this request")));
        }
        Translation.Options options =
                new Translation.Options(unsupported, cacheMarks, without(upstream, model), upstream.features());
        // of its own, since what this holds may be dropped while a worker reads it
        RequestBody whole = body.forModel(facts, null);
        Callable<Encoding> work = passes
                ? cutting(asItCame(upstream, target, model), upstream.features().cut(), thoughts)
                : () -> translate(target, model, whole, options);
        Future<Encoding> result = body.length() <= TRANSLATED_AT_ONCE
                ? atOnce(work)
                : vertx.executeBlocking(work, false).map(Objects::requireNonNull);
        return result.onComplete(done -> {
            if (!released && done.succeeded() && done.result() instanceof Encoding.Encoded(UpstreamRequest request)) {
                share.keep(request.body().length());
                translated.add(share);
            } else {
                share.giveBack();
            }
        });
    }

    private boolean passesThrough(Upstream upstream, @Nullable Operation target) {
        return target == operation
                && !(operation == Operation.CHAT && upstream.features().chatAdapted());
    }

    private static Future<Encoding> atOnce(Callable<Encoding> work) {
        try {
            return Future.succeededFuture(work.call());
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }

    private static Future<Encoding> unsupported(String sentence) {
        return Future.succeededFuture(new Encoding.Unsupported(new ApiError(ApiError.Kind.NOT_SUPPORTED, sentence)));
    }

    /** What passes through: only the model's name is another, and a stream's usage asked for. */
    private UpstreamRequest asItCame(Upstream upstream, Operation target, String model) {
        boolean hidden = hidesUsage(upstream, target, model);
        RequestBody spliced = hidden ? body.forModelWithUsage(facts, model) : body.forModel(facts, model);
        return new UpstreamRequest(target, model, spliced, null, List.of(), Set.of(), hidden, facts.encoded());
    }

    /** The same without what its provider refuses: fields that the config names, and thoughts. */
    private static Callable<Encoding> cutting(UpstreamRequest request, Set<String> names, Cut thoughts) {
        return () -> {
            FieldCut fields = FieldCut.of(request.body().bytes(), names);
            FieldCut cut = UnsignedThoughts.cut(fields.body(), thoughts);
            List<String> found = new ArrayList<>(fields.found());
            found.addAll(cut.found());
            return new Encoding.Encoded(request.cut(RequestBody.of(cut.body()), found));
        };
    }

    /** Those of others are there if an earlier answer in the conversation came by a translation, which its thoughts show. */
    private Cut refusedThoughts() {
        if (operation.api() != Api.ANTHROPIC) {
            return Cut.NONE;
        }
        if (thoughtsRefused) {
            return Cut.ALL;
        }
        return body.forModel(facts, null).contains(UnsignedThoughts.mark()) ? Cut.OTHERS : Cut.NONE;
    }

    /** What the provider is known to refuse of what a translation writes. */
    private static Set<String> without(Upstream upstream, String model) {
        return upstream.refusedFields().of(model);
    }

    /** Whether the router asks for a stream's usage where its client does not. */
    private boolean hidesUsage(Upstream upstream, @Nullable Operation target, String model) {
        return operation == Operation.CHAT
                && passesThrough(upstream, target)
                && facts.stream()
                && !facts.streamOptions()
                && !without(upstream, model).contains(Features.STREAM_OPTIONS);
    }

    private Encoding translate(Operation target, String model, RequestBody whole, Translation.Options options) {
        return switch (Translation.of(operation, target, whole.bytes(), model, options)) {
            case Translation.Result.Refused(ApiError error) -> new Encoding.Unsupported(error);
            case Translation.Result.Translated(Translation translation, byte[] bytes, List<String> dropped) ->
                new Encoding.Encoded(new UpstreamRequest(
                        target,
                        model,
                        RequestBody.of(bytes),
                        translation,
                        dropped,
                        options.without(),
                        false,
                        facts.encoded()));
        };
    }
}
