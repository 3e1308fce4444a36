package dev.sluicegate.e2e.provider;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers every request to the simulated provider. Confined to one event loop. */
final class ProviderRequests implements Handler<HttpServerRequest> {
    /** The request headers in which SDKs, gateways and mistakes put keys. */
    private static final List<String> CREDENTIALS =
            List.of("authorization", "x-api-key", "api-key", "proxy-authorization", "cookie");

    private final Pacer pacer;
    private final Sightings sightings;
    private volatile Set<String> acceptedKeys;
    private volatile Outage outage = Outage.NONE;
    private int refused;

    ProviderRequests(Pacer pacer, Sightings sightings, @Nullable String requiredKey) {
        this.pacer = pacer;
        this.sightings = sightings;
        this.acceptedKeys = requiredKey == null ? Set.of() : Set.of(requiredKey);
    }

    @Override
    public void handle(HttpServerRequest request) {
        switch (request.method() + " " + request.path()) {
            case "POST /v1/chat/completions" -> request.body().onSuccess(body -> complete(request, body, false));
            case "POST /v1/messages" -> request.body().onSuccess(body -> complete(request, body, true));
            case "GET /v1/models" -> json(request.response(), models());
            case "GET /_sim/seen" -> json(request.response(), seen());
            case "GET /_sim/counts" -> json(request.response(), counts());
            case "GET /_sim/credentials" ->
                json(request.response(), new JsonObject().put("credentials", List.copyOf(sightings.credentials())));
            case "DELETE /_sim/seen" -> {
                sightings.reset();
                request.response().setStatusCode(204).end();
            }
            case "PUT /_sim/keys" -> {
                acceptedKeys = Set.copyOf(request.params().getAll("key"));
                request.response().setStatusCode(204).end();
            }
            case "PUT /_sim/outage" -> {
                outage = Outage.of(request.params());
                request.response().setStatusCode(204).end();
            }
            case "GET /_sim/refused" -> json(request.response(), new JsonObject().put("refused", refused));
            case "GET /_sim/alive" -> request.response().end();
            default ->
                request.response().setStatusCode(404).end("the simulated provider has no " + request.path() + "\n");
        }
    }

    private void complete(HttpServerRequest request, Buffer body, boolean anthropic) {
        Directive directive;
        JsonObject json;
        try {
            json = new JsonObject(body);
            directive = Directive.parse(lastUserText(json));
        } catch (DecodeException | IllegalArgumentException | ClassCastException e) {
            refuse(request.response(), answer(Directive.NONE, new JsonObject(), anthropic), 400, e.toString());
            return;
        }
        Answer answer = answer(directive, json, anthropic);
        CREDENTIALS.forEach(header -> request.headers().getAll(header).forEach(sightings::presented));
        if (!acceptedKeys.isEmpty() && !acceptedKeys.contains(String.valueOf(key(request)))) {
            // with the key in it, as some providers do
            refuse(request.response(), answer, 401, "the API key is wrong or missing: " + key(request));
            return;
        }
        Outage now = outage;
        if (now.closes()) {
            request.response().putHeader("connection", "close");
        }
        if (now.status() != 0) {
            refused++;
            request.response().putHeader("retry-after", String.valueOf(now.retryAfter()));
            refuse(request.response(), answer, now.status(), "the simulated provider refuses all requests");
            return;
        }
        count(request, directive);
        if (directive.firstMs() > 0) {
            pacer.after(directive.firstMs(), () -> respond(request, json, directive, answer));
        } else {
            respond(request, json, directive, answer);
        }
    }

    private void count(HttpServerRequest request, Directive directive) {
        sightings.arrived(directive);
        HttpServerResponse response = request.response();
        // the close handler also runs after a response that was written to its end
        response.closeHandler(closed -> {
            if (!response.ended()) {
                sightings.cancelled(directive);
            }
        });
        response.endHandler(ended -> sightings.completed(directive));
    }

    private void respond(HttpServerRequest request, JsonObject json, Directive directive, Answer answer) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        response.putHeader("x-request-id", "req-" + directive.id());
        if (directive.fault().status().isPresent()) {
            refuse(response, answer, directive.fault().status().get(), "the simulated provider was told to fail");
        } else if (directive.fault() == Fault.RESET_BEFORE_FIRST_BYTE) {
            Reset.connectionOf(request);
        } else if (json.getBoolean("stream", false)) {
            new PacedStream(request, directive, answer, pacer).start();
        } else {
            response.putHeader("content-type", "application/json");
            long takesMs = (long) directive.tokens() * directive.paceMs();
            if (takesMs == 0) {
                response.end(answer.whole());
            } else {
                pacer.after(takesMs, () -> end(response, answer.whole()));
            }
        }
    }

    private static void end(HttpServerResponse response, String body) {
        if (!response.closed()) {
            response.end(body);
        }
    }

    private static Answer answer(Directive directive, JsonObject json, boolean anthropic) {
        String model = json.getString("model", "sim");
        boolean usage = json.getJsonObject("stream_options", new JsonObject()).getBoolean("include_usage", false);
        return anthropic ? new AnthropicAnswer(directive, model) : new OpenAiAnswer(directive, model, usage);
    }

    private static void refuse(HttpServerResponse response, Answer answer, int status, String message) {
        response.setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(answer.refusal(status, message));
    }

    private static @Nullable String key(HttpServerRequest request) {
        String authorization = request.getHeader("authorization");
        return authorization != null && authorization.startsWith("Bearer ")
                ? authorization.substring("Bearer ".length())
                : request.getHeader("x-api-key");
    }

    private static String lastUserText(JsonObject json) {
        String text = "";
        JsonArray messages = json.getJsonArray("messages", new JsonArray());
        for (int i = 0; i < messages.size(); i++) {
            JsonObject message = messages.getJsonObject(i);
            if ("user".equals(message.getString("role"))) {
                text = text(message.getValue("content"));
            }
        }
        return text;
    }

    private static String text(@Nullable Object content) {
        return switch (content) {
            case null -> "";
            case String text -> text;
            case JsonArray parts -> {
                StringBuilder text = new StringBuilder();
                for (int i = 0; i < parts.size(); i++) {
                    text.append(parts.getJsonObject(i).getString("text", "")).append('\n');
                }
                yield text.toString();
            }
            default -> "";
        };
    }

    private static void json(HttpServerResponse response, JsonObject body) {
        response.putHeader("content-type", "application/json").end(body.encode());
    }

    private static JsonObject models() {
        JsonObject model = new JsonObject()
                .put("id", "sim")
                .put("object", "model")
                .put("created", 1_700_000_000)
                .put("owned_by", "sluicegate");
        return new JsonObject().put("object", "list").put("data", new JsonArray().add(model));
    }

    private JsonObject seen() {
        JsonObject all = new JsonObject();
        for (Map.Entry<String, Sighting> entry : sightings.all().entrySet()) {
            Sighting sighting = entry.getValue();
            all.put(
                    entry.getKey(),
                    new JsonObject()
                            .put("count", sighting.count())
                            .put("completed", sighting.completed())
                            .put("cancelled", sighting.cancelled()));
        }
        return all;
    }

    private JsonObject counts() {
        JsonObject all = new JsonObject();
        sightings.all().forEach((id, sighting) -> all.put(id, sighting.count()));
        return all;
    }
}
