package dev.sluicegate.router.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How a provider's certificate is judged.
 *
 * @param caFile PEM certificates that are trusted for this provider, instead of the JDK's own
 */
public record Tls(String caFile) {
    @JsonCreator
    static Tls of(@JsonProperty("caFile") String caFile) {
        return new Tls(caFile);
    }
}
