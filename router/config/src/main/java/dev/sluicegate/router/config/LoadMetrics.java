package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Format;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Form;
import dev.sluicegate.router.config.schema.Schema.Range;
import dev.sluicegate.router.config.schema.Schema.Size;
import java.time.Duration;

/**
 * A vLLM server's gauges of waiting requests and of its cache, which balancing takes into account.
 *
 * @see <a href="https://docs.vllm.ai/en/latest/usage/metrics.html">vLLM's metrics</a>
 */
@Description(
        "Reading of a vLLM server's load (waiting requests, use of its cache), which balancing takes into account. When absent, nothing is read.")
public record LoadMetrics(
        @Description("Path of the metrics below the server's root.")
        @Default("/metrics")
        @Size(min = 1, max = 256) @Form(Format.PATH)
        String path,

        @Description("Time between two readings, from 100ms to 168h.")
        @Default("5s")
        @Range(min = "100ms", max = "168h")
        Duration pollInterval) {}
