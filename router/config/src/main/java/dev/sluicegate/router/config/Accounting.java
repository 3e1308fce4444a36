package dev.sluicegate.router.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Where the accounting record of each request goes, as a line of JSON.
 *
 * @param sink {@link Sink#NONE} when absent
 * @param file for {@link Sink#FILE}; it is appended to
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Accounting(Sink sink, @Nullable String file) {
    public static final Accounting DEFAULT = new Accounting(Sink.NONE, null);

    public enum Sink implements ConfigEnum {
        @JsonProperty("None")
        NONE("None"),
        @JsonProperty("Stdout")
        STDOUT("Stdout"),
        @JsonProperty("File")
        FILE("File");

        private final String word;

        Sink(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }
    }
}
