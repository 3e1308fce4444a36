package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RolloutSpec.Canary;
import dev.sluicegate.operator.api.RolloutSpec.OnFailure;
import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.model.Acceptance;
import dev.sluicegate.operator.model.Accepted;
import dev.sluicegate.operator.model.Gateway;
import dev.sluicegate.operator.model.Refusal;
import dev.sluicegate.operator.reason.Reason;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.render.Revision;
import dev.sluicegate.operator.rollout.CanaryRules;
import dev.sluicegate.operator.rollout.Desired;
import dev.sluicegate.operator.rollout.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The spec that holds, be it the newest or the last one that was accepted. */
record InForce(Accepted accepted, Gateway gateway) {
    /** The default of {@code drain.timeout}, for a spec that cannot be read. */
    static final Duration DRAIN_TIMEOUT = Duration.ofMinutes(30);

    /** The default of {@code drain.terminationBudget}, likewise. */
    private static final Duration TERMINATION_BUDGET = Duration.ofMinutes(5);

    static Optional<InForce> of(Acceptance.Verdict acceptance) {
        return switch (acceptance) {
            case Acceptance.Verdict.InForce it -> Optional.of(new InForce(it.accepted(), it.gateway()));
            case Acceptance.Verdict.BeforeInForce it -> Optional.of(new InForce(it.accepted(), it.gateway()));
            case Acceptance.Verdict.NothingInForce _ -> Optional.empty();
        };
    }

    /** While nothing is in force. */
    static Step untilAccepted(Acceptance.Verdict acceptance) {
        Reason reason = acceptance.refused().map(Refusal::reason).orElse(Reason.OperatorFault);
        return new Step(
                List.of(),
                new Step.Verdict.Stalled(reason.name()),
                "no spec has been accepted yet, so nothing is done",
                Set.of(),
                Optional.empty());
    }

    Revision revision(String name, String adminToken) {
        return new Revision(
                name,
                accepted.revision(),
                gateway.rolling(),
                accepted.image(),
                accepted.secretsHash(),
                accepted.generation(),
                AdminTokens.drainWaitToken(adminToken));
    }

    /**
     * The desired state.
     *
     * @param owner on which a person may have said that a canary needs to bake no longer
     * @param watchedSince since when this process has looked after the gateway
     * @param deletingSince null while the gateway stays
     * @param told whether its routers can be told to drain
     */
    Desired desired(RouterGateway owner, Instant watchedSince, @Nullable Instant deletingSince, boolean told) {
        int all = Math.max(1, gateway.replicas());
        return new Desired(
                accepted.revision(),
                accepted.generation(),
                accepted.since(),
                watchedSince,
                deletingSince != null ? 0 : gateway.replicas(),
                gateway.rollout().maxSurge().of(all),
                gateway.rollout().maxDraining().of(all),
                gateway.rollout().maxWarm().of(all),
                gateway.rollout().progressDeadline(),
                gateway.rollout().paused(),
                gateway.rollout().onFailure() == OnFailure.ROLLBACK,
                canary(owner),
                deletingSince,
                told
                        ? gateway.drainTimeout()
                        : Untold.drainTimeout(gateway.drainTimeout(), gateway.terminationBudget()),
                gateway.terminationBudget(),
                gateway.revisionHistoryLimit());
    }

    private @Nullable CanaryRules canary(RouterGateway owner) {
        Canary canary = gateway.rollout().canary();
        if (canary == null) {
            return null;
        }
        Map<String, String> annotations =
                Objects.requireNonNullElse(owner.getMetadata().getAnnotations(), Map.of());
        return new CanaryRules(
                canary.replicas(),
                canary.bake(),
                canary.maxErrorRate(),
                canary.maxFirstByteRatio(),
                canary.minRequests(),
                accepted.revision().equals(annotations.get(Names.PROMOTE)));
    }

    /** For a gateway that goes and whose accepted spec is not known any more: with the defaults of drains. */
    static Desired nothing(Instant now, Instant deletingSince, boolean told) {
        return new Desired(
                "",
                0,
                now,
                now,
                0,
                1,
                1,
                0,
                Duration.ofMinutes(10),
                false,
                false,
                null,
                deletingSince,
                told ? DRAIN_TIMEOUT : Untold.drainTimeout(DRAIN_TIMEOUT, TERMINATION_BUDGET),
                TERMINATION_BUDGET,
                0);
    }
}
