package dev.sluicegate.router.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Which requests go to the same target as long as it is well, so that its prompt cache serves them.
 *
 * @param by what they have in common
 * @param header its name, for {@link By#HEADER}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Affinity(By by, @Nullable String header) {
    public enum By {
        /** The client's key. */
        @JsonProperty("Key")
        KEY,
        /** A header that the client sends. */
        @JsonProperty("Header")
        HEADER
    }

    @JsonCreator
    static Affinity of(@JsonProperty("by") By by, @JsonProperty("header") @Nullable String header) {
        return new Affinity(by, header);
    }
}
