package dev.sluicegate.router.provider;

import org.jspecify.annotations.Nullable;

/**
 * Told to every client that a drain's deadline cuts.
 *
 * @param reason why the router goes, for people
 * @param restartExpectedMs in how many milliseconds a new request is likely to be served; null when that is not known
 */
public record ShutdownNotice(String reason, @Nullable Long restartExpectedMs) {
    String sentence() {
        return "the gateway is shutting down and ended this response before it was complete: " + reason;
    }

    /** The same as an error with an HTTP status, for a response that has not begun. */
    public ApiError error() {
        return new ApiError(
                ApiError.Kind.GATEWAY_SHUTDOWN,
                "the gateway is shutting down and did not complete this request: " + reason,
                null);
    }
}
