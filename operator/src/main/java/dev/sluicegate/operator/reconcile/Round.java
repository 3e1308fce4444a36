package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.model.Acceptance;
import dev.sluicegate.operator.model.Accepted;
import dev.sluicegate.operator.model.Gateway;
import dev.sluicegate.operator.observe.Observation;
import dev.sluicegate.operator.observe.Observer;
import dev.sluicegate.operator.observe.Sources;
import dev.sluicegate.operator.render.GatewayObjects;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.render.Revision;
import dev.sluicegate.operator.render.RevisionObjects;
import dev.sluicegate.operator.rollout.Desired;
import dev.sluicegate.operator.rollout.Rollout;
import dev.sluicegate.operator.rollout.Step;
import dev.sluicegate.operator.rollout.Verdict;
import dev.sluicegate.operator.status.Situation;
import dev.sluicegate.router.adminapi.AdminApi;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One reconciliation of one gateway: accept, provide, observe, decide, act, report. */
final class Round {
    /** What every round works with. */
    record Tools(
            KubernetesClient client,
            Sources sources,
            Observer observer,
            AdminTokens tokens,
            Applier applier,
            Patches patches,
            DrainCommands drains,
            Statuses statuses,
            String defaultImage,
            Clock clock) {}

    /**
     * @param statusWritten the gateway that the round began with is no longer the newest
     * @param lookAgain reconcile again after this time even if nothing happens
     */
    record Result(Verdict verdict, boolean statusWritten, Duration lookAgain) {}

    private record InForce(Accepted accepted, Gateway gateway) {}

    private static final Logger LOG = LoggerFactory.getLogger(Round.class);
    private static final Duration STEADY = Duration.ofSeconds(30);
    private static final Duration AFTER_ACTING = Duration.ofMillis(500);
    private static final Duration AFTER_CONFLICT = Duration.ofMillis(100);

    private final Tools tools;
    private final RouterGateway owner;
    private final boolean deleting;
    private final Instant now;

    Round(Tools tools, RouterGateway owner, boolean deleting) {
        this.tools = tools;
        this.owner = owner;
        this.deleting = deleting;
        this.now = tools.clock().instant();
    }

    Result run() {
        String token;
        Acceptance.Verdict acceptance;
        try {
            token = tools.tokens().tokenOf(owner);
            acceptance = accept(token);
            provide(acceptance, token);
        } catch (NameTakenException taken) {
            acceptance = new Acceptance.Verdict.NothingInForce(taken.refusal());
            token = "";
        }
        Observation observation = tools.observer().observe(owner, tools.sources(), token);
        Optional<InForce> inForce = inForce(acceptance);
        Step step = decide(acceptance, inForce, observation);
        boolean current = act(step, inForce, token, observation);
        boolean written = report(acceptance, inForce, observation, step);
        return new Result(step.verdict(), written, lookAgain(step, current && !(deleting && written)));
    }

    private Acceptance.Verdict accept(String token) {
        String drainWaitToken = AdminApi.drainWaitToken(token);
        Acceptance.Input input = new Acceptance.Input(
                owner.getMetadata().getUid(),
                owner.getSpec(),
                previous(),
                name -> tools.sources()
                        .get(Secret.class, namespace(), name)
                        .map(secret -> Objects.requireNonNullElse(secret.getData(), Map.of())),
                token,
                tools.defaultImage(),
                now);
        return Acceptance.decide(
                input,
                (rolling, image, secretsHash) -> Revision.name(name(), rolling, image, secretsHash, drainWaitToken));
    }

    private Optional<Accepted> previous() {
        return tools.sources()
                .get(ConfigMap.class, namespace(), Names.accepted(name()))
                .map(map -> map.getData().get(GatewayObjects.ACCEPTED_KEY))
                .flatMap(json -> {
                    try {
                        return Optional.of(Accepted.fromJson(json));
                    } catch (RuntimeException e) {
                        LOG.warn(
                                "the record of the accepted spec is unreadable and will be replaced gateway={}",
                                name(),
                                e);
                        return Optional.empty();
                    }
                });
    }

