package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluicegate.router.config.Logging.Level;
import io.fabric8.generator.annotation.Default;
import org.jspecify.annotations.Nullable;

/** What a router pod writes to its log. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LoggingSpec(
        @JsonPropertyDescription("Of its own messages.") @Default("INFO") @Nullable Level level,

        @JsonPropertyDescription("Whether each request leaves a line.") @Default("true") @Nullable Boolean accessLog,

        @JsonPropertyDescription("Whether that line holds the request's body. Prompts are then in your logs.")
        @Default("false")
        @Nullable Boolean prompts) {}
