package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Format;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Form;
import dev.sluicegate.router.config.schema.Schema.Range;
import dev.sluicegate.router.config.schema.Schema.Size;
import java.time.Duration;

/**
 * A llama.cpp server's slots: the router asks how many are free and never sends it more.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/tree/master/tools/server">llama.cpp's server</a>
 */
@Description(
        "Slots of a llama.cpp server: pods ask how many are free and never send it more. When absent, nothing is asked.")
public record Slots(
        @Description("Path of the slots below the server's root; where slots are off, /metrics is asked instead.")
        @Default("/slots")
        @Size(min = 1, max = 256) @Form(Format.PATH)
        String path,

        @Description("Time between two questions while the server is busy, from 100ms to 168h.")
        @Default("2s")
        @Range(min = "100ms", max = "168h")
        Duration pollInterval,

        @Description("Time between two questions while the server is idle, from 100ms to 168h.")
        @Default("30s")
        @Range(min = "100ms", max = "168h")
        Duration idlePollInterval) {}