    private void provide(Acceptance.Verdict acceptance, String token) {
        Optional<InForce> there = inForce(acceptance);
        if (deleting || there.isEmpty()) {
            return;
        }
        InForce inForce = there.get();
        Applier applier = tools.applier();
        applier.apply(owner, ConfigMap.class, GatewayObjects.accepted(owner, inForce.accepted()));
        applier.apply(owner, ServiceAccount.class, GatewayObjects.serviceAccount(owner));
        applier.apply(
                owner,
                Service.class,
                GatewayObjects.service(owner, inForce.gateway().service()));
        applier.apply(
                owner,
                PodDisruptionBudget.class,
                GatewayObjects.disruptionBudget(owner, inForce.gateway().replicas()));
        Revision wanted = revision(inForce, token);
        String name = Names.revisionObject(name(), wanted.name());
        if (tools.sources().get(ReplicaSet.class, namespace(), name).isPresent()) {
            applier.applyOnce(owner, ConfigMap.class, RevisionObjects.configMap(owner, wanted));
        }
    }

    private Step decide(Acceptance.Verdict acceptance, Optional<InForce> inForce, Observation observation) {
        if (inForce.isPresent()) {
            return Rollout.decide(desired(inForce.get()), observation.observed(), now);
        }
        if (deleting) {
            return Rollout.decide(desiredNothing(), observation.observed(), now);
        }
        String reason = acceptance instanceof Acceptance.Verdict.NothingInForce nothing
                ? nothing.refusal().reason()
                : "NotAccepted";
        return new Step(
                List.of(),
                new Verdict.Stalled(reason),
                "no spec has been accepted yet, so nothing is done",
                Optional.empty());
    }

    private Desired desired(InForce inForce) {
        Gateway gateway = inForce.gateway();
        int replicas = deleting ? 0 : gateway.replicas();
        int all = Math.max(1, gateway.replicas());
        return new Desired(
                inForce.accepted().revision(),
                inForce.accepted().since(),
                replicas,
                gateway.rollout().maxSurge().of(all),
                gateway.rollout().maxDraining().of(all),
                gateway.rollout().progressDeadline(),
                gateway.rollout().paused(),
                deleting,
                gateway.drainTimeout(),
                gateway.terminationBudget(),
                gateway.revisionHistoryLimit());
    }

    /** For a gateway that goes and whose accepted spec is not known any more: with the defaults of drains. */
    private Desired desiredNothing() {
        return new Desired(
                "",
                now,
                0,
                1,
                1,
                Duration.ofMinutes(10),
                false,
                true,
                Duration.ofMinutes(30),
                Duration.ofMinutes(5),
                0);
    }

    private boolean act(Step step, Optional<InForce> inForce, String token, Observation observation) {
        if (step.actions().isEmpty()) {
            return true;
        }
        RolloutActs acts = new RolloutActs(
                tools.client(),
                tools.applier(),
                tools.patches(),
                tools.drains(),
                owner,
                inForce.map(it -> revision(it, token)),
                token,
                observation);
        return acts.perform(step.actions(), now);
    }

    private boolean report(
            Acceptance.Verdict acceptance, Optional<InForce> inForce, Observation observation, Step step) {
        return tools.statuses()
                .publish(
                        owner,
                        new Situation(
                                name(),
                                Objects.requireNonNullElse(owner.getMetadata().getGeneration(), 0L),
                                deleting,
                                acceptance,
                                deleting
                                        ? 0
                                        : inForce.map(it -> it.gateway().replicas())
                                                .orElse(0),
                                observation.observed(),
                                step,
                                observation.cuts(),
                                tools.statuses().latest(owner),
                                now));
    }

    private static Duration lookAgain(Step step, boolean current) {
        if (!current) {
            return AFTER_CONFLICT;
        }
        Duration wanted = step.lookAgain().orElse(STEADY);
        Duration most = step.actions().isEmpty() ? STEADY : AFTER_ACTING;
        return wanted.compareTo(most) < 0 ? wanted : most;
    }

    private static Optional<InForce> inForce(Acceptance.Verdict acceptance) {
        return switch (acceptance) {
            case Acceptance.Verdict.InForce it -> Optional.of(new InForce(it.accepted(), it.gateway()));
            case Acceptance.Verdict.BeforeInForce it -> Optional.of(new InForce(it.accepted(), it.gateway()));
            case Acceptance.Verdict.NothingInForce _ -> Optional.empty();
        };
    }

    private Revision revision(InForce inForce, String token) {
        return new Revision(
                name(),
                inForce.accepted().revision(),
                inForce.gateway().rolling(),
                inForce.accepted().image(),
                AdminApi.drainWaitToken(token));
    }

    private String name() {
        return owner.getMetadata().getName();
    }

    private String namespace() {
        return owner.getMetadata().getNamespace();
    }
}
