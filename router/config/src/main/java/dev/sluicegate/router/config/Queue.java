package dev.sluicegate.router.config;

import java.time.Duration;

/**
 * Where requests wait when a provider is full.
 *
 * @param size how many may wait; 0, no queue, when absent
 * @param timeout the longest wait; 30s when absent
 */
public record Queue(int size, Duration timeout) {
    public static final Queue DEFAULT = new Queue(0, Duration.ofSeconds(30));
}
