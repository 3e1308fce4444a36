package dev.sluicegate.router.upstream;

import java.time.Duration;

/**
 * The answers and failures of a while that ends now, in slots of a second each, or longer ones if there would be too many. The time
 * comes from outside, in milliseconds; it may stand still and jump, and what is then older than the window is forgotten. Not safe for
 * several threads.
 */
final class SlidingWindow {
    private static final int MOST_SLOTS = 60;
    private static final long SECOND = 1_000;

    private final long slotMillis;
    /** The number of each slot's time. */
    private final long[] times;

    private final int[] answers;
    private final int[] failures;

    /** @param length at least a second */
    SlidingWindow(Duration length) {
        this.slotMillis = Math.max(SECOND, Math.ceilDiv(length.toMillis(), MOST_SLOTS));
        int slots = (int) Math.max(1, length.toMillis() / slotMillis);
        this.times = new long[slots];
        this.answers = new int[slots];
        this.failures = new int[slots];
    }

    void add(long nowMillis, boolean failed) {
        long now = nowMillis / slotMillis;
        int slot = Math.floorMod(now, times.length);
        if (times[slot] != now) {
            times[slot] = now;
            answers[slot] = 0;
            failures[slot] = 0;
        }
        answers[slot]++;
        if (failed) {
            failures[slot]++;
        }
    }

    /** Everything of the window, failures included. */
    int answers(long nowMillis) {
        return sum(answers, nowMillis / slotMillis);
    }

    int failures(long nowMillis) {
        return sum(failures, nowMillis / slotMillis);
    }

    private int sum(int[] counts, long now) {
        int sum = 0;
        for (int slot = 0; slot < times.length; slot++) {
            if (times[slot] <= now && times[slot] > now - times.length) {
                sum += counts[slot];
            }
        }
        return sum;
    }
}
