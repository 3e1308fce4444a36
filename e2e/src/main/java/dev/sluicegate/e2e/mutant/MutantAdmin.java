package dev.sluicegate.e2e.mutant;

import dev.sluicegate.router.adminapi.AdminApi;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;

/** An admin port that hands everything on to the real router's but what is broken. On one event loop. */
final class MutantAdmin {
    private final Vertx vertx;
    private final Mutant mutant;
    private final String configHash;
    private final int behind;
    private final ShutdownAloneFront clients;
    private final HttpClient router;
    private boolean toldToDrain;

    /** @param configHash of the config that was meant, because the real router runs one with other ports */
    MutantAdmin(Vertx vertx, Mutant mutant, String configHash, int behind, ShutdownAloneFront clients) {
        this.vertx = vertx;
        this.mutant = mutant;
        this.configHash = configHash;
        this.behind = behind;
        this.clients = clients;
        this.router = vertx.createHttpClient();
    }

    Future<?> listen(int port) {
        return vertx.createHttpServer().requestHandler(this::handle).listen(port);
    }

    private void handle(HttpServerRequest request) {
        boolean drain = AdminApi.DRAIN.equals(request.path()) || AdminApi.DRAIN_WAIT.equals(request.path());
        if (!drain) {
            pass(request, request.uri());
            return;
        }
        switch (mutant) {
            case CRASHES_UNDER_LOAD, READY_EARLY, STALLS, FILLS_ITS_HEAP -> pass(request, request.uri());
            case DRAIN_FAILS -> request.response().setStatusCode(500).end("{}");
            case NO_DRAIN -> {
                toldToDrain = true;
                pass(request, AdminApi.STATUS);
            }
            case SHUTDOWN_ALONE -> {
                toldToDrain = true;
                Future<?> down = clients.shutdown();
                if (AdminApi.DRAIN_WAIT.equals(request.path())) {
                    request.pause();
                    down.onComplete(done -> {
                        request.resume();
                        pass(request, AdminApi.STATUS);
                    });
                } else {
                    pass(request, AdminApi.STATUS);
                }
            }
        }
    }

    private void pass(HttpServerRequest request, String path) {
        boolean status = path.equals(AdminApi.STATUS);
        request.body()
                .compose(body -> router.request(status ? HttpMethod.GET : request.method(), behind, "127.0.0.1", path)
                        .compose(sending -> {
                            String authorization = request.getHeader("authorization");
                            if (authorization != null) {
                                sending.putHeader("authorization", authorization);
                            }
                            return sending.send(status ? Buffer.buffer() : body);
                        }))
                .compose(response -> response.body().map(body -> answer(request, response, body, status)))
                .onFailure(failed -> request.response().setStatusCode(502).end());
    }

    private Future<Void> answer(HttpServerRequest request, HttpClientResponse response, Buffer body, boolean status) {
        int code = AdminApi.READY.equals(request.path()) ? ready(response.statusCode()) : response.statusCode();
        String type = response.getHeader("content-type");
        if (type != null) {
            request.response().putHeader("content-type", type);
        }
        boolean rewritten = status && response.statusCode() == 200;
        return request.response().setStatusCode(code).end(rewritten ? rewritten(new JsonObject(body)) : body);
    }

    private int ready(int code) {
        if (mutant == Mutant.READY_EARLY) {
            return 200;
        }
        return toldToDrain && isDrained() ? 503 : code;
    }

    private Buffer rewritten(JsonObject status) {
        status.put("configHash", configHash);
        if (mutant == Mutant.READY_EARLY && "starting".equals(status.getString("phase"))) {
            status.put("phase", "serving");
        }
        if (toldToDrain) {
            status.put("phase", isDrained() ? "drained" : "draining");
        }
        if (toldToDrain && mutant == Mutant.NO_DRAIN) {
            status.put(
                    "inFlight",
                    new JsonObject().put("requests", 0).put("streams", 0).put("oldestAgeMs", 0));
        }
        return status.toBuffer();
    }

    private boolean isDrained() {
        return mutant == Mutant.NO_DRAIN || clients.isDown();
    }
}
