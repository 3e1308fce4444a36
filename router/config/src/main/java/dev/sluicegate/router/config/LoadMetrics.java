package dev.sluicegate.router.config;

import java.time.Duration;

/**
 * A vLLM server's gauges of waiting requests and of its cache, which balancing takes into account.
 *
 * @param path below the server's root; {@code /metrics} when absent
 * @param pollInterval how often they are read; 5s when absent
 * @see <a href="https://docs.vllm.ai/en/latest/usage/metrics.html">vLLM's metrics</a>
 */
public record LoadMetrics(String path, Duration pollInterval) {
    public static final LoadMetrics WITH_DEFAULTS = new LoadMetrics("/metrics", Duration.ofSeconds(5));
}
