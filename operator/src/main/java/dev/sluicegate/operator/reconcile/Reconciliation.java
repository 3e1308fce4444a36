package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.model.Acceptance;
import dev.sluicegate.operator.model.GatewayReader;
import dev.sluicegate.operator.model.Refusal;
import dev.sluicegate.operator.observe.Observation;
import dev.sluicegate.operator.observe.Observer;
import dev.sluicegate.operator.observe.Sources;
import dev.sluicegate.operator.rollout.Rollout;
import dev.sluicegate.operator.rollout.Step;
import dev.sluicegate.operator.rollout.Verdict;
import dev.sluicegate.operator.status.StatusInput;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** One reconciliation of one gateway: accept, provide, observe, decide, act, report. */
final class Reconciliation {
    /** What every round works with. */
    record Tools(
            KubernetesClient client,
            Sources sources,
            AdminTokens tokens,
            Acceptor acceptor,
            Applier applier,
            GatewayResources surroundings,
            Observer observer,
            Patches patches,
            DrainCommands drains,
            Statuses statuses,
            Clock clock) {}

    /**
     * @param statusWritten the gateway that the round began with is no longer the newest
     * @param requeueAfter reconcile again after this time even if nothing happens
     */
    record Result(Verdict verdict, boolean statusWritten, Duration requeueAfter) {}

    /** What was made of the spec, and what stood in the way. */
    private record Footing(Acceptance.Verdict acceptance, String adminToken, Optional<Refusal> trouble) {
        Optional<InForce> inForce() {
            return InForce.of(acceptance);
        }
    }

    private static final Duration STEADY = Duration.ofSeconds(30);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(5);
    private static final Duration AFTER_ACTING = Duration.ofMillis(500);
    private static final Duration AFTER_CONFLICT = Duration.ofMillis(100);

    private final Tools tools;
    private final RouterGateway owner;
    private final boolean deleting;
    private final Instant now;

    Reconciliation(Tools tools, RouterGateway owner, boolean deleting) {
        this.tools = tools;
        this.owner = owner;
        this.deleting = deleting;
        this.now = tools.clock().instant();
    }

    Result run() {
        Footing footing = acceptAndProvide();
        Observation observation = tools.observer().observe(owner, tools.sources(), footing.adminToken());
        Step step = decide(footing, observation);
        boolean current;
        try {
            current = act(step, footing, observation);
        } catch (KubernetesClientException e) {
            report(footing, Optional.of(GatewayResources.refusal(e)), observation, step);
            throw e;
        }
        boolean written = report(footing, footing.trouble(), observation, step);
        if (!current || (deleting && written)) {
            return new Result(step.verdict(), written, AFTER_CONFLICT);
        }
        return new Result(step.verdict(), written, requeueAfter(step, footing));
    }

    private Footing acceptAndProvide() {
        try {
            String token = tools.tokens().tokenOf(owner);
            Acceptance.Verdict acceptance = tools.acceptor().accept(owner, token, now);
            Optional<InForce> inForce = InForce.of(acceptance);
            Optional<Refusal> trouble = deleting || inForce.isEmpty()
                    ? Optional.empty()
                    : tools.surroundings().provide(owner, inForce.get(), token);
            return new Footing(acceptance, token, trouble);
        } catch (NameTakenException taken) {
            return new Footing(new Acceptance.Verdict.NothingInForce(taken.refusal()), "", Optional.empty());
        }
    }

    private Step decide(Footing footing, Observation observation) {
        return switch (footing.acceptance()) {
            case Acceptance.Verdict.InForce it -> decide(new InForce(it.accepted(), it.gateway()), observation);
            case Acceptance.Verdict.BeforeInForce it -> decide(new InForce(it.accepted(), it.gateway()), observation);
            case Acceptance.Verdict.NothingInForce _
            when deleting -> Rollout.decide(InForce.nothing(now), observation.observed(), now);
            case Acceptance.Verdict.NothingInForce nothing ->
                new Step(
                        List.of(),
                        new Verdict.Stalled(nothing.refusal().reason()),
                        "no spec has been accepted yet, so nothing is done",
                        Optional.empty());
        };
    }

    private Step decide(InForce inForce, Observation observation) {
        return Rollout.decide(inForce.desired(deleting), observation.observed(), now);
    }

    private boolean act(Step step, Footing footing, Observation observation) {
        return step.actions().isEmpty()
                || new RolloutActs(
                                tools.client(),
                                tools.applier(),
                                tools.patches(),
                                tools.drains(),
                                owner,
                                footing.inForce()
                                        .map(it ->
                                                it.revision(owner.getMetadata().getName(), footing.adminToken())),
                                footing.adminToken(),
                                observation)
                        .perform(step.actions(), now);
    }

    private boolean report(Footing footing, Optional<Refusal> trouble, Observation observation, Step step) {
        StatusInput situation = new StatusInput(
                owner.getMetadata().getName(),
                Objects.requireNonNullElse(owner.getMetadata().getGeneration(), 0L),
                deleting,
                footing.acceptance(),
                trouble,
                wantedReplicas(footing.inForce()),
                observation.observed(),
                step,
                observation.cuts(),
                tools.statuses().latest(owner),
                now);
        return tools.statuses().publish(owner, situation);
    }

    private int wantedReplicas(Optional<InForce> inForce) {
        return deleting
                ? 0
                : inForce.map(it -> it.gateway().replicas())
                        .or(() -> GatewayReader.replicas(owner.getSpec()))
                        .orElse(0);
    }

    private static Duration requeueAfter(Step step, Footing footing) {
        Duration most =
                !step.actions().isEmpty() ? AFTER_ACTING : footing.trouble().isPresent() ? AFTER_TROUBLE : STEADY;
        Duration wanted = step.requeueAfter().orElse(STEADY);
        return wanted.compareTo(most) < 0 ? wanted : most;
    }
}
