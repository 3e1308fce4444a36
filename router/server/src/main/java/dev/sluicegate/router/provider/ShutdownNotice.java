package dev.sluicegate.router.provider;

import java.time.Duration;
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

    /** When to try again; null when that is not known. Clients take long hints badly, so it is never more than a minute. */
    public @Nullable Duration retryAfter() {
        return restartExpectedMs == null ? null : Duration.ofMillis(Math.clamp(restartExpectedMs, 1_000, 60_000));
    }
}
