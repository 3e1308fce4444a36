package dev.sluicegate.router.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** @param heartbeat how often a stream that waits for its first event says a comment to its client; 0s never; 15s when absent */
public record Streams(Duration heartbeat) {
    public static final Streams DEFAULT = new Streams(Duration.ofSeconds(15));

    @JsonCreator
    static Streams of(@JsonProperty("heartbeat") @Nullable Duration heartbeat) {
        return new Streams(Absent.or(heartbeat, DEFAULT.heartbeat));
    }
}
