package dev.sluicegate.router.adminapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The use of a gateway's RouterKeys, as one router has counted it. It says nothing of a person's own list of keys, and holds no key and no hash of one.
 *
 * @param startedAt when the process started, by which the counts of two processes are told apart
 * @param keys one for each RouterKey that is in force there, used or not; 1,000 at most, as a gateway has no more
 */
public record KeyUsage(Instant startedAt, List<Counts> keys) {
    /**
     * Sums since the start of the process, each of which only grows.
     *
     * @param id the key's, as it stands in accounting records
     * @param requests requests and streams that have ended, refused ones too
     * @param inputTokens of the prompts, what came from caches included
     * @param outputTokens of the answers, reasoning included
     * @param cost in billionths of the prices' currency; what has no price adds nothing
     * @param lastUsedAt when the last of them ended; null if none has
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Counts(
            String id,
            long requests,
            long inputTokens,
            long outputTokens,
            long cost,
            @Nullable Instant lastUsedAt) {
        /** The counts of a key that was never used. */
        public static Counts none(String id) {
            return new Counts(id, 0, 0, 0, 0, null);
        }
    }
}
