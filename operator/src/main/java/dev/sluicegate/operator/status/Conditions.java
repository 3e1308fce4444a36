package dev.sluicegate.operator.status;

import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.model.Acceptance;
import dev.sluicegate.operator.model.Refusal;
import dev.sluicegate.operator.reason.Reason;
import dev.sluicegate.operator.rollout.Step.Verdict;
import dev.sluicegate.operator.status.StatusMaker.StatusInput;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The conditions, as kstatus understands them. All are there always. Ready speaks of traffic; old pods that still finish what they
 * carry are told by Draining, and hold up nobody who waits for Ready.
 */
final class Conditions {
    static final String ACCEPTED = "Accepted";
    static final String AVAILABLE = "Available";
    static final String READY = "Ready";
    static final String RECONCILING = "Reconciling";
    static final String STALLED = "Stalled";
    static final String DRAINING = "Draining";

    private final StatusInput input;
    private final long open;
    private final long draining;
    private final ConditionMaker maker;

    private Conditions(StatusInput input, long open, long draining) {
        this.input = input;
        this.open = open;
        this.draining = draining;
        this.maker = new ConditionMaker(input.previous(), input.generation(), input.now());
    }

    static List<Condition> of(StatusInput input, long open, long draining) {
        Conditions conditions = new Conditions(input, open, draining);
        return List.of(
                conditions.accepted(),
                conditions.available(),
                conditions.ready(),
                conditions.reconciling(),
                conditions.stalled(),
                conditions.draining());
    }

    /** After a reconciliation that failed midway: what was known before, but not ready and stalled. */
    static List<Condition> failed(@Nullable RouterGatewayStatus before, Refusal refusal, ConditionMaker maker) {
        return Stream.concat(
                        Stream.of(ACCEPTED, AVAILABLE, RECONCILING, DRAINING)
                                .flatMap(type -> find(before, type).stream()),
                        Stream.of(maker.isFalse(READY, refusal), maker.isTrue(STALLED, refusal)))
                .toList();
    }

    static Optional<Condition> find(@Nullable RouterGatewayStatus status, String type) {
        return status == null || status.conditions() == null
                ? Optional.empty()
                : status.conditions().stream()
                        .filter(condition -> type.equals(condition.getType()))
                        .findFirst();
    }

    private Condition accepted() {
        return switch (input.acceptance()) {
            case Acceptance.Verdict.InForce inForce ->
                inForce.warnings().isEmpty()
                        ? maker.isTrue(ACCEPTED, Reason.Valid, Reason.Valid.meaning())
                        : maker.isTrue(
                                ACCEPTED,
                                Reason.Suspicious,
                                "the spec is valid; warning: " + String.join("; ", inForce.warnings()));
            case Acceptance.Verdict.BeforeInForce before ->
                maker.isFalse(
                        ACCEPTED,
                        new Refusal(
                                before.refusal().reason(),
                                before.refusal().sentence()
                                        + " (until then the last accepted spec stays in force, revision "
                                        + before.accepted().revision() + ")"));
            case Acceptance.Verdict.NothingInForce nothing -> maker.isFalse(ACCEPTED, nothing.refusal());
        };
    }

    private Condition available() {
        int wanted = input.replicas();
        if (open >= wanted && refusalWithoutPods().isEmpty()) {
            return maker.isTrue(
                    AVAILABLE,
                    wanted == 0 ? Reason.ScaledToZero : Reason.EnoughPodsOpen,
                    open + " pods are open, " + wanted + " are wanted");
        }
        return maker.isFalse(
                AVAILABLE,
                open == 0 ? Reason.NoPodOpen : Reason.TooFewPodsOpen,
                "only " + open + " of " + wanted + " wanted pods are open; "
                        + input.step().sentence());
    }

