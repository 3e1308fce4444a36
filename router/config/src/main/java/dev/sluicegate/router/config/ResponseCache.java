package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Range;
import java.time.Duration;

/** Answers of non-streaming requests that are given again to exactly the same request. */
@Description(
        "Cache of answers, in each pod, which are given again to exactly the same request. Streams are not cached. When absent, no answer is given twice.")
public record ResponseCache(
        @Description("Size of all answers together, in each pod, in bytes, from 1 to 1023Gi.")
        @Default("64Mi")
        @Range(min = "1", max = "1023Gi")
        ByteSize size,

        @Description("Time for which an answer is good, from 1ms to 168h.") @Default("5m")
        Duration ttl) {}
