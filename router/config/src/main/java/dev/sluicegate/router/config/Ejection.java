package dev.sluicegate.router.config;

import java.time.Duration;

/**
 * When a failing provider is left alone for a while, and for how long.
 *
 * @param failures within the window that eject it; 0 never ejects; 5 when absent
 * @param window 30s when absent
 * @param baseTime how long the first ejection lasts; each following one lasts twice as long; 5s when absent
 * @param maxTime the longest ejection; 5m when absent
 */
public record Ejection(int failures, Duration window, Duration baseTime, Duration maxTime) {
    public static final Ejection DEFAULT =
            new Ejection(5, Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofMinutes(5));
}
