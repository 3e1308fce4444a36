package dev.sluicegate.operator.model;

import dev.sluicegate.router.adminapi.KeyUsage.Counts;
import java.time.Instant;
import java.util.Map;

/**
 * The last answer of one router's process to the question what RouterKeys have used.
 *
 * @param leaves it is gone or about to go, so that it may never be heard again
 * @param keys what it has counted, by the id of the key
 */
public record UsageReading(String pod, Instant startedAt, boolean leaves, Map<String, Counts> keys) {
    public UsageReading {
        keys = Map.copyOf(keys);
    }

    /** The same of a process that leaves. */
    public UsageReading leaving() {
        return new UsageReading(pod, startedAt, true, keys);
    }
}
