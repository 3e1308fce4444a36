package dev.sluicegate.operator.status;

import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.api.RouterGatewayStatus.PodRow;
import dev.sluicegate.operator.api.RouterGatewayStatus.RolloutStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The decision whether a status is worth writing: at once when something has happened that a person or a controller acts on. Numbers
 * go along; for themselves they are written only now and then, and only when they tell something else than before. Exact ones are the
 * routers' metrics.
 */
public final class WriteDecision {
    private static final Duration BUSY = Duration.ofSeconds(10);
    private static final Duration STEADY = Duration.ofSeconds(30);

    private WriteDecision() {}

    /** @param writtenAt when {@code before} was written, as far as this process knows */
    public static boolean isDue(
            @Nullable RouterGatewayStatus before, RouterGatewayStatus after, Instant writtenAt, Instant now) {
        if (after.equals(before)) {
            return false;
        }
        if (before == null || !withoutCounts(before).equals(withoutCounts(after))) {
            return true;
        }
        boolean busy = isTrue(after, Conditions.RECONCILING) || isTrue(after, Conditions.DRAINING);
        boolean tells = busy ? !inFlight(before).equals(inFlight(after)) : isAnother(inFlight(before), inFlight(after));
        return tells && !now.isBefore(writtenAt.plus(busy ? BUSY : STEADY));
    }

    /** From or to nothing, or twice or half as many. */
    private static boolean isAnother(int before, int after) {
        return (before == 0) != (after == 0) || after >= 2 * before || 2 * after <= before;
    }

    private static Integer inFlight(RouterGatewayStatus status) {
        return Objects.requireNonNullElse(status.inFlight(), 0);
    }

    private static boolean isTrue(RouterGatewayStatus status, String type) {
        return Conditions.find(status, type)
                .filter(it -> "True".equals(it.getStatus()))
                .isPresent();
    }

    private static RouterGatewayStatus withoutCounts(RouterGatewayStatus status) {
        RolloutStatus rollout = status.rollout();
        List<Condition> conditions = status.conditions();
        List<PodRow> pods = status.pods();
        return new RouterGatewayStatus(
                status.observedGeneration(),
                status.replicas(),
                status.selector(),
                status.ready(),
                status.stableRevision(),
                status.candidateRevision(),
                status.failedRevision(),
                status.draining(),
                null,
                conditions == null
                        ? null
                        : conditions.stream().map(WriteDecision::withoutMessage).toList(),
                rollout == null
                        ? null
                        : new RolloutStatus(
                                null,
                                rollout.startedAt(),
                                rollout.way(),
                                rollout.updated(),
                                rollout.draining(),
                                rollout.warm(),
                                null,
                                rollout.cutStreams(),
                                rollout.cutWithoutRow(),
                                rollout.unaccountedPods()),
                status.restarts(),
                pods == null
                        ? null
                        : pods.stream().map(WriteDecision::withoutCounts).toList());
    }

    /** The messages carry the step's sentence, which may carry counts; except for Accepted, which is all message. */
    private static Condition withoutMessage(Condition condition) {
        return Conditions.ACCEPTED.equals(condition.getType())
                ? condition
                : new ConditionBuilder(condition).withMessage("").build();
    }

    private static PodRow withoutCounts(PodRow row) {
        return new PodRow(
                row.name(),
                row.phase(),
                row.revision(),
                row.acknowledged(),
                null,
                null,
                row.cut(),
                row.crashes(),
                row.lastCrash(),
                row.problem());
    }
}
