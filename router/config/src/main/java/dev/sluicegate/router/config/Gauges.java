package dev.sluicegate.router.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A vLLM server's gauges of waiting requests and of its cache, which balancing takes into account.
 *
 * @param path below the server's root; {@code /metrics} when absent
 * @param poll how often they are read; 5s when absent
 * @see <a href="https://docs.vllm.ai/en/latest/usage/metrics.html">vLLM's metrics</a>
 */
public record Gauges(String path, Duration poll) {
    public static final Gauges DEFAULT = new Gauges("/metrics", Duration.ofSeconds(5));

    @JsonCreator
    static Gauges of(@JsonProperty("path") @Nullable String path, @JsonProperty("poll") @Nullable Duration poll) {
        return new Gauges(Absent.or(path, DEFAULT.path), Absent.or(poll, DEFAULT.poll));
    }
}
