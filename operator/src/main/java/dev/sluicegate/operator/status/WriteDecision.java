package dev.sluicegate.operator.status;

import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.api.RouterGatewayStatus.PodRow;
import dev.sluicegate.operator.api.RouterGatewayStatus.RolloutStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a status is worth writing: at once when something has happened, now and then when only counts have moved. */
public final class WriteDecision {
    private static final Duration BUSY = Duration.ofSeconds(2);
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
        boolean steady = Conditions.find(after, Conditions.READY)
                .filter(ready -> "True".equals(ready.getStatus()))
                .isPresent();
        return !now.isBefore(writtenAt.plus(steady ? STEADY : BUSY));
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
                status.draining(),
                null,
                conditions == null
                        ? null
                        : conditions.stream().map(WriteDecision::withoutMessage).toList(),
                rollout == null
                        ? null
                        : new RolloutStatus(
                                null, rollout.startedAt(), rollout.updated(), rollout.draining(), rollout.cutStreams()),
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
                row.name(), row.phase(), row.revision(), row.acknowledged(), null, null, row.cut(), row.problem());
    }
}
