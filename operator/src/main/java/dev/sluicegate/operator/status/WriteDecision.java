package dev.sluicegate.operator.status;

import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.api.RouterGatewayStatus.PodRow;
import dev.sluicegate.operator.api.RouterGatewayStatus.RolloutStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The decision whether a status is worth writing: at once when something has happened that a person or a controller acts on. Numbers
 * and sentences go along; for themselves they are written only now and then: those of a gateway that is changing or draining every 10
 * s, and less often the longer that takes, down to once a minute; those of any other every 30 s, its number in flight only when it
 * has doubled or halved. Exact numbers are the routers' metrics.
 */
public final class WriteDecision {
    private static final Duration SOONEST = Duration.ofSeconds(10);
    private static final Duration STEADY = Duration.ofSeconds(30);
    private static final Duration LATEST = Duration.ofMinutes(1);
    /** The part of the time that it has been busy for. */
    private static final int PART = 6;

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
        Optional<Instant> busySince = busySince(after);
        boolean tells = busySince.isPresent()
                || isAnother(inFlight(before), inFlight(after))
                || !sentences(before).equals(sentences(after));
        Duration pace = busySince.map(it -> pace(Duration.between(it, now))).orElse(STEADY);
        return tells && !now.isBefore(writtenAt.plus(pace));
    }

    private static Duration pace(Duration busyFor) {
        Duration part = busyFor.dividedBy(PART);
        if (part.compareTo(LATEST) > 0) {
            return LATEST;
        }
        return part.compareTo(SOONEST) < 0 ? SOONEST : part;
    }

    /** Since when it has been changing or draining. */
    private static Optional<Instant> busySince(RouterGatewayStatus status) {
        return Stream.of(Conditions.RECONCILING, Conditions.DRAINING)
                .flatMap(type -> Conditions.find(status, type).stream())
                .filter(it -> "True".equals(it.getStatus()))
                .map(it -> Instant.parse(it.getLastTransitionTime()))
                .min(Comparator.naturalOrder());
    }

    /** What a person reads. */
    private static List<String> sentences(RouterGatewayStatus status) {
        return Objects.requireNonNullElse(status.conditions(), List.<Condition>of()).stream()
                .map(Condition::getMessage)
                .toList();
    }

    /** From or to nothing, or twice or half as many. */
    private static boolean isAnother(int before, int after) {
        return (before == 0) != (after == 0) || after >= 2 * before || 2 * after <= before;
    }

    private static Integer inFlight(RouterGatewayStatus status) {
        return Objects.requireNonNullElse(status.inFlight(), 0);
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
