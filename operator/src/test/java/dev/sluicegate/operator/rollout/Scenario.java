package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.Replacement.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What happens to a gateway, from its creation on.
 *
 * @param seed of this, and of all that the events do not say: delays, arrivals, the length of streams
 * @param drainTimeout zero is without limit
 * @param maxWarm drained pods of the stable revision are kept, while another is unproven
 * @param tight there is room for no more pods than a rollout needs
 * @param rollsBack a revision that fails is rolled back
 * @param canary the first pods of a revision bake for so many seconds; 0 if they do not
 * @param canaries how many those are
 * @param watchdog how many pods may be replaced within 5 minutes because they do not do their work; -1 if nobody looks
 * @param skew how many seconds the second operator's clock is ahead
 */
record Scenario(
        long seed,
        int replicas,
        int maxSurge,
        int maxDraining,
        int maxWarm,
        Duration drainTimeout,
        boolean rollsBack,
        int canary,
        int canaries,
        boolean tight,
        int watchdog,
        int skew,
        List<Chapter> chapters) {
    /** What may be wrong with a process that answers. */
    private static final List<Cause> OF_PROCESSES = List.of(Cause.STALLED, Cause.MEMORY, Cause.THROTTLED, Cause.ERRORS);

    private static final String[] REVISIONS = {"a", "b", "c", "bad", "badlate", "baderrs"};

    Scenario {
        chapters = List.copyOf(chapters);
    }

    /** An event, and how many seconds pass before it. */
    record Chapter(Event event, int seconds) {}

    sealed interface Event {}

    /** Another revision is wanted. One whose name starts with "bad" has an image that cannot be pulled; save "badends", whose pods end one after the other before they serve, "badlate", whose pods serve for a while and then end for good, "baderrs", whose pods serve and fail most requests, and "badcrashes", whose routers crash a few times when they have served some. */
    record Change(String revision) implements Event {}

    record Resize(int replicas) implements Event {}

    record Pause(boolean paused) implements Event {}

    /**
     * Every pod shall be restarted.
     *
     * @param limit how many seconds those may drain that it replaces; 0 is without limit, less as ever
     */
    record Restart(int limit) implements Event {}

    record DrainTimeout(Duration timeout) implements Event {}

    /** The container of a pod crashes and is restarted later. */
    record Crash(int pod) implements Event {}

    /** {@code kubectl delete pod}, or an eviction through the API. */
    record Delete(int pod) implements Event {}

    /** kubelet evicts a pod: it ends, and its object stays. */
    record Evict(int pod) implements Event {}

    /** A pod's readiness fails for some seconds, without a reason. */
    record Waver(int pod) implements Event {}

    /** A pod's admin port cannot be reached. */
    record Silence(int pod, int seconds) implements Event {}

    /** Somebody else tells a router to drain. */
    record ForeignDrain(int pod) implements Event {}

    /** A router answers each order to drain with an error. */
    record RefuseDrains(int pod) implements Event {}

    /** Somebody else turns a pod's traffic label. */
    record ForeignLabel(int pod) implements Event {}

    /** Somebody else changes a seat: its size, its template's label, its annotation; or deletes it. */
    record ForeignSeat(int seat, int what) implements Event {}

    record LeaveNode(int node, boolean leaving) implements Event {}

    /** {@code kubectl drain}: the node is cordoned, and its pods are evicted as far as budgets allow, until it is empty or uncordoned. */
    record DrainNode(int node) implements Event {}

    record LoseNode(int node) implements Event {}

    /** No pods can be created for a while. */
    record Quota(int seconds) implements Event {}

    /** The controller-manager's watches hang. */
    record StaleController(int seconds) implements Event {}

    record OperatorDown(int seconds) implements Event {}

    /** The leading operator stands still, longer than its lease, in the middle of what it does; then it wakes up. */
    record OperatorPaused(int seconds) implements Event {}

    record DeleteGateway() implements Event {}

    /** The provider fails all requests for a while. */
    record Outage(int seconds) implements Event {}

    /** A person says that what is wanted now needs no canary any more. */
    record PromoteCanary() implements Event {}

    /** The config of what is wanted becomes another one, by {@code onConfigChange: Reload}. */
    record Reload(boolean wrong) implements Event {}

    /**
     * A Secret has another content, which its file has later.
     *
     * @param keys it is the clients' keys, by which no revision is named
     */
    record Rotate(boolean keys) implements Event {}

    /**
     * A Secret has a content that no router can use.
     *
     * @param keys it is the clients' keys, which the operator can read too: it refuses the spec until they are mended
     */
    record Spoil(boolean keys) implements Event {}

    /** The Secret has a good one again. */
    record Mend() implements Event {}

    /** Something is wrong with a pod's process. */
    record Sick(int pod, Cause cause) implements Event {}

    /** The same is wrong with all. */
    record AllSick(Cause cause) implements Event {}

    /** The operator reaches no router. */
    record Blackout(int seconds) implements Event {}

    /** A random history in which pods do not do their work. */
    static Scenario sickness(long seed) {
        Scenario it = random(seed);
        SplittableRandom random = new SplittableRandom(~seed);
        List<Chapter> chapters = new ArrayList<>();
        for (Chapter each : it.chapters.subList(0, Math.min(3, it.chapters.size()))) {
            if (!(each.event instanceof DeleteGateway)) {
                chapters.add(each);
            }
        }
        for (int i = 0; i <= 1 + random.nextInt(3); i++) {
            Cause cause = OF_PROCESSES.get(random.nextInt(OF_PROCESSES.size()));
            Event event = switch (random.nextInt(8)) {
                case 0 -> new AllSick(cause);
                case 1 -> new Blackout(10 + random.nextInt(50));
                case 2, 3 -> new Silence(random.nextInt(6), 10 + random.nextInt(80));
                case 4 -> new OperatorDown(1 + random.nextInt(20));
                default -> new Sick(random.nextInt(6), cause);
            };
            chapters.add(random.nextInt(chapters.size() + 1), new Chapter(event, 10 + random.nextInt(70)));
        }
        return new Scenario(
                seed,
                Math.max(1, it.replicas),
                it.maxSurge,
                it.maxDraining,
                it.maxWarm,
                it.drainTimeout,
                it.rollsBack,
                it.canary,
                it.canaries,
                it.tight,
                random.nextInt(4),
                random.nextInt(11) - 5,
                chapters);
    }

    /** A random history with configs that change in place, and Secrets that are rotated, spoilt and mended. */
    static Scenario reloads(long seed) {
        Scenario random = random(seed);
        SplittableRandom more = new SplittableRandom(~seed);
        List<Chapter> chapters = new ArrayList<>();
        for (Chapter each : random.chapters) {
            if (!(each.event instanceof DeleteGateway)) {
                chapters.add(new Chapter(new Reload(more.nextInt(4) == 0), 5 + more.nextInt(40)));
                chapters.add(each);
                if (more.nextBoolean()) {
                    chapters.add(new Chapter(new Rotate(more.nextBoolean()), more.nextInt(60)));
                }
                if (more.nextInt(3) == 0) {
                    chapters.addAll(spoilt(more));
                }
            }
        }
        chapters.add(new Chapter(new Reload(more.nextInt(4) == 0), more.nextInt(40)));
        if (more.nextInt(3) == 0) {
            chapters.addAll(spoilt(more)); // what is changed after it may be tried again for that
        }
        return new Scenario(
                seed,
                Math.max(1, random.replicas),
                random.maxSurge,
                random.maxDraining,
                random.maxWarm,
                random.drainTimeout,
                random.rollsBack,
                random.canary,
                random.canaries,
                random.tight,
                random.watchdog,
                random.skew,
                chapters);
    }

    /** A config is refused for a file, and perhaps only for that. */
    private static List<Chapter> spoilt(SplittableRandom random) {
        boolean unseen = random.nextBoolean();
        Chapter spoil = new Chapter(new Spoil(random.nextBoolean()), random.nextInt(unseen ? 3 : 60));
        Chapter reload = new Chapter(new Reload(false), random.nextInt(30));
        Chapter mend = new Chapter(new Mend(), 30 + random.nextInt(60));
        return unseen
                ? List.of(new Chapter(new OperatorDown(20 + random.nextInt(60)), 30), reload, spoil, mend)
                : List.of(spoil, reload, mend);
    }

    static Scenario random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Chapter> chapters = new ArrayList<>();
        int number = random.nextInt(1, 8);
        for (int i = 0; i < number; i++) {
            chapters.add(new Chapter(event(random), random.nextInt(3) == 0 ? random.nextInt(40) : random.nextInt(8)));
        }
        return new Scenario(
                seed,
                random.nextInt(4),
                random.nextInt(3),
                random.nextInt(4),
                random.nextInt(4),
                timeout(random),
                random.nextInt(4) > 0,
                random.nextBoolean() ? 3 + random.nextInt(15) : 0,
                1 + random.nextInt(2),
                random.nextInt(4) == 0,
                -1,
                random.nextInt(121) - 60,
                chapters);
    }

    /** A random history in which every pod is restarted, once or twice. Those of {@link #random} stay as they are: some find what is rare. */
    static Scenario restarts(long seed) {
        Scenario it = random(seed);
        SplittableRandom random = new SplittableRandom(~seed);
        List<Chapter> chapters = new ArrayList<>(it.chapters);
        for (int i = 0; i <= random.nextInt(2); i++) {
            int limit = new int[] {-1, 0, SimulatedRouter.SETTLE, 20}[random.nextInt(4)];
            chapters.add(random.nextInt(chapters.size() + 1), new Chapter(new Restart(limit), random.nextInt(40)));
        }
        return it.with(chapters);
    }

    /** A random history in which a canary crashes under load. Those of {@link #random} stay as they are. */
    static Scenario crashes(long seed) {
        Scenario it = random(seed);
        SplittableRandom random = new SplittableRandom(~seed);
        List<Chapter> chapters = new ArrayList<>();
        chapters.add(new Chapter(new Change("badcrashes"), 20 + random.nextInt(20)));
        for (Chapter each : it.chapters) {
            chapters.add(new Chapter(each.event, each.seconds + random.nextInt(20)));
        }
        chapters.add(random.nextInt(1, chapters.size() + 1), new Chapter(new Change("badcrashes"), random.nextInt(60)));
        return new Scenario(
                seed,
                Math.max(1, it.replicas),
                it.maxSurge,
                it.maxDraining,
                it.maxWarm,
                it.drainTimeout,
                it.rollsBack,
                4 + random.nextInt(12),
                it.canaries,
                it.tight,
                it.watchdog,
                it.skew,
                chapters);
    }

    /** A random history at whose end pods of a revision are wanted that their nodes end, each before it serves. Those of {@link #random} stay as they are. */
    static Scenario ends(long seed) {
        Scenario it = random(seed);
        SplittableRandom random = new SplittableRandom(~seed);
        List<Chapter> chapters = new ArrayList<>(it.chapters);
        chapters.addFirst(new Chapter(new Resize(1 + random.nextInt(2)), random.nextInt(20)));
        chapters.add(new Chapter(new Change("badends"), 20 + random.nextInt(40)));
        return it.with(chapters);
    }

    private Scenario with(List<Chapter> others) {
        return new Scenario(
                seed,
                replicas,
                maxSurge,
                maxDraining,
                maxWarm,
                drainTimeout,
                rollsBack,
                canary,
                canaries,
                tight,
                watchdog,
                skew,
                others);
    }

    /** A random history in which others change seats and labels, again and again. */
    static Scenario tampered(long seed) {
        Scenario it = random(seed);
        SplittableRandom random = new SplittableRandom(~seed);
        List<Chapter> chapters = new ArrayList<>(it.chapters);
        for (int i = 0; i <= 1 + random.nextInt(5); i++) {
            int which = random.nextInt(6);
            Event event = random.nextInt(3) == 0 ? new ForeignLabel(which) : new ForeignSeat(which, random.nextInt(6));
            chapters.add(random.nextInt(chapters.size() + 1), new Chapter(event, random.nextInt(20)));
        }
        return it.with(chapters);
    }

    /** A revision is proven, another one after it, and then the first is wanted again: seldom by chance alone. */
    static Scenario thereAndBack(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Chapter> chapters = List.of(
                new Chapter(new Change("b"), 20 + random.nextInt(20)),
                new Chapter(new Change("c"), random.nextInt(80)),
                new Chapter(new Change("b"), random.nextInt(80)));
        return new Scenario(
                seed,
                1 + random.nextInt(3),
                1,
                2,
                random.nextInt(3),
                timeout(random),
                true,
                random.nextInt(8),
                1,
                false,
                -1,
                random.nextInt(121) - 60,
                chapters);
    }

    private static Duration timeout(SplittableRandom random) {
        return Duration.ofSeconds(new int[] {0, 8, 40}[random.nextInt(3)]);
    }

    private static Event event(SplittableRandom random) {
        int pod = random.nextInt(6);
        int seconds = random.nextInt(30);
        return switch (random.nextInt(35)) {
            case 0, 1, 2, 3, 4, 5, 6 -> new Change(REVISIONS[random.nextInt(REVISIONS.length)]);
            case 7, 8, 9, 10 -> new Resize(random.nextInt(4));
            case 11 -> new Pause(random.nextInt(3) == 0);
            case 12 -> new DrainTimeout(timeout(random));
            case 13, 14 -> new Crash(pod);
            case 15 -> new Delete(pod);
            case 16 -> new Evict(pod);
            case 17 -> new Waver(pod);
            case 18 -> new Silence(pod, seconds);
            case 19 -> new ForeignDrain(pod);
            case 20 -> new ForeignLabel(pod);
            case 21 -> new ForeignSeat(pod, random.nextInt(6));
            case 22 -> new LeaveNode(random.nextInt(2), random.nextInt(3) > 0);
            case 23 -> new LoseNode(random.nextInt(2));
            case 24 -> new Quota(seconds);
            case 25 -> new StaleController(seconds);
            case 26, 27 -> new OperatorDown(seconds * 2);
            case 28 -> new OperatorPaused(5 + seconds);
            case 30, 31 -> new DrainNode(random.nextInt(2));
            case 29 -> new RefuseDrains(pod);
            case 32, 33 -> new Outage(1 + seconds);
            case 34 -> new PromoteCanary();
            default -> new DeleteGateway();
        };
    }
}
