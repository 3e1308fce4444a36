package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Schema.Description;
import java.time.Duration;

/** A second attempt at another target for a non-streaming request that takes long; the first good answer counts. */
@Description(
        "Second attempt at another target for a request that is no stream and takes long; the first good answer counts. When absent, there is none.")
public record Hedge(
        @Description("Time that the first attempt may take before the second starts, from 1ms to 168h.")
        Duration after) {}
