package dev.sluicegate.operator.rollout;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A router pod, as the cluster and as the router itself see it.
 *
 * @param name the pod's
 * @param revision of its ReplicaSet
 * @param createdAt when the pod was created
 * @param scheduled it has a node
 * @param kubelet how far kubelet has brought it
 * @param readySince since when it is Ready; null unless {@code kubelet} is {@link Kubelet#READY}
 * @param terminating it has a deletion timestamp
 * @param traffic whether the Service selects it
 * @param gate its readiness gate
 * @param marked it carries the lowest deletion cost: a pod that was marked leaves and never comes back
 * @param problem why it does not come up; null if nothing is known to be wrong
 * @param router what its router says
 */
public record PodState(
        String name,
        String revision,
        Instant createdAt,
        boolean scheduled,
        Kubelet kubelet,
        @Nullable Instant readySince,
        boolean terminating,
        Traffic traffic,
        Gate gate,
        boolean marked,
        @Nullable Problem problem,
        RouterReport router) {

    /** How far kubelet has brought a pod. */
    public enum Kubelet {
        /** Phase Pending: not scheduled, pulling its image, or unable to. No process has ever run. */
        PENDING,
        /** Phase Running, but the router's container is not: it crashed and waits for its restart. */
        STOPPED,
        /** The router's container runs; the pod's condition Ready is not True. */
        RUNNING,
        /** The pod's condition Ready is True. */
        READY,
        /** Phase Succeeded or Failed. Its ReplicaSet no longer counts it. */
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
}
