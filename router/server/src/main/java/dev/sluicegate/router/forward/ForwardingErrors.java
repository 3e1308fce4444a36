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
