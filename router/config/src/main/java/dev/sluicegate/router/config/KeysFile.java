package dev.sluicegate.router.config;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys that clients may use, as a file of their own because it is a secret. Holds no key, only the keys' hashes. Immutable.
 *
 * @param keys each with an id and a hash of its own
 */
public record KeysFile(List<Key> keys) {
    public KeysFile {
        keys = List.copyOf(keys);
    }

    /**
     * @param id names the key wherever people see it: logs, records, metrics
     * @param sha256 of the key's UTF-8 bytes, 64 hexadecimal digits in lower case
     * @param models names or aliases that it may use; null is all of them
     * @param requestsPerMinute null leaves it to the config's {@code limits}, as do the next two
     * @param tokensPerMinute input and output together
     * @param maxConcurrent requests and streams at the same time
     * @param budget null is no limit
     * @param expires from when on it is refused; null is never
     * @param labels for accounting
     */
    public record Key(
            String id,
            String sha256,
            @Nullable List<String> models,
            @Nullable Integer requestsPerMinute,
            @Nullable Integer tokensPerMinute,
            @Nullable Integer maxConcurrent,
            @Nullable Budget budget,
            @Nullable Instant expires,
            Map<String, String> labels) {
        public Key {
            models = models == null ? null : List.copyOf(models);
            labels = Map.copyOf(labels);
        }

        /** Without the hash: a short key could be found out by it. */
        @Override
        public String toString() {
            return "Key[" + id + "]";
        }
    }

    /** @param amount more than 0, in the currency of the config's prices */
    public record Budget(BigDecimal amount, Period per) {}

    /** A part of the calendar, in UTC. */
    public enum Period {
        DAY("Day"),
        MONTH("Month");

        private final String word;

        Period(String word) {
            this.word = word;
        }

        /** As it stands in the file. */
        public String word() {
            return word;
        }
    }
}
