package dev.sluicegate.router.request;

import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.response.ClientResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A mistake of our own, which must not leave a request in flight for ever. */
final class RouterFault {
    private static final Logger log = LoggerFactory.getLogger(RouterFault.class);

    private RouterFault() {}

    static void answer(ClientResponse response, Throwable fault) {
        log.atError()
                .addKeyValue("request", response.requestId())
                .setCause(fault)
                .log("a request met a mistake in the router");
        response.error(new ApiError(ApiError.Kind.INTERNAL, "the gateway made a mistake; its log has the details"));
    }
}
