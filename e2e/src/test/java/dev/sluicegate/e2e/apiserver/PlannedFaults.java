package dev.sluicegate.e2e.apiserver;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Faults of an API server, one after the other, as a plan that is made of a seed says. Only time decides which one it is, so the same plan
 * is carried out again. Safe for any thread.
 */
public final class PlannedFaults implements ApiFaults {
    /** What goes wrong for a while. */
    public enum Kind {
        NONE,
        /** Writes are refused as if their objects had changed. */
        CONFLICT,
        /** The versions that watches and lists ask for are too old. */
        GONE,
        /** Everything has to wait. */
        THROTTLED,
        /** Everything fails. */
        FAILED,
        /** Writes are taken, and the answer is lost. */
        ANSWER_LOST,
        /** Writes are forbidden. */
        FORBIDDEN,
        /** Events come late. */
        EVENTS_LATE,
        /** Events are lost, and then their watch. */
        EVENTS_LOST,
        /** Lists are those of the operator's beginning, and watches end, so that it lists. */
        LISTS_OLD,
        /** Nobody is there. */
        DOWN
    }

    /** One fault, from and until a time after the beginning. */
    public record Phase(Kind fault, Duration from, Duration until) {
        @Override
        public String toString() {
            return fault + " " + from.toMillis() + "-" + until.toMillis();
        }
    }

    private static final int SHORTEST = 300;
    private static final int LONGEST = 3_000;

    private final List<Phase> plan;
    private final Clock clock;
    private final Map<Kind, Integer> counts = new ConcurrentHashMap<>();
    private Instant start = Instant.MAX;

    /** @param plan is begun again when it is over */
    public PlannedFaults(List<Phase> plan, Clock clock) {
        this.plan = List.copyOf(plan);
        this.clock = clock;
    }

    /** Begins the plan, or ends it. */
    public synchronized void set(boolean on) {
        start = on ? clock.instant() : Instant.MAX;
    }

    /** A plan with one fault that stays. */
    public static List<Phase> only(Kind fault) {
        return List.of(new Phase(fault, Duration.ZERO, Duration.ofDays(1)));
    }

    /** A plan of this length: each second phase is without a fault, so that something is done. */
    public static List<Phase> random(long seed, Duration length) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Phase> plan = new ArrayList<>();
        Duration now = Duration.ZERO;
        while (now.compareTo(length) < 0) {
            Kind fault = plan.size() % 2 == 0 ? Kind.values()[1 + random.nextInt(Kind.values().length - 1)] : Kind.NONE;
            Duration until = now.plusMillis(random.nextInt(SHORTEST, LONGEST));
            plan.add(new Phase(fault, now, until));
            now = until;
        }
        return plan;
    }

    private synchronized Optional<Phase> current() {
        if (start.equals(Instant.MAX)) {
            return Optional.empty();
        }
        Duration now = now();
        return plan.stream()
                .filter(it -> it.from.compareTo(now) <= 0 && it.until.compareTo(now) > 0)
                .findFirst();
    }

    private Duration now() {
        long length = plan.getLast().until.toMillis();
        return Duration.ofMillis(Duration.between(start, clock.instant()).toMillis() % length);
    }

    private Kind fault() {
        return current().map(Phase::fault).orElse(Kind.NONE);
    }

    /** How many requests each fault has hit. */
    public Map<Kind, Integer> counts() {
        return new TreeMap<>(counts);
    }

    @Override
    public Fate fate(ApiCall call) {
        Fate fate = planned(call);
        if (!(fate instanceof Fate.Passed)) {
            counts.merge(fault(), 1, Integer::sum);
        }
        return fate;
    }

    private Fate planned(ApiCall call) {
        boolean reads = call.isWatch() || call.isList();
        return switch (fault()) {
            case NONE, EVENTS_LATE, EVENTS_LOST -> new Fate.Passed();
            case CONFLICT -> call.isWrite() ? refused(409, "Conflict") : new Fate.Passed();
            case GONE -> reads ? refused(410, "Expired") : new Fate.Passed();
            case THROTTLED -> new Fate.Refused(429, "TooManyRequests", Map.of("Retry-After", "1"));
            case FAILED -> refused(500, "InternalError");
            case ANSWER_LOST -> call.isWrite() ? new Fate.Unanswered() : new Fate.Passed();
            case FORBIDDEN -> call.isWrite() ? refused(403, "Forbidden") : new Fate.Passed();
            case LISTS_OLD ->
                call.isWatch() ? refused(410, "Expired") : call.isList() ? new Fate.Outdated() : new Fate.Passed();
            case DOWN -> new Fate.Lost();
        };
    }

    private static Fate refused(int status, String reason) {
        return new Fate.Refused(status, reason, Map.of());
    }

    @Override
    public Delivery delivery(ApiCall watch, String event) {
        Kind fault = fault();
        return switch (fault) {
            case NONE, CONFLICT, THROTTLED, FAILED, ANSWER_LOST, FORBIDDEN -> Delivery.DELIVERED;
            case EVENTS_LATE -> {
                counts.merge(fault, 1, Integer::sum);
                awaitEnd();
                yield Delivery.DELIVERED;
            }
            case GONE, EVENTS_LOST, LISTS_OLD, DOWN -> {
                counts.merge(fault, 1, Integer::sum);
                yield Delivery.LAST_LOST;
            }
        };
    }

    private void awaitEnd() {
        Duration left = left();
        try {
            // nobody counts it down: it is the time that has to pass
            boolean _ = new CountDownLatch(1).await(left.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Duration left() {
        return current().map(it -> it.until.minus(now())).orElse(Duration.ZERO);
    }
}
