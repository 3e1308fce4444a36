package dev.sluicegate.router.limits;

/**
 * A token bucket that holds one minute's worth and fills evenly, full at first. It may go below nothing, by what is known only
 * afterwards. Time goes in, as nanoseconds of a clock that only goes forward. Not thread-safe.
 */
final class Bucket {
    private static final double MINUTE = 60e9;

    private double level = Double.MAX_VALUE;
    private long filledAt;

    /** How much there is now, if a minute brings {@code perMinute}. */
    double level(int perMinute, long now) {
        double brought = Math.max(0, now - filledAt) * (perMinute / MINUTE);
        level = level == Double.MAX_VALUE ? perMinute : Math.min(perMinute, level + brought);
        filledAt = now;
        return level;
    }

    /** To be called after {@link #level}. */
    void take(double amount) {
        level -= amount;
    }

    /**
     * The charge of what is known only afterwards. To be called after {@link #level}. However many such come together, the level sinks no
     * further than by the largest of them: the debt of one request is paid, not that of fifty.
     */
    void charge(double amount) {
        level = afterCharge(level, amount);
    }

    /** The same arithmetic as settle.lua. */
    private static double afterCharge(double level, double amount) {
        return Math.max(level - amount, Math.min(level, -amount));
    }

    /** How long until there is {@code wanted}; 0 if there is. */
    static long nanosUntil(double level, double wanted, int perMinute) {
        return level >= wanted ? 0 : (long) Math.ceil((wanted - level) * MINUTE / perMinute);
    }
}
