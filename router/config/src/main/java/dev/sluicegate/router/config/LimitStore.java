package dev.sluicegate.router.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A Redis or Valkey server through which limits and budgets hold across all routers.
 *
 * @param url {@code redis://host:port} or {@code rediss://host:port}, with {@code /database} if it is not 0
 * @param passwordFile absent if the server wants none
 * @param onFailure what happens while the server is away; {@link OnFailure#OPEN} when absent
 * @param timeout for one question to the server; 250ms when absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LimitStore(URI url, @Nullable String passwordFile, OnFailure onFailure, Duration timeout) {
    public enum OnFailure implements ConfigEnum {
        /** Requests go on, under the limits of each router alone. */
        @JsonProperty("Open")
        OPEN("Open"),
        /** Requests are refused. */
        @JsonProperty("Closed")
        CLOSED("Closed");

        private final String word;

        OnFailure(String word) {
            this.word = word;
        }

        @Override
        public String word() {
            return word;
        }
    }

    static LimitStore of(
            URI url, @Nullable String passwordFile, @Nullable OnFailure onFailure, @Nullable Duration timeout) {
        return new LimitStore(
                url, passwordFile, Absent.or(onFailure, OnFailure.OPEN), Absent.or(timeout, Duration.ofMillis(250)));
    }
}
