package dev.sluicegate.router.forward;

import dev.sluicegate.router.provider.ApiError;
import java.time.Duration;

/** The errors that clients get when no provider can serve them. */
final class ForwardingErrors {
    /** Requests end all the time, and what they held is free then. */
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private ForwardingErrors() {}

    /** No attempt that failed comes here: its failure has been told. */
    static ApiError noProvider() {
        return new ApiError(ApiError.Kind.OVERLOADED, "no provider can serve this model now");
    }

    /** Nothing was sent: without a key the answer would be a refusal that sounds like one of the gateway's. */
    static ApiError noClientKey(String provider) {
        return new ApiError(
                ApiError.Kind.UNAUTHENTICATED,
                "provider '" + provider
                        + "' is asked with your own key for it; send that as its SDK does, and the gateway's"
                        + " key, if you need one, in the header x-sluicegate-key");
    }

    static ApiError queueFull(String model) {
        return new ApiError(
                ApiError.Kind.QUEUE_FULL,
                "as many requests as may are waiting for model '" + model + "' already; try again soon",
                RETRY_AFTER);
    }

    static ApiError overloaded(String provider) {
        return new ApiError(
                ApiError.Kind.OVERLOADED,
                "provider '" + provider + "' is serving as many requests as it may; try again soon",
                RETRY_AFTER);
    }

    static ApiError noServer(String provider) {
        return new ApiError(
                ApiError.Kind.OVERLOADED,
                "no server of provider '" + provider + "' is ready now; try again soon",
                RETRY_AFTER);
    }

    static ApiError queueTimeout(String model) {
        return new ApiError(
                ApiError.Kind.OVERLOADED,
                "no place for model '" + model + "' became free in time; try again soon",
                RETRY_AFTER);
    }

    static ApiError internal() {
        return new ApiError(ApiError.Kind.INTERNAL, "the gateway made a mistake; its log has the details");
    }
}
