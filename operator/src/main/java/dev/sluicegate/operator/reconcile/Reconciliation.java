package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.model.Acceptance;
import dev.sluicegate.operator.model.Evictions;
import dev.sluicegate.operator.model.Gateway;
import dev.sluicegate.operator.model.GatewayReader;
import dev.sluicegate.operator.model.Refusal;
import dev.sluicegate.operator.observe.Observer.Observation;
import dev.sluicegate.operator.reason.EventReason;
import dev.sluicegate.operator.reason.Reason;
import dev.sluicegate.operator.rollout.Desired;
import dev.sluicegate.operator.rollout.Observed;
import dev.sluicegate.operator.rollout.Rollout;
import dev.sluicegate.operator.rollout.Step;
import dev.sluicegate.operator.rollout.Step.Verdict;
import dev.sluicegate.operator.rollout.TracedDecision;
import dev.sluicegate.operator.status.StatusMaker;
import dev.sluicegate.operator.status.StatusMaker.StatusInput;
import dev.sluicegate.operator.status.Transitions.Notice;
import dev.sluicegate.operator.write.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reconciliation of one gateway: accept, provide, observe, decide, act, report. Whatever goes wrong ends in the gateway's
 * conditions and is tried again; no exception leaves it.
 */
final class Reconciliation {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

    /** Off unless {@code SLUICEGATE_DECISIONS} is {@code DEBUG}: one line for each decision. */
    private static final Logger DECISIONS = LoggerFactory.getLogger("decisions");

    /**
     * The outcome.
     *
     * @param gone true if the gateway is being deleted and nothing of it is left to do
     * @param requeueAfter reconcile again after this time even if nothing happens
     */
    record Result(boolean gone, Duration requeueAfter) {}

