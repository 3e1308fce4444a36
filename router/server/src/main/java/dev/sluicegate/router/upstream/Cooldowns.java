package dev.sluicegate.router.upstream;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The models of a provider's account that said they will not serve for a while, on all event loops. Times are nanoseconds of a clock that only
 * goes forward. Safe for any thread.
 */
public final class Cooldowns {
    /** All of them. */
    static final String WHOLE = "";

    private final Map<String, Long> until = new ConcurrentHashMap<>();

    /** A time that ends later than the one which has been said before takes its place. */
    void start(String model, Duration time, long now) {
        until.merge(model, now + time.toNanos(), (before, next) -> next - before > 0 ? next : before);
    }

    void startWhole(Duration time, long now) {
        start(WHOLE, time, now);
    }

    /** Whether others are to be asked first. */
    boolean holds(String model, long now) {
        return !until.isEmpty() && (holdsAt(WHOLE, now) || holdsAt(model, now));
    }

    /** How long others are still to be asked first. */
    long nanosLeft(String model, long now) {
        return Math.max(0, Math.max(until.getOrDefault(WHOLE, now) - now, until.getOrDefault(model, now) - now));
    }

    private boolean holdsAt(String key, long now) {
        Long end = until.get(key);
        if (end == null) {
            return false;
        }
        boolean holds = end - now > 0;
        if (!holds) {
            until.remove(key, end);
        }
        return holds;
    }

    boolean isEmpty() {
        return until.isEmpty();
    }

    /** What is left, by model; {@code *} is all of them. */
    public Map<String, Duration> left(long now) {
        Map<String, Duration> left = new TreeMap<>();
        until.forEach((model, end) -> {
            if (end - now > 0) {
                left.put(model.equals(WHOLE) ? "*" : model, Duration.ofNanos(end - now));
            }
        });
        return left;
    }
}
