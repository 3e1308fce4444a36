package dev.sluicegate.router.request;

import dev.sluicegate.router.response.ClientResponse;
import io.vertx.core.http.HttpServerRequest;

/** A request at an endpoint that exists, and the response that it will get. */
record AddressedRequest(HttpServerRequest http, ClientResponse response, Endpoint endpoint) {}
