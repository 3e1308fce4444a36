package dev.sluicegate.operator.rollout;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** What happened lately: to explain a broken promise, and to know what failed by itself. */
final class Journal {
    private static final int LINES = 150;

    private final boolean written;
    private final Deque<String> lines = new ArrayDeque<>();
    private final Deque<Integer> failures = new ArrayDeque<>();
    private boolean everFailed;

    /** @param written keeps its lines; otherwise only what failed is remembered */
    Journal(boolean written) {
        this.written = written;
    }

    void note(int now, Supplier<String> line) {
        if (!written) {
            return;
        }
        if (lines.size() == LINES) {
            lines.removeFirst();
        }
        lines.addLast("%4d  %s".formatted(now, line.get()));
    }

    /** A pod left, or left the Service, and the operator did not want it to. */
    void failed(String pod, int now) {
        note(now, () -> pod + " fails by itself");
        everFailed = true;
        failures.addLast(now);
    }

    /** Whether anything has ever failed by itself. */
    boolean hasFailures() {
        return everFailed;
    }

    /** How many failures a cache may not show yet. */
    long recentFailures(int now) {
        while (!failures.isEmpty() && failures.getFirst() < now - Versioned.LAG - 3) {
            failures.removeFirst();
        }
        return failures.size();
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
