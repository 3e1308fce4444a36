package dev.sluicegate.router.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where requests wait when a provider is full.
 *
 * @param size how many may wait; 0, no queue, when absent
 * @param timeout the longest wait; 30s when absent
 */
public record Queue(int size, Duration timeout) {
    public static final Queue DEFAULT = new Queue(0, Duration.ofSeconds(30));

    @JsonCreator
    static Queue of(@JsonProperty("size") @Nullable Integer size, @JsonProperty("timeout") @Nullable Duration timeout) {
        return new Queue(Absent.or(size, DEFAULT.size), Absent.or(timeout, DEFAULT.timeout));
    }
}
