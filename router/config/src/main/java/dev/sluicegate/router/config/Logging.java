package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;

/** The output that the router writes to its standard output. */
@Description("Log of a pod.")
public record Logging(
        @Description("Least level of the router's own messages: ERROR, WARN, INFO, DEBUG or TRACE.") @Default("INFO")
        Level level,

        @Description("Whether each request leaves a line.") @Default("true")
        boolean accessLog,

        @Description(
                "Whether that line holds the request's body, as far as it was read. Prompts are then in your logs.")
        @Default("false")
        boolean prompts) {
    /** Level of messages. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }
}
