package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.adminapi.RouterStatus.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is to be known of the drain of a retired seat's pod. */
final class Drains {
    /** How long after the deadline a router has time to send its end notices, and we to hear of it. */
    static final Duration MARGIN = Duration.ofSeconds(15);

    /** Two deadlines that are closer than this are the same. */
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    private Drains() {}

    /** Nothing is lost if this pod goes now, or nothing more can be waited for. */
    static boolean isOver(Fleet fleet, Seat seat, PodState pod) {
        if (pod.isOn()) {
            return false;
        }
        if (pod.carriesNothing() || isPastMargin(fleet, seat, pod)) {
            return true;
        }
        // a pod whose process is dead carries nothing; a ready one still takes late arrivals, whatever its report said
        return switch (pod.kubelet()) {
            case PENDING, STOPPED, ENDED -> true;
            case RUNNING -> isDrained(pod) && hasSettled(fleet, pod);
            case READY -> false;
        };
    }

    /** The router says that it is settled and empty. */
    static boolean isDrained(PodState pod) {
        return pod.router() instanceof RouterReport.Answered(RouterStatus status)
                && status.phase() == Phase.DRAINED
                && status.inFlight().total() == 0;
    }

    /** The router has ended requests or streams before they were complete, in this drain or before. */
    static boolean hasCut(PodState pod) {
        return pod.router() instanceof RouterReport.Answered(RouterStatus status)
                && status.outcomes().getOrDefault(Outcome.CUT, 0L) > 0;
    }

    /** Its settle time has passed since it left the Service, also if somebody else had it drain before. */
    private static boolean hasSettled(Fleet fleet, PodState pod) {
        if (!(pod.traffic() instanceof Traffic.Off(Instant since))
                || since == null
                || since.isAfter(fleet.now().plus(Retirement.SKEW))) {
            return true; // it was never in the Service, or nobody knows: the router's word is enough
        }
        return drain(pod)
                .map(it -> since.plus(Duration.between(it.startedAt(), it.settledAt())))
                .filter(fleet.now()::isBefore)
                .isEmpty();
    }

    static boolean isPast(Fleet fleet, Seat seat, PodState pod) {
        return isPast(fleet, seat, pod, fleet.now());
    }

    /** A router that answers says itself when it is done, whatever its clock says; one that is silent gets a shorter margin. */
    private static boolean isPastMargin(Fleet fleet, Seat seat, PodState pod) {
        Duration margin = pod.router() instanceof RouterReport.Answered ? MARGIN.plus(Retirement.SKEW) : MARGIN;
        return isPast(fleet, seat, pod, fleet.now().minus(margin));
    }

    private static boolean isPast(Fleet fleet, Seat seat, PodState pod, Instant now) {
        return deadline(fleet, seat, pod).filter(it -> !now.isBefore(it)).isPresent();
    }

    /** Nothing ends its drain but a person: it has no limit, and its router has not answered for longer than a deletion would wait for it. */
    static boolean isStuck(Fleet fleet, Seat seat, PodState pod) {
        return pod.router() instanceof RouterReport.Silent(Instant _, Instant unanswered)
                && !fleet.now().isBefore(unanswered.plus(fleet.desired().terminationBudget()))
                && deadline(fleet, seat, pod).isEmpty();
    }

    /** The router's own deadline if it drains: it is the one that cuts. Empty is never. */
    static Optional<Instant> deadline(Fleet fleet, Seat seat, PodState pod) {
        Optional<RouterStatus.Drain> drain = drain(pod);
        if (drain.isPresent()) {
            return drain.flatMap(it -> Optional.ofNullable(it.deadline()));
        }
        return Optional.ofNullable(Retirement.since(fleet, seat)).flatMap(it -> fleet.drainDeadline(seat, it));
    }

    /** What the router says of its drain. */
    static Optional<RouterStatus.Drain> drain(PodState pod) {
        return switch (pod.router()) {
            case RouterReport.Answered(RouterStatus status) -> Optional.ofNullable(status.drain());
            case RouterReport.Silent _, RouterReport.Unasked _ -> Optional.empty();
        };
    }

    /** The router was never told to drain, has forgotten it (its container was restarted), or drains until another time. */
    static boolean mustBeTold(PodState pod, @Nullable Instant deadline) {
        if (!(pod.router() instanceof RouterReport.Answered(RouterStatus status))) {
            return false;
        }
        return switch (status.phase()) {
            case STARTING, SERVING -> true;
            case DRAINING ->
                drain(pod).filter(it -> !isSame(it.deadline(), deadline)).isPresent();
            case DRAINED -> false;
        };
    }

    private static boolean isSame(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return Objects.equals(one, other);
        }
        return Duration.between(one, other).abs().compareTo(TOLERANCE) <= 0;
    }
}
