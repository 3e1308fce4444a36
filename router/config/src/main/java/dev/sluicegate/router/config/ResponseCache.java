package dev.sluicegate.router.config;

import java.time.Duration;

/**
 * Answers of non-streaming requests that are given again to exactly the same request.
 *
 * @param size what all of them may hold together; 64Mi when absent
 * @param ttl how long one is good; 5m when absent
 */
public record ResponseCache(ByteSize size, Duration ttl) {
    public static final ResponseCache WITH_DEFAULTS =
            new ResponseCache(ByteSize.ofMebibytes(64), Duration.ofMinutes(5));
}
