package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.Step.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says how far it is, and what is waited for. The first that applies is said. */
final class RolloutProgress {
    private RolloutProgress() {}

    static Step of(Plan plan, List<Action> actions) {
        Step step = progress(plan, actions);
        return plan.fleet()
                .target()
                .rolledBack()
                .map(it -> rolledBack(plan.fleet().target(), it, step))
                .orElse(step);
    }

    /** What was said of the stable revision, which is being gone back to or runs, and why. */
    private static Step rolledBack(Target target, RevisionState.Failure failure, Step step) {
        String rest = step.verdict() instanceof Verdict.Converged ? "" : ". Now: " + step.sentence();
        return new Step(
                step.actions(),
                new Verdict.RolledBack(target.candidate()),
                "revision %s has failed, %s runs: %s. To try %s again, set another spec.rollout.restart.token%s"
                        .formatted(
                                target.candidate(),
                                target.desired().revision(),
                                failure.cause(),
                                target.candidate(),
                                rest),
                step.warm(),
                step.watchdog(),
                step.requeueAfter());
    }

    private static Step progress(Plan plan, List<Action> actions) {
        return deletion(plan, actions)
                .or(() -> held(plan, actions))
                .or(() ->
                        Stall.of(plan).map(it -> step(plan, actions, new Verdict.Stalled(it.reason()), it.sentence())))
                .or(() -> candidate(plan, actions))
                .or(() -> baking(plan, actions))
                .or(() -> others(plan, actions))
                .or(() -> proof(plan, actions))
                .or(() -> Reload.progress(plan.fleet()).map(it -> step(plan, actions, it.verdict(), it.sentence())))
                .or(() -> replacing(plan, actions))
                .or(() -> moving(plan, actions))
                .or(() -> leaving(plan, actions))
                .orElseGet(() -> step(plan, actions, new Verdict.Converged(), converged(plan.fleet())));
    }

    private static Optional<Step> deletion(Plan plan, List<Action> actions) {
        if (!plan.fleet().desired().deleting()) {
            return Optional.empty();
        }
        boolean gone = plan.fleet().observed().seats().stream()
                .allMatch(it -> it.isClosed() && it.live().findAny().isEmpty());
        return Optional.of(
                gone
                        ? step(plan, actions, new Verdict.Converged(), "every pod is gone")
                        : step(
                                plan,
                                actions,
                                new Verdict.Draining(),
                                "being deleted: " + Messages.leaving(plan, actions)));
    }

    private static Optional<Step> held(Plan plan, List<Action> actions) {
        return plan.fleet().isHeld()
                ? Optional.of(step(plan, actions, new Verdict.Paused(), Messages.paused(plan.fleet())))
                : Optional.empty();
    }

    /** Wanted pods that are not open yet, or not even created. */
    private static Optional<Step> candidate(Plan plan, List<Action> actions) {
        return Messages.candidate(plan).map(it -> step(plan, actions, verdict(plan.fleet()), it));
    }

    private static Optional<Step> baking(Plan plan, List<Action> actions) {
        return CanaryAnalysis.sentence(plan).map(it -> step(plan, actions, new Verdict.Rolling(), it));
    }

    private static Optional<Step> others(Plan plan, List<Action> actions) {
        return plan.fleet().othersServe()
                ? Optional.of(step(plan, actions, new Verdict.Rolling(), Messages.others(plan, actions)))
                : Optional.empty();
    }

    private static Optional<Step> proof(Plan plan, List<Action> actions) {
        return actions.stream().anyMatch(it -> it instanceof Action.Promote || it instanceof Action.Ungate)
                ? Optional.of(step(
                        plan,
                        actions,
                        new Verdict.Rolling(),
                        "all pods of %s are open: it becomes the stable revision"
                                .formatted(plan.fleet().desired().revision())))
                : Optional.empty();
    }

    /** A pod that does not do its work, and that is written down first. */
    private static Optional<Step> replacing(Plan plan, List<Action> actions) {
        return actions.stream()
                .flatMap(it -> it instanceof Action.SetReplaced replaced ? Stream.of(replaced) : Stream.empty())
                .map(it -> it.replaced().getLast())
                .map(it ->
                        "replacing %s, which %s".formatted(it.pod(), it.cause().meaning()))
                .findFirst()
                .map(it -> step(plan, actions, new Verdict.Moving(), it));
    }

    /** Pods of the wanted revision on nodes that are to be left. */
    private static Optional<Step> moving(Plan plan, List<Action> actions) {
        return plan.fleet().outdated().isEmpty()
                ? Optional.empty()
                : Optional.of(step(plan, actions, verdict(plan.fleet()), Messages.moving(plan, actions)));
    }

    private static Optional<Step> leaving(Plan plan, List<Action> actions) {
        Fleet fleet = plan.fleet();
        boolean onlyWanted = fleet.kept().size() == fleet.desired().replicas()
                && fleet.observed().seats().stream()
                        .allMatch(it -> it.isServing()
                                || (it.isClosed() && it.live().findAny().isEmpty()));
        return onlyWanted && plan.leaving().isEmpty()
                ? Optional.empty()
                : Optional.of(step(plan, actions, new Verdict.Draining(), Messages.leaving(plan, actions)));
    }

    private static String converged(Fleet fleet) {
        int replicas = fleet.desired().replicas();
        return replicas == 0
                ? "scaled to zero, at revision " + fleet.desired().revision()
                : "%d of %d pods are open at revision %s"
                        .formatted(replicas, replicas, fleet.desired().revision());
    }

    private static Verdict verdict(Fleet fleet) {
        if (fleet.target().isBaking() || fleet.othersServe() || !Promotion.isProven(fleet)) {
            return new Verdict.Rolling();
        }
        boolean moves =
                !fleet.outdated().isEmpty() && fleet.open() >= fleet.desired().replicas();
        return moves ? new Verdict.Moving() : new Verdict.Scaling();
    }

    private static Step step(Plan plan, List<Action> actions, Verdict verdict, String sentence) {
        Set<String> warm =
                plan.warm().stream().flatMap(Seat::live).map(PodState::name).collect(Collectors.toSet());
        Optional<Duration> requeueAfter =
                verdict instanceof Verdict.Converged ? Watchdog.nextLook(plan) : RequeueAfter.after(plan, actions);
        return new Step(actions, verdict, sentence, warm, Watchdog.report(plan), requeueAfter);
    }
}
