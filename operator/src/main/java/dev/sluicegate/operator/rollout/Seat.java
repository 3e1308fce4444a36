package dev.sluicegate.operator.rollout;

import static java.util.Comparator.comparing;

import dev.sluicegate.operator.rollout.PodState.Kubelet;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The place of one pod: a ReplicaSet of size 0 or 1 with a selector of its own. What becomes of a pod is decided for its seat, so
 * nobody ever chooses among pods; a lost pod comes back in its seat, as the seat's template says, with or without an operator.
 *
 * @param id {@code <revision>-<number>}
 * @param revision of its pods
 * @param number counts the seats of a revision
 * @param size how many pods it asks for; more than one only if somebody else has changed it
 * @param traffic whether the pods that are made in it from now on are in the Service: what its template's label says. Off also says
 *     since when it is retired
 * @param gated its template carries the readiness gate, so a pod that is made in it has to be admitted
 * @param reported how many pods its controller has last reported; may lag behind
 * @param observed its controller has seen the last change of it ({@code status.observedGeneration}): no pod is made from what it was
 *     before
 * @param problem why its controller cannot create the pod (such as an exceeded quota); null if it can
 * @param pods that were made in it, those included that are being ended or have ended
 */
public record Seat(
        String id,
        String revision,
        int number,
        int size,
        Traffic traffic,
        boolean gated,
        int reported,
        boolean observed,
        Instant createdAt,
        @Nullable Problem problem,
        List<PodState> pods) {

    public Seat {
        pods = List.copyOf(pods);
    }

    /** The id of a seat. */
    public static String idOf(String revision, int number) {
        return revision + "-" + number;
    }

    /** It shall have a pod in the Service. */
    public boolean isServing() {
        return size > 0 && traffic instanceof Traffic.On;
    }

    /** Its pod has to leave the Service and to drain. */
    public boolean isRetired() {
        return size > 0 && traffic instanceof Traffic.Off;
    }

    /** It asks for no pod any more; what is left of it is being ended by Kubernetes. */
    public boolean isClosed() {
        return size == 0;
    }

    /** Pods that its controller counts; one, as a rule, or none. */
    public Stream<PodState> live() {
        return pods.stream().filter(PodState::isLive);
    }

    /** Pods that have ended and lie there still, evicted ones for the most part; the earliest first. */
    Stream<PodState> ended() {
        return pods.stream()
                .filter(it -> it.kubelet() == Kubelet.ENDED && !it.terminating())
                .sorted(comparing(PodState::createdAt).thenComparing(PodState::name));
    }

    /** Those of them that may go, for another has come. Where that is not open, the first of them stays: it tells since when the seat has not been. */
    public Stream<PodState> replaced() {
        return live().findAny().isEmpty() ? Stream.empty() : ended().skip(isServing() && !isOpen() ? 1 : 0);
    }

    /** No pod of it is there, neither in what we see nor in what its controller says, and none can come. */
    boolean isEmpty() {
        return observed && reported == 0 && pods.stream().noneMatch(it -> it.kubelet() != Kubelet.ENDED);
    }

    /** Clients reach its pod; also for a moment after it was retired, until the pod's own label is off. */
    public boolean isOpen() {
        return size > 0 && live().anyMatch(PodState::isOpen);
    }

    /** A router's process runs in it. */
    boolean isAlive() {
        return live().anyMatch(PodState::isAlive);
    }

    /** Clients may have reached its pod. */
    boolean wasAdmitted() {
        return live().anyMatch(PodState::wasAdmitted);
    }

    /** Known to carry no work, and no client can reach its pod. */
    boolean carriesNothing() {
        return live().allMatch(PodState::carriesNothing);
    }

    /** Its pod is on a node that is to be left, or somebody else has given it another size than one. */
    boolean mustMove() {
        return size > 1 || live().anyMatch(PodState::onLeavingNode);
    }

    /** How many requests and streams it carries; empty if its router does not answer. */
    OptionalInt inFlight() {
        int total = 0;
        for (PodState pod : pods) {
            if (pod.isLive()) {
                OptionalInt carried = pod.inFlight();
                if (carried.isEmpty()) {
                    return OptionalInt.empty();
                }
                total += carried.getAsInt();
            }
        }
        return OptionalInt.of(total);
    }

    /** How far its pod has come. */
    Kubelet kubelet() {
        return live().map(PodState::kubelet).max(Kubelet::compareTo).orElse(Kubelet.PENDING);
    }
}
