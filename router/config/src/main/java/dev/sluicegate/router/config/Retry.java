package dev.sluicegate.router.config;

import java.time.Duration;

/**
 * What is tried again, and only as long as the client has received nothing.
 *
 * @param attempts further attempts after the first, over all targets of the model; 2 when absent
 * @param backoff before the second attempt at the same target, doubled for each further one; 100ms when absent
 * @param maxBackoff 2s when absent
 * @param maxRetryAfter a provider that asks for a longer pause is not waited for; 10s when absent
 */
public record Retry(int attempts, Duration backoff, Duration maxBackoff, Duration maxRetryAfter) {
    public static final Retry DEFAULT =
            new Retry(2, Duration.ofMillis(100), Duration.ofSeconds(2), Duration.ofSeconds(10));
}