    private Condition ready() {
        if (input.deleting()) {
            return maker.isFalse(READY, Reason.Deleting, input.step().sentence());
        }
        Optional<Refusal> refusal = refusal();
        if (refusal.isPresent()) {
            return maker.isFalse(READY, refusal.get());
        }
        return switch (input.step().verdict()) {
            case Verdict.Converged _, Verdict.Draining _, Verdict.Moving _ ->
                maker.isTrue(
                        READY,
                        Reason.Ready,
                        "all " + input.replicas() + " wanted pods are open on the wanted revision");
            case Verdict.Stalled stalled -> maker.isFalse(READY, stalled.reason(), withAdvice());
            case Verdict.RolledBack _ ->
                maker.isFalse(READY, Reason.RolledBack, input.step().sentence());
            case Verdict.Rolling _ -> maker.isFalse(READY, Reason.Rolling, withAdvice());
            case Verdict.Scaling _ -> maker.isFalse(READY, Reason.Scaling, withAdvice());
            case Verdict.Reloading _ -> maker.isFalse(READY, Reason.Reloading, withAdvice());
            case Verdict.Paused _ -> maker.isFalse(READY, Reason.Paused, withAdvice());
        };
    }

    private Condition reconciling() {
        Optional<Refusal> passing = refusal().filter(it -> !isForAPerson(it));
        if (passing.isPresent()) {
            return maker.isTrue(RECONCILING, passing.get());
        }
        return busyWith()
                .map(it -> maker.isTrue(RECONCILING, it, input.step().sentence()))
                .orElseGet(() -> maker.isFalse(RECONCILING, Reason.Idle, Reason.Idle.meaning()));
    }

    private Optional<Reason> busyWith() {
        if (refusalWithoutPods().isPresent()) {
            return Optional.empty();
        }
        if (input.deleting()) {
            return Optional.of(Reason.Deleting);
        }
        return switch (input.step().verdict()) {
            case Verdict.Rolling _ -> Optional.of(Reason.Rolling);
            case Verdict.Scaling _ -> Optional.of(Reason.Scaling);
            case Verdict.Moving _ -> Optional.of(Reason.Moving);
            case Verdict.Reloading _ -> Optional.of(Reason.Reloading);
            case Verdict.Converged _, Verdict.Draining _, Verdict.Paused _, Verdict.Stalled _, Verdict.RolledBack _ ->
                Optional.empty();
        };
    }

    private Condition stalled() {
        Optional<Refusal> forAPerson = Stream.of(input.acceptance().refused(), input.trouble())
                .flatMap(Optional::stream)
                .filter(Conditions::isForAPerson)
                .findFirst();
        if (forAPerson.isPresent()) {
            return maker.isTrue(STALLED, forAPerson.get());
        }
        if (refusal().isPresent()) {
            // what a pod lacks meanwhile may well be its consequence
            return maker.isFalse(STALLED, Reason.Progressing, refusal().get().sentence());
        }
        return switch (input.step().verdict()) {
            case Verdict.Stalled stalled -> maker.isTrue(STALLED, stalled.reason(), withAdvice());
            case Verdict.RolledBack _ ->
                maker.isTrue(STALLED, Reason.RolledBack.name(), input.step().sentence());
            case Verdict.Paused _ ->
                maker.isFalse(STALLED, Reason.Paused, input.step().sentence());
            case Verdict.Rolling _, Verdict.Scaling _, Verdict.Moving _, Verdict.Reloading _ ->
                maker.isFalse(STALLED, Reason.Progressing, withAdvice());
            case Verdict.Converged _, Verdict.Draining _ ->
                maker.isFalse(STALLED, Reason.Progressing, Reason.Progressing.meaning());
        };
    }

    private Condition draining() {
        return draining == 0
                ? maker.isFalse(DRAINING, Reason.NothingDrains, Reason.NothingDrains.meaning())
                : maker.isTrue(
                        DRAINING,
                        Reason.Draining,
                        input.step().verdict() instanceof Verdict.Draining
                                ? input.step().sentence()
                                : Reason.Draining.meaning() + ": " + draining);
    }

    /** A stalled rollout says itself what to do; else what keeps a wanted pod from coming up is what a person wants to know. */
    private String withAdvice() {
        String sentence = input.step().sentence();
        return input.step().verdict() instanceof Verdict.Stalled
                ? sentence
                : input.acceptance()
                        .lastAccepted()
                        .flatMap(it -> Advice.of(input.observed(), it))
                        .orElse(sentence);
    }

    private static boolean isForAPerson(Refusal refusal) {
        return refusal.reason().outlook().isForAPerson();
    }

    private Optional<Refusal> refusal() {
        return input.acceptance().refused().or(input::trouble);
    }

    private Optional<Refusal> refusalWithoutPods() {
        return input.acceptance() instanceof Acceptance.Verdict.NothingInForce nothing
                ? Optional.of(nothing.refusal())
                : Optional.empty();
    }
}
