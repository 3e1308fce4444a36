package dev.sluicegate.operator.rollout;

import java.time.Duration;

/**
 * The rules by which pods are replaced that run and do not do their work.
 *
 * @param unresponsiveAfter for so long a router does not answer, or an event loop of it does not turn
 * @param memoryPercent of the memory limit, or of the heap after a collection
 * @param maxRestarts how many pods are replaced within {@code window}; 0 is none
 */
public record WatchdogRules(Duration unresponsiveAfter, int memoryPercent, int maxRestarts, Duration window) {
    public WatchdogRules {
        if (unresponsiveAfter.isNegative() || window.isNegative() || memoryPercent < 1 || maxRestarts < 0) {
            throw new IllegalArgumentException("a watchdog has times, a percentage of memory and a number of restarts");
        }
    }
}
