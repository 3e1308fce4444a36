package dev.sluicegate.router.config;

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
    public enum By implements ConfigEnum {
        /** The client's key. */
        @JsonProperty("Key")
        KEY("Key"),
        /** A header that the client sends. */
        @JsonProperty("Header")
        HEADER("Header");

        private final String word;

        By(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }
    }
}
