package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import org.jspecify.annotations.Nullable;

/** Where the accounting record of each request goes. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AccountingSpec(
        @JsonPropertyDescription("Stdout is a line of JSON for each request in the pod's log.")
        @Default("None")
        @Nullable Sink sink) {
    /** A pod has no file that would outlive it. */
    public enum Sink {
        @JsonProperty("None")
        NONE,
        @JsonProperty("Stdout")
        STDOUT
    }
}
