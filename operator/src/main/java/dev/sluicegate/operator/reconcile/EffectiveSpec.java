package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RolloutSpec.Canary;
import dev.sluicegate.operator.api.RolloutSpec.OnConfigChange;
import dev.sluicegate.operator.api.RolloutSpec.OnFailure;
import dev.sluicegate.operator.api.RolloutSpec.Restart;
import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.WatchdogSpec;
import dev.sluicegate.operator.model.Acceptance;
import dev.sluicegate.operator.model.Accepted;
import dev.sluicegate.operator.model.Gateway;
import dev.sluicegate.operator.model.MountedFile;
import dev.sluicegate.operator.model.Refusal;
import dev.sluicegate.operator.reason.Reason;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.render.Revision;
import dev.sluicegate.operator.rollout.CanaryRules;
import dev.sluicegate.operator.rollout.Desired;
import dev.sluicegate.operator.rollout.RestartLimits;
import dev.sluicegate.operator.rollout.Step;
import dev.sluicegate.operator.rollout.WatchdogReport;
import dev.sluicegate.operator.rollout.WatchdogRules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The spec that is in force: the newest one, or the last one that was accepted.
 *
 * @param files the hash that a router reports of each file that it has read, by its path; empty if Secrets may be looked at no more, because the spec is refused
 */
record EffectiveSpec(Accepted accepted, Gateway gateway, Map<String, String> files) {
    /** The default of {@code drain.timeout}, for a spec that cannot be read. */
    static final Duration DRAIN_TIMEOUT = Duration.ofMinutes(30);

    /** The default of {@code drain.terminationBudget}, likewise. */
    private static final Duration TERMINATION_BUDGET = Duration.ofMinutes(5);

    /** Zero would be without limit. */
    private static final Duration SHORTEST_DRAIN = Duration.ofSeconds(1);

    static Optional<EffectiveSpec> of(Acceptance.Verdict acceptance) {
        return switch (acceptance) {
            case Acceptance.Verdict.InForce it ->
                Optional.of(new EffectiveSpec(it.accepted(), it.gateway(), it.files()));
            case Acceptance.Verdict.BeforeInForce it ->
                Optional.of(new EffectiveSpec(it.accepted(), it.gateway(), Map.of()));
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
                WatchdogReport.NONE,
                Optional.empty());
    }

    Revision revision(String name, String adminToken) {
        return new Revision(
                name,
                accepted.revision(),
                gateway.rolling(),
                accepted.image(),
                accepted.secrets().rolling(),
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
                acknowledgedFiles(),
                sources(),
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
                watchdog(),
                deletingSince,
                told
                        ? gateway.drainTimeout()
                        : DrainWithoutToken.drainTimeout(gateway.drainTimeout(), gateway.terminationBudget()),
                restarts(),
                gateway.terminationBudget(),
                gateway.revisionHistoryLimit());
    }

    /** With {@code onConfigChange: Roll}, or while a person has gone back to another revision, nobody waits for what routers read by themselves. */
    private Map<String, String> acknowledgedFiles() {
        return gateway.rollout().onConfigChange() == OnConfigChange.RELOAD && !accepted.isUndone() ? files : Map.of();
    }

    private Map<String, String> sources() {
        return gateway.rolling().files().stream()
                .collect(Collectors.toMap(MountedFile::path, it -> it.source().text(), (one, _) -> one));
    }

    private WatchdogRules watchdog() {
        WatchdogSpec watchdog = gateway.watchdog();
        return new WatchdogRules(
                watchdog.unresponsiveAfter(), watchdog.memoryPercent(), watchdog.maxRestarts(), watchdog.window());
    }

    private RestartLimits restarts() {
        if (accepted.isUndone()) {
            return RestartLimits.NONE; // nothing is replaced by the restart that the spec asks for
        }
        return new RestartLimits(
                gateway.rolling().restarts(),
                limit(gateway.rollout().restart()),
                limit(gateway.asked().restart()));
    }

    /** A forced pod settles: who comes late, because endpoints lag behind, has asked for nothing and is served. */
    private @Nullable Duration limit(Restart restart) {
        Duration settle = gateway.rolling().config().drain().settle();
        Duration shortest = settle.compareTo(SHORTEST_DRAIN) < 0 ? SHORTEST_DRAIN : settle;
        Duration timeout = restart.drainTimeout();
        if (restart.token() == null) {
            return null;
        }
        if (restart.force()) {
            return shortest;
        }
        return timeout == null || timeout.isZero() || timeout.compareTo(shortest) > 0 ? timeout : shortest;
    }

    private @Nullable CanaryRules canary(RouterGateway owner) {
        Canary canary = gateway.rollout().canary();
        if (canary == null || accepted.isUndone()) {
            return null; // a person who goes back waits for nothing
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
                Map.of(),
                Map.of(),
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
                null,
                deletingSince,
                told ? DRAIN_TIMEOUT : DrainWithoutToken.drainTimeout(DRAIN_TIMEOUT, TERMINATION_BUDGET),
                RestartLimits.NONE,
                TERMINATION_BUDGET,
                0);
    }
}
