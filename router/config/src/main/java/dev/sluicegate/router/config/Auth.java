package dev.sluicegate.router.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask.
 *
 * @param mode {@link Mode#NONE} when absent
 * @param masterKeyFile holds the key that may do everything
 * @param keysFile holds the clients' keys
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Auth(
        Mode mode, @Nullable String masterKeyFile, @Nullable String keysFile) {
    public static final Auth DEFAULT = new Auth(Mode.NONE, null, null);

    public enum Mode implements ConfigEnum {
        /** Everybody. */
        @JsonProperty("None")
        NONE("None"),
        /** Who has the master key. */
        @JsonProperty("MasterKey")
        MASTER_KEY("MasterKey"),
        /** Who has one of the keys in the keys file, or the master key if there is one. */
        @JsonProperty("Keys")
        KEYS("Keys");

        private final String word;

        Mode(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }
    }
}
