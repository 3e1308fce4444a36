package dev.sluicegate.router.request;

import dev.sluicegate.router.auth.Caller;
import dev.sluicegate.router.provider.BodyReading;
import dev.sluicegate.router.provider.Operation;
import dev.sluicegate.router.response.ClientResponse;
import dev.sluicegate.router.runtime.RuntimeConfig;
import io.vertx.core.http.HttpServerRequest;

/**
 * A request of which everything is known that decides where it goes.
 *
 * @param facts what the body says
 */
record GenerationRequest(AuthenticatedRequest head, Operation operation, BodyReader body, BodyReading.Valid facts) {
    HttpServerRequest http() {
        return head.http();
    }

    ClientResponse response() {
        return head.response();
    }

    RuntimeConfig config() {
        return head.config();
    }

    Caller caller() {
        return head.caller();
    }
}
