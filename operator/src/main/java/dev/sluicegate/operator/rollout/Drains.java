package dev.sluicegate.operator.rollout;

import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.adminapi.RouterStatus.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is to be known of a retired pod's drain. */
final class Drains {
    /** How long after the deadline a router has time to send its end notices, and we to hear of it. */
    static final Duration MARGIN = Duration.ofSeconds(15);

    /** In this time kubelet has probed a router that is no longer ready, and the cache has heard of it. */
    private static final Duration READINESS = Duration.ofSeconds(10);

    private Drains() {}

    /** Nothing is lost if this retired pod goes now, or nothing more can be waited for. */
    static boolean isOver(PodState pod, Instant now) {
        if (isPastMargin(pod, now)) {
            return true;
        }
        // a pod whose process is dead carries nothing; a ready one still takes late arrivals, whatever its report said
        return switch (pod.kubelet()) {
            case PENDING, STOPPED, ENDED -> true;
            case RUNNING -> isDrained(pod);
            case READY -> false;
        };
    }

    /** The router says that it is settled and empty. */
    static boolean isDrained(PodState pod) {
        return pod.router() instanceof RouterReport.Answered(RouterStatus status)
                && status.phase() == Phase.DRAINED
                && status.inFlight().total() == 0;
    }

    /**
     * It is drained, and this has been seen by kubelet: what a cache says of its readiness may be older than that. A pod that was not
     * ready before its drain began shows no such change, and is given time instead.
     */
    static boolean hasLostReadiness(PodState pod, Instant now) {
        return isDrained(pod)
                && pod.kubelet() == PodState.Kubelet.RUNNING
                && drain(pod)
                        .filter(it -> pod.readyChangedAt().isAfter(it.startedAt())
                                || !now.isBefore(it.settledAt().plus(READINESS)))
                        .isPresent();
    }

    static boolean isPast(PodState pod, Instant now) {
        return deadline(pod).filter(it -> !now.isBefore(it)).isPresent();
    }

    static boolean isPastMargin(PodState pod, Instant now) {
        return isPast(pod, now.minus(MARGIN));
    }

    /** The router's own deadline if it has one: it is the one that cuts. Empty is never. */
    static Optional<Instant> deadline(PodState pod) {
        Optional<RouterStatus.Drain> drain = drain(pod);
        return drain.isPresent()
                ? drain.flatMap(it -> Optional.ofNullable(it.deadline()))
                : Optional.ofNullable(written(pod));
    }

    /** What the router says of its drain. */
    static Optional<RouterStatus.Drain> drain(PodState pod) {
        return switch (pod.router()) {
            case RouterReport.Answered(RouterStatus status) -> Optional.ofNullable(status.drain());
            case RouterReport.Silent silent -> Optional.empty();
        };
    }

    /** The deadline that was decided when the pod was retired; null is never. */
    static @Nullable Instant written(PodState pod) {
        return switch (pod.traffic()) {
            case Traffic.On on -> null;
            case Traffic.Off off -> off.deadline();
        };
    }

    /** The router was never told to drain, or it has forgotten: its container was restarted. */
    static boolean mustBeTold(PodState pod) {
        return pod.isAlive()
                && pod.router() instanceof RouterReport.Answered(RouterStatus status)
                && (status.phase() == Phase.SERVING || status.phase() == Phase.STARTING);
    }
}
