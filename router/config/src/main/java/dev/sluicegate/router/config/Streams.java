package dev.sluicegate.router.config;

import java.time.Duration;

/** @param heartbeat how often a stream that waits for its first event says a comment to its client; 0s never; 15s when absent */
public record Streams(Duration heartbeat) {
    public static final Streams DEFAULT = new Streams(Duration.ofSeconds(15));
}
