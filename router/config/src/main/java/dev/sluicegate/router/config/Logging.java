package dev.sluicegate.router.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What the router writes to its standard output.
 *
 * @param level {@link Level#INFO} when absent
 * @param access whether each request leaves a line; true when absent
 * @param prompts whether that line holds the request's body, as far as it was read; false when absent
 */
public record Logging(Level level, boolean access, boolean prompts) {
    public static final Logging DEFAULT = new Logging(Level.INFO, true, false);

    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    @JsonCreator
    static Logging of(
            @JsonProperty("level") @Nullable Level level,
            @JsonProperty("access") @Nullable Boolean access,
            @JsonProperty("prompts") @Nullable Boolean prompts) {
        return new Logging(
                Absent.or(level, DEFAULT.level),
                Absent.or(access, DEFAULT.access),
                Absent.or(prompts, DEFAULT.prompts));
    }
}
