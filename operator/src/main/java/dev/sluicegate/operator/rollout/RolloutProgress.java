package dev.sluicegate.operator.rollout;

import java.util.List;
import java.util.Optional;

/** Says how far it is, and what is waited for. The first that applies is said. */
final class RolloutProgress {
    private RolloutProgress() {}

    static Step of(Fleet fleet, List<Action> actions) {
        return deletion(fleet, actions)
                .or(() -> held(fleet, actions))
                .or(() -> Stall.of(fleet)
                        .map(it -> step(fleet, actions, new Verdict.Stalled(it.reason()), it.sentence())))
                .or(() -> candidate(fleet, actions))
                .or(() -> others(fleet, actions))
                .or(() -> proof(fleet, actions))
                .or(() -> leaving(fleet, actions))
                .orElseGet(() -> new Step(actions, new Verdict.Converged(), converged(fleet), Optional.empty()));
    }

    private static Optional<Step> deletion(Fleet fleet, List<Action> actions) {
        if (!fleet.desired().deleting()) {
            return Optional.empty();
        }
        boolean gone = fleet.live().findAny().isEmpty()
                && fleet.observed().revisions().stream().allMatch(it -> it.wanted() == 0);
        return Optional.of(
                gone
                        ? new Step(actions, new Verdict.Converged(), "every pod is gone", Optional.empty())
                        : step(
                                fleet,
                                actions,
                                new Verdict.Draining(),
                                "being deleted: " + Messages.leaving(fleet, actions)));
    }

    private static Optional<Step> held(Fleet fleet, List<Action> actions) {
        return fleet.isHeld()
                ? Optional.of(step(fleet, actions, new Verdict.Paused(), Messages.paused(fleet)))
                : Optional.empty();
    }

    /** Wanted pods that are not open yet, or not even created. */
    private static Optional<Step> candidate(Fleet fleet, List<Action> actions) {
        return Messages.candidate(fleet).map(it -> step(fleet, actions, rollingOrScaling(fleet), it));
    }

    private static Optional<Step> others(Fleet fleet, List<Action> actions) {
        return othersServe(fleet)
                ? Optional.of(step(fleet, actions, new Verdict.Rolling(), Messages.others(fleet, actions)))
                : Optional.empty();
    }

    private static Optional<Step> proof(Fleet fleet, List<Action> actions) {
        return actions.stream().anyMatch(Action.Promote.class::isInstance)
                ? Optional.of(step(
                        fleet,
                        actions,
                        new Verdict.Rolling(),
                        "all pods of %s are open: it becomes the stable revision"
                                .formatted(fleet.desired().revision())))
                : Optional.empty();
    }

    private static Optional<Step> leaving(Fleet fleet, List<Action> actions) {
        boolean sizesAreRight = fleet.observed().revisions().stream()
                .allMatch(it -> it.wanted()
                        == (fleet.isWanted(it.revision()) ? fleet.desired().replicas() : 0));
        boolean onlyWanted =
                fleet.live().filter(PodState::isOn).count() == fleet.desired().replicas();
        return sizesAreRight && onlyWanted && fleet.live().allMatch(PodState::isOn)
                ? Optional.empty()
                : Optional.of(step(fleet, actions, new Verdict.Draining(), Messages.leaving(fleet, actions)));
    }

    private static String converged(Fleet fleet) {
        int replicas = fleet.desired().replicas();
        return replicas == 0
                ? "scaled to zero, at revision " + fleet.desired().revision()
                : "%d of %d pods are open at revision %s"
                        .formatted(replicas, replicas, fleet.desired().revision());
    }

    private static Verdict rollingOrScaling(Fleet fleet) {
        boolean rolling = othersServe(fleet)
                || fleet.wanted().filter(it -> Promotion.isProven(fleet, it)).isEmpty();
        return rolling ? new Verdict.Rolling() : new Verdict.Scaling();
    }

    private static boolean othersServe(Fleet fleet) {
        return fleet.others().anyMatch(it -> fleet.expectedOn(it) > 0);
    }

    private static Step step(Fleet fleet, List<Action> actions, Verdict verdict, String sentence) {
        return new Step(actions, verdict, sentence, RequeueAfter.after(fleet, actions));
    }
}
