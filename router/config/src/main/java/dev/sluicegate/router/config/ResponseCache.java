package dev.sluicegate.router.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Answers of non-streaming requests that are given again to exactly the same request.
 *
 * @param size what all of them may hold together; 64Mi when absent
 * @param ttl how long one is good; 5m when absent
 */
public record ResponseCache(ByteSize size, Duration ttl) {
    public static final ResponseCache DEFAULT = new ResponseCache(ByteSize.ofMebibytes(64), Duration.ofMinutes(5));

    @JsonCreator
    static ResponseCache of(
            @JsonProperty("size") @Nullable ByteSize size, @JsonProperty("ttl") @Nullable Duration ttl) {
        return new ResponseCache(Absent.or(size, DEFAULT.size), Absent.or(ttl, DEFAULT.ttl));
    }
}
