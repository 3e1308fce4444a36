package dev.sluicegate.operator.rollout;

import static java.util.Comparator.naturalOrder;

import dev.sluicegate.operator.rollout.PodState.Kubelet;
import dev.sluicegate.router.adminapi.RouterStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** When to decide again though nothing in the cluster has changed. */
final class RequeueAfter {
    /** After a write, to see what it did; the cluster's own events are mostly sooner. */
    private static final Duration SOON = Duration.ofMillis(200);
    /** How often routers are asked at first, while something depends on their answer. */
    private static final Duration POLL = Duration.ofSeconds(1);

    /** How often they are asked when that has taken long: streams last for hours, and a thousand gateways may wait for theirs at once. */
    private static final Duration LATE_POLL = Duration.ofSeconds(10);

    /** What has taken so many seconds may be noticed one second late. */
    private static final int LATENESS = 20;

    /** What a router needs to see for itself that it has settled and is empty. */
    private static final Duration AFTER_SETTLING = Duration.ofMillis(50);

    private static final Duration JUST_SETTLED = Duration.ofSeconds(3);

    private RequeueAfter() {}

    static Optional<Duration> after(Plan plan, List<Action> actions) {
        Fleet fleet = plan.fleet();
        Stream<Duration> afterActions = actions.stream().flatMap(RequeueAfter::afterAction);
        Stream<Duration> acknowledgements = fleet.serving().stream()
                .flatMap(Seat::live)
                .filter(it -> !it.isOpen() && it.kubelet() == Kubelet.RUNNING)
                .map(it -> poll(fleet, it.readyChangedAt()));
        // a warm pod is waited for by nobody
        Stream<Duration> drains =
                fleet.retired().stream().filter(it -> !plan.warm().contains(it)).map(it -> nextOfDrain(fleet, it));
        Stream<Duration> removals = fleet.observed().seats().stream()
                        .anyMatch(it -> it.isClosed() && it.live().findAny().isPresent())
                ? Stream.of(POLL)
                : Stream.empty();
        Stream<Duration> deadlines =
                Stall.deadlines(plan).filter(fleet.now()::isBefore).map(it -> until(fleet, it));
        Stream<Duration> bake = CanaryAnalysis.nextLook(plan).stream();
        Stream<Duration> watchdog = Watchdog.nextLook(plan).stream();
        Stream<Duration> reload = Reload.waitingSince(fleet).map(it -> poll(fleet, it)).stream();
        return Stream.of(afterActions, acknowledgements, drains, removals, deadlines, bake, watchdog, reload)
                .flatMap(it -> it)
                .min(naturalOrder());
    }

    /**
     * What a router is told may be refused each time, so it is not repeated at once; an order to drain is repeated with the drain's own polls, and
     * a config with the reload's.
     */
    private static Stream<Duration> afterAction(Action action) {
        return action instanceof Action.TellDrain
                        || action instanceof Action.TellConfig
                        || action instanceof Action.RequestFileSync
                ? Stream.empty()
                : Stream.of(action instanceof Action.TellOpen ? POLL : SOON);
    }

    /** While a router settles its drain cannot be over; just after that it often is, and its pod is waited for. */
    private static Duration nextOfDrain(Fleet fleet, Seat seat) {
        Optional<Instant> settled =
                seat.live().flatMap(it -> Drains.drain(it).stream()).findFirst().map(RouterStatus.Drain::settledAt);
        if (settled.filter(fleet.now()::isBefore).isPresent()) {
            return until(fleet, settled.get()).plus(AFTER_SETTLING);
        }
        boolean justSettled = settled.filter(it -> fleet.now().isBefore(it.plus(JUST_SETTLED)))
                .isPresent();
        Instant since = Retirement.since(fleet, seat);
        return justSettled ? SOON : poll(fleet, since == null ? fleet.now() : since);
    }

    /** The longer it has taken, the less does it matter how soon its end is seen. What the cluster's own events tell is seen at once all the same. */
    private static Duration poll(Fleet fleet, Instant waitingSince) {
        Duration part = Duration.between(waitingSince, fleet.now()).dividedBy(LATENESS);
        return part.compareTo(POLL) < 0 ? POLL : part.compareTo(LATE_POLL) > 0 ? LATE_POLL : part;
    }

    private static Duration until(Fleet fleet, Instant instant) {
        return Duration.between(fleet.now(), instant);
    }
}
