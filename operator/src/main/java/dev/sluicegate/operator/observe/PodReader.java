package dev.sluicegate.operator.observe;

import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.rollout.PodState;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.operator.rollout.RouterCrashes;
import dev.sluicegate.operator.rollout.Traffic;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a Pod. */
final class PodReader {
    /** The name under which earlier operators wrote {@link Names#SYNC_REQUESTED_AT}. */
    private static final String BEFORE_SYNC_REQUESTED_AT = "sluicegate.dev/hastened-at";

    private PodReader() {}

    /**
     * The state of a pod.
     *
     * @param revision of its seat
     * @param node that it is on; empty if it has none, or if nothing is known of it
     */
    static PodState read(Pod pod, String revision, Optional<Node> node, RouterReport router) {
        Instant createdAt = Instant.parse(pod.getMetadata().getCreationTimestamp());
        return new PodState(
                pod.getMetadata().getName(),
                revision,
                createdAt,
                pod.getSpec().getNodeName() != null,
                node.filter(it -> LeavingNode.isLeft(it, pod.getSpec().getTolerations()))
                        .isPresent(),
                kubelet(pod),
                condition(pod, "Ready")
                        .map(PodCondition::getLastTransitionTime)
                        .map(Instant::parse)
                        .orElse(createdAt),
                pod.getMetadata().getDeletionTimestamp() != null,
                traffic(pod),
                gate(pod),
                syncRequestedAt(pod),
                ProblemReader.read(pod),
                crashes(pod),
                router);
    }

    /** The router's container; empty before kubelet says anything of it. */
    static Optional<ContainerStatus> router(Pod pod) {
        return pod.getStatus() == null
                ? Optional.empty()
                : pod.getStatus().getContainerStatuses().stream()
                        .filter(status -> Names.CONTAINER.equals(status.getName()))
                        .findFirst();
    }

    /** True if there is a router process in it that could be asked. */
    static boolean canBeAsked(Pod pod) {
        return pod.getStatus() != null && pod.getStatus().getPodIP() != null && routerRuns(pod);
    }

    /** What ends with its pod is missed when that is gone. */
    private static RouterCrashes crashes(Pod pod) {
        return router(pod)
                .flatMap(EndReader::last)
                .filter(it -> staysWhenItsRouterEnds(pod) && EndReader.cut(it).isEmpty())
                .map(it -> new RouterCrashes(ends(pod), EndReader.describe(it)))
                .orElse(RouterCrashes.NONE);
    }

    /** How many routers of the pod have ended; kubelet counts one when it starts the next. */
    private static int ends(Pod pod) {
        int started = router(pod).map(ContainerStatus::getRestartCount).orElse(0);
        return routerRuns(pod) ? started : started + 1;
    }

    /** Kubelet starts its router again when it ends. */
    private static boolean staysWhenItsRouterEnds(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null && kubelet(pod) != PodState.Kubelet.ENDED;
    }

    private static PodState.Kubelet kubelet(Pod pod) {
        String phase = pod.getStatus() == null
                ? "Pending"
                : Objects.requireNonNullElse(pod.getStatus().getPhase(), "Pending");
        return switch (phase) {
            case "Succeeded", "Failed" -> PodState.Kubelet.ENDED;
            case "Pending" -> PodState.Kubelet.PENDING;
            // Running, or Unknown while its node says nothing: what ran there may run on
            default -> {
                if (isTrue(pod, "Ready")) {
                    yield PodState.Kubelet.READY;
                }
                yield routerRuns(pod) ? PodState.Kubelet.RUNNING : PodState.Kubelet.STOPPED;
            }
        };
    }

    private static Traffic traffic(Pod pod) {
        return Names.ON.equals(orEmpty(pod.getMetadata().getLabels()).get(Names.TRAFFIC))
                ? Traffic.ON
                : new Traffic.Off(Instants.read(pod.getMetadata(), Names.RETIRED_AT));
    }

    private static @Nullable Instant syncRequestedAt(Pod pod) {
        Instant at = Instants.read(pod.getMetadata(), Names.SYNC_REQUESTED_AT);
        return at == null ? Instants.read(pod.getMetadata(), BEFORE_SYNC_REQUESTED_AT) : at;
    }

    private static PodState.Gate gate(Pod pod) {
        boolean gated = pod.getSpec().getReadinessGates().stream()
                .anyMatch(gate -> gate.getConditionType().equals(Names.ADMITTED));
        if (!gated) {
            return PodState.Gate.ABSENT;
        }
        return isTrue(pod, Names.ADMITTED) ? PodState.Gate.OPEN : PodState.Gate.CLOSED;
    }

    private static boolean routerRuns(Pod pod) {
        return router(pod)
                .map(ContainerStatus::getState)
                .map(ContainerState::getRunning)
                .isPresent();
    }

    private static boolean isTrue(Pod pod, String type) {
        return condition(pod, type).filter(it -> "True".equals(it.getStatus())).isPresent();
    }

    private static Optional<PodCondition> condition(Pod pod, String type) {
        List<PodCondition> conditions =
                pod.getStatus() == null ? List.of() : pod.getStatus().getConditions();
        return conditions.stream().filter(it -> type.equals(it.getType())).findFirst();
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return Objects.requireNonNullElse(map, Map.of());
    }
}
