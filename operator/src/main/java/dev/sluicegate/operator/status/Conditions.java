package dev.sluicegate.operator.status;

import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.model.Acceptance;
import dev.sluicegate.operator.model.Accepted;
import dev.sluicegate.operator.model.Refusal;
import dev.sluicegate.operator.rollout.Verdict;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The conditions, as kstatus understands them: Reconciling and Stalled are there always, and Ready is True only when nothing is left to
 * do, the last old pod's leaving included.
 */
final class Conditions {
    private final StatusInput situation;
    private final long open;

    private Conditions(StatusInput situation, long open) {
        this.situation = situation;
        this.open = open;
    }

    static List<Condition> of(StatusInput situation, long open) {
        Conditions conditions = new Conditions(situation, open);
        return List.of(
                conditions.accepted(),
                conditions.available(),
                conditions.ready(),
                conditions.reconciling(),
                conditions.stalled());
    }

    /** The conditions before, but not ready and stalled. */
    static List<Condition> failed(@Nullable RouterGatewayStatus before, long generation, Refusal refusal, Instant now) {
        List<Condition> conditions = new ArrayList<>();
        for (String type : List.of("Accepted", "Available", "Reconciling")) {
            find(before, type).ifPresent(conditions::add);
        }
        conditions.add(condition(before, generation, now, "Ready", false, refusal.reason(), refusal.sentence()));
        conditions.add(condition(before, generation, now, "Stalled", true, refusal.reason(), refusal.sentence()));
        return List.copyOf(conditions);
    }

    static Optional<Condition> find(@Nullable RouterGatewayStatus status, String type) {
        return status == null || status.conditions() == null
                ? Optional.empty()
                : status.conditions().stream()
                        .filter(condition -> type.equals(condition.getType()))
                        .findFirst();
    }

    private Condition accepted() {
        return switch (situation.acceptance()) {
            case Acceptance.Verdict.InForce inForce ->
                condition(
                        "Accepted",
                        true,
                        "Valid",
                        inForce.warnings().isEmpty()
                                ? "the spec is valid, and what it refers to exists"
                                : "the spec is valid; warning: " + String.join("; ", inForce.warnings()));
            case Acceptance.Verdict.BeforeInForce before ->
                condition(
                        "Accepted",
                        false,
                        before.refusal().reason(),
                        before.refusal().sentence() + " (until then the last accepted spec stays in force, revision "
                                + before.accepted().revision() + ")");
            case Acceptance.Verdict.NothingInForce nothing ->
                condition(
                        "Accepted",
                        false,
                        nothing.refusal().reason(),
                        nothing.refusal().sentence());
        };
    }

    private Condition available() {
        int wanted = situation.replicas();
        if (open >= wanted && refusalWithoutPods().isEmpty()) {
            return condition(
                    "Available",
                    true,
                    wanted == 0 ? "ScaledToZero" : "EnoughPodsOpen",
                    open + " pods are open, " + wanted + " are wanted");
        }
        return condition(
                "Available",
                false,
                open == 0 ? "NoPodOpen" : "TooFewPodsOpen",
                "only " + open + " of " + wanted + " wanted pods are open; "
                        + situation.step().sentence());
    }

    private Condition ready() {
        if (situation.deleting()) {
            return condition("Ready", false, "Deleting", situation.step().sentence());
        }
        Optional<Refusal> refusal = refusal();
        if (refusal.isPresent()) {
            return condition(
                    "Ready", false, refusal.get().reason(), refusal.get().sentence());
        }
        return switch (situation.step().verdict()) {
            case Verdict.Converged _ ->
                condition(
                        "Ready",
                        true,
                        "Ready",
                        "all " + situation.replicas() + " wanted pods are open on the wanted revision");
            case Verdict.Stalled stalled -> condition("Ready", false, stalled.reason(), withRemedy());
            case Verdict.Rolling _ -> condition("Ready", false, "Rolling", withRemedy());
            case Verdict.Scaling _ -> condition("Ready", false, "Scaling", withRemedy());
            case Verdict.Draining _ -> condition("Ready", false, "Draining", withRemedy());
            case Verdict.Paused _ -> condition("Ready", false, "Paused", withRemedy());
        };
    }

    private Condition reconciling() {
        Verdict verdict = situation.step().verdict();
        boolean busy = situation.deleting()
                || verdict instanceof Verdict.Rolling
                || verdict instanceof Verdict.Scaling
                || verdict instanceof Verdict.Draining;
        if (!busy || refusalWithoutPods().isPresent()) {
            return condition("Reconciling", false, "Idle", "nothing is being changed");
        }
        return condition(
                "Reconciling",
                true,
                situation.deleting() ? "Deleting" : verdict.getClass().getSimpleName(),
                situation.step().sentence());
    }

    private Condition stalled() {
        Optional<Refusal> refusal = refusal();
        if (refusal.isPresent()) {
            return condition(
                    "Stalled", true, refusal.get().reason(), refusal.get().sentence());
        }
        return situation.step().verdict() instanceof Verdict.Stalled stalled
                ? condition("Stalled", true, stalled.reason(), withRemedy())
                : condition("Stalled", false, "Progressing", "no person needs to help");
    }

    private String withRemedy() {
        String sentence = situation.step().sentence();
        return acceptedSpec()
                .flatMap(accepted -> Advice.of(situation.observed(), accepted))
                .map(remedy -> remedy.covers(sentence) ? remedy.sentence() : sentence + "; " + remedy.sentence())
                .orElse(sentence);
    }

    private Optional<Accepted> acceptedSpec() {
        return switch (situation.acceptance()) {
            case Acceptance.Verdict.InForce inForce -> Optional.of(inForce.accepted());
            case Acceptance.Verdict.BeforeInForce before -> Optional.of(before.accepted());
            case Acceptance.Verdict.NothingInForce _ -> Optional.empty();
        };
    }

    private Optional<Refusal> refusal() {
        return switch (situation.acceptance()) {
            case Acceptance.Verdict.InForce _ -> situation.trouble();
            case Acceptance.Verdict.BeforeInForce before -> Optional.of(before.refusal());
            case Acceptance.Verdict.NothingInForce nothing -> Optional.of(nothing.refusal());
        };
    }

    private Optional<Refusal> refusalWithoutPods() {
        return situation.acceptance() instanceof Acceptance.Verdict.NothingInForce nothing
                ? Optional.of(nothing.refusal())
                : Optional.empty();
    }

    private Condition condition(String type, boolean value, String reason, String message) {
        return condition(situation.previous(), situation.generation(), situation.now(), type, value, reason, message);
    }

    private static Condition condition(
            @Nullable RouterGatewayStatus before,
            long generation,
            Instant now,
            String type,
            boolean value,
            String reason,
            String message) {
        String status = value ? "True" : "False";
        String since = find(before, type)
                .filter(it -> status.equals(it.getStatus()))
                .map(Condition::getLastTransitionTime)
                .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
        return new ConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withObservedGeneration(generation)
                .withLastTransitionTime(since)
                .build();
    }
}