    /** The ground that a reconciliation stands on: what was made of the spec, and what stood in the way. */
    private record Footing(Acceptance.Verdict acceptance, String adminToken, GatewayResources.Outcome resources) {
        Optional<EffectiveSpec> effectiveSpec() {
            return EffectiveSpec.of(acceptance);
        }
    }

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
        try {
            return inSteps();
        } catch (RuntimeException | Error e) {
            // an error that leaves the thread would leave the gateway to nobody
            LOG.error("gateway={} could not be reconciled", gateway(), e);
            Refusal why = new Refusal(Reason.OperatorFault, e + "; " + Reason.OperatorFault.advice());
            RouterGatewayStatus status = StatusMaker.failed(tools.statuses().latest(owner), generation(), why, now);
            tools.metrics().failed(owner, status);
            publish(status, _ -> true);
            return new Result(false, Requeue.AFTER_FAULT);
        }
    }

    private Result inSteps() {
        if (deleting && tools.orphanDeletion().isRequested(owner)) {
            return new Result(tools.orphanDeletion().keepObjects(owner, now), Requeue.AFTER_CONFLICT);
        }
        Footing footing = acceptAndProvide();
        Optional<RouterKeys.Publication> keys =
                tools.routerKeys().publish(owner, footing.effectiveSpec().map(EffectiveSpec::gateway), deleting, now);
        Observation observation = tools.observer().observe(owner, tools.cluster(), footing.adminToken());
        // before pods go, whose last counts these are
        KeyReports.Outcome told = tools.keyReports().report(owner, keys, observation, footing.adminToken(), now);
        Step step = decide(footing, observation);
        RolloutActs.Outcome acted = act(step, footing, observation);
        List<Refusal> refusals = Stream.concat(footing.resources().refusals().stream(), acted.refusals().stream())
                .toList();
        StatusInput input = input(footing, refusals, observation, step);
        RouterGatewayStatus status = StatusMaker.make(input);
        tools.metrics().observed(owner, input, status);
        Optional<Statuses.Outcome> reported = publish(status, observation.pods()::containsKey);
        EndedPods.remove(tools.writes(), observation);
        tools.keyReports().requestSync(told, now);
        // JOSDK cannot take its finalizer off a gateway that is not the newest: that waits until nothing is written, or
        // can be
        boolean gone = deleting
                && step.verdict() instanceof Verdict.Converged
                && reported.filter(it -> it != Statuses.Outcome.UNCHANGED).isEmpty()
                && tools.resources().end(owner);
        boolean current = acted.current() && footing.resources().current();
        Duration again = Requeue.after(step, refusals, reported, current, deleting);
        return new Result(
                gone, told.requeueAfter().filter(it -> it.compareTo(again) < 0).orElse(again));
    }

    private Footing acceptAndProvide() {
        if (!deleting) {
            tools.resources().begin(owner);
        }
        try {
            String token =
                    deleting ? tools.tokens().existing(owner) : tools.tokens().tokenOf(owner);
            Acceptance.Verdict acceptance = tools.acceptor().accept(owner, token, now);
            Optional<EffectiveSpec> effectiveSpec = EffectiveSpec.of(acceptance);
            GatewayResources.Outcome resources = deleting || effectiveSpec.isEmpty()
                    ? GatewayResources.Outcome.NOTHING
                    : tools.resources()
                            .provide(
                                    owner,
                                    effectiveSpec.get(),
                                    evictions(effectiveSpec.get().gateway()).inForce());
            tools.events()
                    .record(
                            owner,
                            resources.overwritten().stream()
                                    .map(it -> Notice.warning(EventReason.Overwritten, it))
                                    .toList(),
                            now);
            return new Footing(acceptance, token, resources);
        } catch (RefusedException e) {
            // what was accepted before stays in force: healed, scaled, drained, as far as that goes without the token
            return new Footing(
                    tools.acceptor().refuse(owner, e.refusal(), now),
                    "",
                    new GatewayResources.Outcome(List.of(e.refusal()), List.of(), true));
        }
    }

    private Step decide(Footing footing, Observation observation) {
        Instant watchedSince = tools.firstReconciliations().since(owner, now);
        Optional<EffectiveSpec> effectiveSpec = footing.effectiveSpec();
        if (deleting) {
            Instant since = Optional.ofNullable(owner.getMetadata().getDeletionTimestamp())
                    .map(Instant::parse)
                    .orElse(now);
            boolean told = !footing.adminToken().isEmpty();
            Desired desired = effectiveSpec
                    .map(it -> it.desired(owner, watchedSince, since, told))
                    .orElseGet(() -> EffectiveSpec.nothing(now, since, told));
            Step step = decide(desired, observation.observed());
            return told ? step : DrainWithoutToken.explained(step, owner);
        }
        return effectiveSpec
                .map(it -> decide(it.desired(owner, watchedSince, null, true), observation.observed()))
                .orElseGet(() -> EffectiveSpec.untilAccepted(footing.acceptance()));
    }

    private Step decide(Desired desired, Observed observed) {
        Step step = Rollout.decide(desired, observed, now);
        if (DECISIONS.isDebugEnabled()) {
            DECISIONS.debug(
                    "{}",
                    new TracedDecision(
                                    gateway(), now, desired, observed, step.actions(), step.verdict(), step.sentence())
                            .json());
        }
        return step;
    }

    private RolloutActs.Outcome act(Step step, Footing footing, Observation observation) {
        return step.actions().isEmpty()
                ? RolloutActs.Outcome.DONE
                : new RolloutActs(
                                tools,
                                owner,
                                footing.effectiveSpec()
                                        // a kept revision is not made of the spec
                                        .filter(it -> !it.accepted().isUndone())
                                        .map(it ->
                                                it.revision(owner.getMetadata().getName(), footing.adminToken())),
                                footing.adminToken(),
                                observation)
                        .perform(step.actions(), now);
    }

    private StatusInput input(Footing footing, List<Refusal> refusals, Observation observation, Step step) {
        return new StatusInput(
                owner.getMetadata().getName(),
                generation(),
                deleting,
                footing.acceptance().warned(warnings(footing, observation)),
                Refusal.asOne(refusals),
                wantedReplicas(footing.effectiveSpec()),
                observation.observed(),
                step,
                observation.cuts(),
                tools.statuses().latest(owner),
                now);
    }

    private List<String> warnings(Footing footing, Observation observation) {
        Stream<String> evictions = footing.effectiveSpec().stream()
                .flatMap(it -> evictions(it.gateway()).warnings(observation.foreignBudgets()).stream());
        Stream<String> keys = footing.effectiveSpec().filter(it -> it.gateway().takesRouterKeys()).stream()
                .flatMap(_ -> tools.cluster().keysUnreadable(owner.getMetadata().getNamespace()).stream())
                .map(why -> "RouterKeys of this namespace cannot be read, so those that were published stay as they"
                        + " were, and no other is taken: " + why);
        return Stream.of(evictions, keys, observation.faults().stream())
                .flatMap(it -> it)
                .toList();
    }

    private Evictions evictions(Gateway gateway) {
        return Evictions.of(gateway, tools.cluster().seesNodes());
    }

    /** @return empty if the API server did not take it; then there is no other place to say so than the log */
    private Optional<Statuses.Outcome> publish(RouterGatewayStatus status, Predicate<String> isThere) {
        try {
            return Optional.of(tools.statuses().publish(owner, status, isThere, now));
        } catch (RefusedException e) {
            LOG.warn("gateway={} its status cannot be written: {}", gateway(), e.getMessage());
            return Optional.empty();
        }
    }

    private String gateway() {
        return owner.getMetadata().getNamespace() + "/" + owner.getMetadata().getName();
    }

    private long generation() {
        return Objects.requireNonNullElse(owner.getMetadata().getGeneration(), 0L);
    }

    private int wantedReplicas(Optional<EffectiveSpec> effectiveSpec) {
        return deleting
                ? 0
                : effectiveSpec
                        .map(it -> it.gateway().replicas())
                        .or(() -> GatewayReader.replicas(owner.getSpec()))
                        .orElse(0);
    }
}
