package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.PodState.Gate;
import dev.sluicegate.operator.rollout.PodState.Kubelet;
import dev.sluicegate.router.adminapi.RouterStatus;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Decisions that are wrong, each in one way. The properties must find each. */
final class Mutants {
    private Mutants() {}

    /** Retires the old pods at once, and does not wait until enough others are open. */
    static Step retiresWithoutWaiting(Desired desired, Observed observed, Instant now) {
        Stream<Action> all = observed.pods().stream()
                .filter(it -> it.isOpen() && !it.revision().equals(desired.revision()) && !desired.paused())
                .map(it -> new Action.Retire(it.name(), null));
        return with(Rollout.decide(desired, observed, now), all, Action.Retire.class::isInstance);
    }

    /** Makes ReplicaSets smaller as soon as a pod is drained, and leaves it to their controller which pod goes. */
    static Step scalesDownWithoutMarking(Desired desired, Observed observed, Instant now) {
        Step step = Rollout.decide(desired, observed, now);
        Stream<Action> scales = observed.revisions().stream()
                .filter(it -> step.actions().stream()
                        .anyMatch(action -> action instanceof Action.MarkForRemoval(var pod)
                                && observed.pods().stream()
                                        .anyMatch(state -> state.name().equals(pod)
                                                && state.revision().equals(it.revision()))))
                .filter(it -> it.wanted() > 0)
                .map(it -> new Action.Scale(it.revision(), it.wanted() - 1));
        return with(step, scales, Action.MarkForRemoval.class::isInstance);
    }

    /** Takes every retired pod that is no longer ready for drained. */
    static Step ignoresInFlight(Desired desired, Observed observed, Instant now) {
        List<PodState> empty = observed.pods().stream()
                .map(it -> it.isLive() && !it.isOn() ? PodStates.withRouter(it, drained(it, now)) : it)
                .toList();
        return Rollout.decide(desired, new Observed(observed.revisions(), empty), now);
    }

    /** Counts a pod as open as soon as it runs. */
    static Step countsPodsThatOnlyRun(Desired desired, Observed observed, Instant now) {
        List<PodState> open = observed.pods().stream()
                .map(it -> it.isAlive() && it.isOn() ? PodStates.withKubelet(it, Kubelet.READY, now) : it)
                .toList();
        return Rollout.decide(desired, new Observed(observed.revisions(), open), now);
    }

    /** Makes a ReplicaSet smaller by its marked pods again and again, not looking whether they have gone already. */
    static Step scalesDownTwice(Desired desired, Observed observed, Instant now) {
        Stream<Action> scales = observed.revisions().stream()
                .filter(it -> it.wanted() > 0)
                .filter(it -> observed.pods().stream()
                        .anyMatch(pod ->
                                pod.marked() && pod.isLive() && pod.revision().equals(it.revision())))
                .map(it -> new Action.Scale(it.revision(), it.wanted() - 1));
        return with(Rollout.decide(desired, observed, now), scales, Action.Scale.class::isInstance);
    }

    /** Opens no gate. */
    static Step neverAdmits(Desired desired, Observed observed, Instant now) {
        return with(Rollout.decide(desired, observed, now), Stream.of(), Action.OpenGate.class::isInstance);
    }

    /** Brings all wanted pods up at once. */
    static Step ignoresSurge(Desired desired, Observed observed, Instant now) {
        Stream<Action> growth = observed.revisions().stream()
                .filter(it -> it.revision().equals(desired.revision()) && it.wanted() < desired.replicas())
                .map(it -> new Action.Scale(it.revision(), desired.replicas()));
        return with(Rollout.decide(desired, observed, now), growth, action -> false);
    }

    /** Takes an open pod of an old revision for one that was never admitted. */
    static Step marksWhatMayBeOpen(Desired desired, Observed observed, Instant now) {
        List<PodState> closed = observed.pods().stream()
                .map(it -> it.isOpen() && !it.revision().equals(desired.revision()) && it.gate() == Gate.OPEN
                        ? PodStates.withGate(PodStates.withKubelet(it, Kubelet.RUNNING, now), Gate.CLOSED)
                        : it)
                .toList();
        return Rollout.decide(desired, new Observed(observed.revisions(), closed), now);
    }

    private static RouterReport drained(PodState pod, Instant now) {
        return new RouterReport.Answered(new RouterStatus(
                "test",
                pod.revision(),
                "",
                RouterStatus.Phase.DRAINED,
                now,
                new RouterStatus.InFlight(0, 0, 0),
                null,
                java.util.Map.of(),
                null));
    }

    private static Step with(Step step, Stream<Action> more, Predicate<Action> instead) {
        List<Action> actions = Stream.concat(step.actions().stream().filter(instead.negate()), more)
                .toList();
        return new Step(actions, step.verdict(), step.sentence(), step.requeueAfter());
    }
}
