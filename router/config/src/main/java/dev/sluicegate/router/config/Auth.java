package dev.sluicegate.router.config;

import com.fasterxml.jackson.annotation.JsonCreator;
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

    public enum Mode {
        /** Everybody. */
        @JsonProperty("None")
        NONE,
        /** Who has the master key. */
        @JsonProperty("MasterKey")
        MASTER_KEY,
        /** Who has one of the keys in the keys file, or the master key if there is one. */
        @JsonProperty("Keys")
        KEYS
    }

    @JsonCreator
    static Auth of(
            @JsonProperty("mode") @Nullable Mode mode,
            @JsonProperty("masterKeyFile") @Nullable String masterKeyFile,
            @JsonProperty("keysFile") @Nullable String keysFile) {
        return new Auth(Absent.or(mode, DEFAULT.mode), masterKeyFile, keysFile);
    }
}
