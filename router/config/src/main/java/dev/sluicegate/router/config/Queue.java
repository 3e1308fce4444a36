package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Range;
import java.time.Duration;

/** The queue in which requests wait when a provider is full. */
@Description("Queue of requests for a provider that has no room, by its maxInFlight or its slots.")
public record Queue(
        @Description(
                "Number of requests that may wait in each pod, from 0 to 100000. 0 means no queue: they are refused at once.")
        @Default("0")
        @Range(min = "0", max = "100000")
        int size,

        @Description("Longest wait of a request, from 1ms to 168h.") @Default("30s")
        Duration timeout) {}
