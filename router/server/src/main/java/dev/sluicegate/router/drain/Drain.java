package dev.sluicegate.router.drain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A drain that was asked for.
 *
 * @param reason for people
 * @param startedAt when the first request for it came
 * @param settledAt when late arrivals are no longer accepted
 * @param asked the deadline that was asked for; null is none
 * @param termination the deadline that follows from the termination budget, once Kubernetes or a signal has asked; it is never
 *     moved, because the kubelet's clock cannot be moved either
 * @param restartExpectedMs for clients that are cut; null when not known
 */
public record Drain(
        String reason,
        Instant startedAt,
        Instant settledAt,
        @Nullable Instant asked,
        @Nullable Instant termination,
        @Nullable Long restartExpectedMs) {
    /** When what is left is cut: the earlier of the two; null is never. */
    public @Nullable Instant deadline() {
        if (asked == null || termination == null) {
            return asked == null ? termination : asked;
        }
        return asked.isBefore(termination) ? asked : termination;
    }
}
