package dev.sluicegate.operator.rollout;

import dev.sluicegate.router.adminapi.RouterStatus;
import java.time.Instant;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A router pod, as the cluster and as the router itself see it.
 *
 * @param name the pod's
 * @param revision of its seat
 * @param createdAt when the pod was created
 * @param scheduled it has a node
 * @param onLeavingNode its node is cordoned, or tainted by maintenance or an autoscaler
 * @param kubelet how far kubelet has brought it
 * @param readyChangedAt when its condition Ready last changed; {@code createdAt} if it never did
 * @param terminating it has a deletion timestamp
 * @param traffic whether the Service selects it
 * @param gate its readiness gate
 * @param syncRequestedAt when kubelet was last asked to look at the pod's files again; null if it never was
 * @param problem why it does not come up; null if nothing is known to be wrong
 * @param crashes of its routers, as kubelet counts them
 * @param router what its router says
 */
public record PodState(
        String name,
        String revision,
        Instant createdAt,
        boolean scheduled,
        boolean onLeavingNode,
        Kubelet kubelet,
        Instant readyChangedAt,
        boolean terminating,
        Traffic traffic,
        Gate gate,
        @Nullable Instant syncRequestedAt,
        @Nullable Problem problem,
        RouterCrashes crashes,
        RouterReport router) {
    public PodState {
        crashes = Objects.requireNonNullElse(crashes, RouterCrashes.NONE); // a trace of an earlier release has none
    }

    /** Its seat's controller counts it: it neither terminates nor has ended. */
    public boolean isLive() {
        return !terminating && kubelet != Kubelet.ENDED;
    }

    /** The Service selects it, and it is live. */
    public boolean isOn() {
        return isLive() && traffic instanceof Traffic.On;
    }

    /** In the Service and ready: clients reach it. */
    public boolean isOpen() {
        return isOn() && kubelet == Kubelet.READY;
    }

    /** It needs no admission, or has had it: clients may have reached it. */
    public boolean wasAdmitted() {
        return gate != Gate.CLOSED;
    }

    /** A router's process runs in it. */
    public boolean isAlive() {
        return isLive() && (kubelet == Kubelet.RUNNING || kubelet == Kubelet.READY);
    }

    /** It is known to carry no work, and no client can reach it: no process, or never admitted. */
    public boolean carriesNothing() {
        return switch (kubelet) {
            case PENDING, STOPPED, ENDED -> true;
            // the gate is checked against the router's own word, which cannot be out of date for as long as a cache can
            case RUNNING -> gate == Gate.CLOSED && inFlight().orElse(0) == 0;
            case READY -> false;
        };
    }

    /** How many requests and streams its router carries; empty if it has not answered. */
    public OptionalInt inFlight() {
        return switch (router) {
            case RouterReport.Answered(RouterStatus status) ->
                OptionalInt.of(status.inFlight().total());
            case RouterReport.Silent _, RouterReport.Unasked _ -> OptionalInt.empty();
        };
    }

    /** The progress that kubelet has made with a pod. */
    public enum Kubelet {
        /** Phase Pending: not scheduled, pulling its image, or unable to. No process has ever run. */
        PENDING,
        /** Phase Running, but the router's container is not: it crashed and waits for its restart. */
        STOPPED,
        /** The router's container runs; the pod's condition Ready is not True. */
        RUNNING,
        /** The pod's condition Ready is True. */
        READY,
        /** Phase Succeeded or Failed. Its seat's controller no longer counts it. */
        ENDED
    }

    /** The readiness gate of a pod. */
    public enum Gate {
        /** Not asked for by the pod: it becomes ready by its probe alone. */
        ABSENT,
        /** Asked for and not True: the pod has never been in the Service. */
        CLOSED,
        /** Asked for and True. It is never closed again. */
        OPEN
    }

    /** The report that a pod's router gave when it was last asked. */
    public sealed interface RouterReport {
        /** It answered {@code GET /status}. */
        record Answered(RouterStatus status) implements RouterReport {}

        /**
         * It did not answer, or there is nobody to ask.
         *
         * @param since when it last answered; if it never did, when the pod was created
         * @param unanswered when it was first asked in vain after that; now, if there is nobody to ask or it refuses to say
         */
        record Silent(Instant since, Instant unanswered) implements RouterReport {
            public Silent {
                unanswered = Objects.requireNonNullElse(unanswered, since); // a trace of an earlier release has none
            }

            /** Asked in vain since then. */
            public Silent(Instant since) {
                this(since, since);
            }
        }

        /** It could not be asked: the token of the gateway's routers is not known. */
        record Unasked() implements RouterReport {}
    }
}
