package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Range;
import java.time.Duration;

/** The means by which streams are kept alive. */
@Description("Care for streams that are silent for a while.")
public record Streams(
        @Description(
                "Time between two comments that a silent stream sends to its client, before its first event and between events, from 0s to 168h. 0s sends none.")
        @Default("15s")
        @Range(min = "0s", max = "168h")
        Duration heartbeat) {}
