package dev.sluicegate.operator.rollout;

import java.util.List;
import java.util.Optional;

/**
 * The watchdog's report for people.
 *
 * @param restarts how many pods it has replaced within its window
 * @param replaced those that are remembered, the oldest first
 * @param heldBack why a pod that is sick is not replaced; empty if none is
 */
public record WatchdogReport(int restarts, List<Replacement> replaced, Optional<String> heldBack) {
    public static final WatchdogReport NONE = new WatchdogReport(0, List.of(), Optional.empty());

    public WatchdogReport {
        replaced = List.copyOf(replaced);
    }
}
