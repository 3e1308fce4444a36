package dev.sluicegate.router.request;

import dev.sluicegate.router.auth.Caller;
import dev.sluicegate.router.response.ClientResponse;
import dev.sluicegate.router.runtime.RuntimeConfig;
import io.vertx.core.http.HttpServerRequest;

/**
 * One request on its way through {@link ClientRequests}.
 *
 * @param serving what the config meant when it arrived
 * @param caller who asks
 */
public record Call(HttpServerRequest request, ClientResponse reply, RuntimeConfig serving, Caller caller) {}
