package dev.sluicegate.operator.rollout;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** What happened lately: to explain a broken promise, and to know what failed by itself. */
final class Journal {
    private static final int LINES = 80;

    private final Deque<String> lines = new ArrayDeque<>();
    private final Deque<Instant> failures = new ArrayDeque<>();

    void note(Instant now, String line) {
        if (lines.size() == LINES) {
            lines.removeFirst();
        }
        lines.addLast(now.toString().substring(11) + "  " + line);
    }

    /** A pod left, or left the Service, and nobody asked it to. */
    void failed(String pod, Instant now) {
        note(now, pod + " fails by itself");
        failures.addLast(now);
    }

    /** How many failures a cache may not show yet. */
    long recentFailures(Instant now) {
        return failures.stream()
                .filter(it -> it.isAfter(now.minusSeconds(SimulatedPod.LAG + 2)))
                .count();
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
