package dev.sluicegate.operator.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** An object as the API server has it, with every version that somebody's cache may still show. Time is in seconds. */
final class Versioned<T> {
    /** The longest that a cache lags, in seconds. A pod takes longer than this to become ready. */
    static final int LAG = 2;

    private record Version<T>(@Nullable T value, int at) {}

    private final List<Version<T>> versions = new ArrayList<>();
    private final int[] seen;

    Versioned(T first, int at, int observers) {
        versions.add(new Version<>(first, at));
        seen = new int[observers];
        java.util.Arrays.fill(seen, -1);
    }

    /** Null when it is deleted. */
    @Nullable T value() {
        return versions.getLast().value;
    }

    boolean isGone() {
        return value() == null;
    }

    /** When it last changed. */
    int changedAt() {
        return versions.getLast().at;
    }

    void write(@Nullable T next, int at) {
        if (!isGone() && !java.util.Objects.equals(next, value())) {
            versions.add(new Version<>(next, at));
        }
    }

    /** What this observer's cache has; null if it does not know it, or knows that it is gone. */
    @Nullable T view(int observer) {
        return seen[observer] < 0 ? null : versions.get(seen[observer]).value;
    }

    /** The version that this observer has seen. */
    int resourceVersion(int observer) {
        return seen[observer];
    }

    /** The version that the API server has. */
    int newest() {
        return versions.size() - 1;
    }

    /** True if a write that is made for this version would succeed. */
    boolean isCurrent(int version) {
        return version == versions.size() - 1 && !isGone();
    }

    /** What an observer wrote it sees at once. */
    int seeNow(int observer) {
        seen[observer] = versions.size() - 1;
        return seen[observer];
    }

    /** The cache catches up, by chance, but at last after {@link #LAG}; true if it saw something new. */
    boolean catchUp(int observer, int now, RandomGenerator random) {
        int newest = versions.size() - 1;
        int was = seen[observer];
        if (was == newest) {
            return false;
        }
        int least = was;
        while (least < newest && versions.get(least + 1).at < now - LAG) {
            least++;
        }
        seen[observer] = least + random.nextInt(newest - least + 1);
        return seen[observer] != was;
    }

    /** Everybody knows that it is gone. */
    boolean isForgotten() {
        if (!isGone()) {
            return false;
        }
        for (int each : seen) {
            if (each != versions.size() - 1) {
                return false;
            }
        }
        return true;
    }
}
