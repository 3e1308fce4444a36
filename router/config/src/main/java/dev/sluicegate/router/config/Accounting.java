package dev.sluicegate.router.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Where the accounting record of each request goes, as a line of JSON.
 *
 * @param records {@link Records#NONE} when absent
 * @param file for {@link Records#FILE}; it is appended to
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Accounting(Records records, @Nullable String file) {
    public static final Accounting DEFAULT = new Accounting(Records.NONE, null);

    public enum Records implements ConfigEnum {
        @JsonProperty("None")
        NONE("None"),
        @JsonProperty("Stdout")
        STDOUT("Stdout"),
        @JsonProperty("File")
        FILE("File");

        private final String word;

        Records(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }
    }
}
