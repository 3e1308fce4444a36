package dev.sluicegate.operator.api;

import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Range;
import java.time.Duration;

/** The rules by which pods are replaced that run and do not do their work. */
@Description(
        "Watchdog: replaces a pod that runs and does not do its work, one at a time, another pod first. It replaces none for what most pods show alike.")
public record WatchdogSpec(
        @Description(
                "Time, from 5s to 1h, after which a pod is replaced whose router does not answer the operator, or of which an event loop does not turn.")
        @Default("15s")
        @Range(min = "5s", max = "1h")
        Duration unresponsiveAfter,

        @Description(
                "Percentage, from 50 to 100, of its memory limit, or of its heap after a collection, from which on a pod is replaced.")
        @Default("90")
        @Range(min = "50", max = "100")
        int memoryPercent,

        @Description(
                "Number of pods, from 0 to 20, that are replaced within window; after that it is only reported. The first two are a minute apart, and each next time is twice as long. 0 only reports.")
        @Default("5")
        @Range(min = "0", max = "20")
        int maxRestarts,

        @Description("Time, from 1m to 168h, within which maxRestarts counts.")
        @Default("1h")
        @Range(min = "1m", max = "168h")
        Duration window) {}
