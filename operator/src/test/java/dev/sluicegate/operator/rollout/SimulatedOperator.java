package dev.sluicegate.operator.rollout;

import static dev.sluicegate.operator.rollout.Invariants.check;

import dev.sluicegate.operator.rollout.PodState.Gate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sees the cluster through its caches, decides, and acts; and is checked at each act. */
final class SimulatedOperator {
    private final SimulatedCluster cluster;
    private final Decision decision;

    SimulatedOperator(SimulatedCluster cluster, Decision decision) {
        this.cluster = cluster;
        this.decision = decision;
    }

    /** One reconciliation. With accidents, some of its writes do not arrive, and it may end in the middle. */
    Step reconcile(Desired desired, boolean accidents) {
        Step step = decision.decide(desired, observe(), cluster.now);
        for (Action action : step.actions()) {
            if (accidents && cluster.random.nextInt(40) == 0) {
                cluster.journal.note(cluster.now, "operator dies before " + action);
                break;
            }
            cluster.journal.note(cluster.now, action + (act(desired, action) ? "" : " in vain"));
        }
        return step;
    }

    private Observed observe() {
        return new Observed(
                List.copyOf(cluster.replicaSets.values()),
                cluster.pods.stream()
                        .flatMap(it -> Stream.ofNullable(it.view(cluster.now)))
                        .toList());
    }

    private boolean act(Desired desired, Action action) {
        return switch (action) {
            case Action.CreateRevision(var revision, var replicas) -> {
                check(!cluster.replicaSets.containsKey(revision), "%s was created twice".formatted(revision));
                put(new RevisionState(revision, "hash-of-" + revision, replicas, true, null, cluster.now, null));
                if (replicas > 0) {
                    checkBound(desired);
                }
                yield true;
            }
            case Action.Scale(var revision, var replicas) -> scale(desired, replicaSet(revision), replicas);
            case Action.OpenGate(var name) -> write(name, it -> PodStates.withGate(it, Gate.OPEN));
            case Action.Retire(var name, var deadline) -> retire(desired, name, deadline);
            case Action.Reopen(var name) -> reopen(name);
            case Action.MarkForRemoval(var name) -> mark(name);
            case Action.Promote(var revision, var at) -> {
                RevisionState old = replicaSet(revision);
                put(new RevisionState(revision, old.configHash(), old.wanted(), false, at, old.createdAt(), null));
                yield true;
            }
            case Action.Forget(var revision) -> {
                check(cluster.live(revision).isEmpty(), "%s was forgotten but has pods".formatted(revision));
                yield cluster.replicaSets.remove(revision) != null;
            }
        };
    }

    private boolean scale(Desired desired, RevisionState old, int replicas) {
        put(new RevisionState(
                old.revision(), old.configHash(), replicas, old.gated(), old.provenAt(), old.createdAt(), null));
        if (replicas > old.wanted()) {
            checkBound(desired);
        }
        return true;
    }

    /** More pods are only asked for up to the bound; a draining pod that was deleted by others is replaced by its ReplicaSet. */
    private void checkBound(Desired desired) {
        long bound = desired.replicas() + Math.max(1, desired.maxSurge()) + cluster.journal.recentFailures(cluster.now);
        check(
                cluster.expectedOn() <= bound,
                "%d pods were asked for, the bound is %d".formatted(cluster.expectedOn(), bound));
    }

    private boolean retire(Desired desired, String name, java.time.@Nullable Instant deadline) {
        SimulatedPod pod = find(name).orElse(null);
        if (pod == null) {
            return false;
        }
        boolean wasOpen = pod.state().isOpen();
        Traffic.Off off = pod.state().traffic() instanceof Traffic.Off before
                ? new Traffic.Off(before.since(), deadline)
                : new Traffic.Off(cluster.now, deadline);
        if (!pod.writeAsSeen(PodStates.withTraffic(pod.state(), off), cluster.now)) {
            return false;
        }
        if (wasOpen) {
            long open = cluster.open() + cluster.journal.recentFailures(cluster.now);
            check(open >= desired.replicas(), "%s was retired though only %d are left open".formatted(name, open));
        }
        SimulatedRouter router = pod.router();
        if (router != null && !pod.isSilent(cluster.now)) {
            router.drain(deadline, cluster.now);
        }
        return true;
    }

    private boolean reopen(String name) {
        SimulatedPod pod = find(name).orElse(null);
        if (pod == null || pod.router() == null || pod.isSilent(cluster.now)) {
            return false;
        }
        check(!pod.state().marked(), "%s was reopened but is marked".formatted(name));
        Objects.requireNonNull(pod.router()).open();
        return pod.writeAsSeen(PodStates.withTraffic(pod.state(), Traffic.ON), cluster.now);
    }

    private boolean mark(String name) {
        SimulatedPod pod = find(name).orElse(null);
        if (pod == null) {
            return false;
        }
        Traffic.Off off =
                pod.state().traffic() instanceof Traffic.Off before ? before : new Traffic.Off(cluster.now, null);
        boolean wasOpen = pod.state().isOpen();
        if (!pod.writeAsSeen(PodStates.marked(pod.state(), off), cluster.now)) {
            return false;
        }
        check(!wasOpen, "%s was marked while it was open".formatted(name));
        return true;
    }

    private boolean write(String name, java.util.function.UnaryOperator<PodState> change) {
        return find(name)
                .map(it -> it.writeAsSeen(change.apply(it.state()), cluster.now))
                .orElse(false);
    }

    private Optional<SimulatedPod> find(String name) {
        return cluster.pods.stream()
                .filter(it -> it.name().equals(name) && !it.isGone())
                .findFirst();
    }

    private RevisionState replicaSet(String revision) {
        return Objects.requireNonNull(cluster.replicaSets.get(revision), revision);
    }

    private void put(RevisionState state) {
        cluster.replicaSets.put(state.revision(), state);
    }
}
