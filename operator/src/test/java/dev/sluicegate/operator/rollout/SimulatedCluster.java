package dev.sluicegate.operator.rollout;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;

import dev.sluicegate.operator.rollout.PodState.Kubelet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The cluster without its operator: ReplicaSets with their controller, and pods. A second at a time. */
final class SimulatedCluster {
    /** ActivePodsWithRanks in pkg/controller/controller_utils.go of kubernetes/kubernetes; the costs here are lowest or none. */
    private static final Comparator<PodState> DELETED_FIRST = comparing(PodState::scheduled)
            .thenComparing(it -> it.kubelet() != Kubelet.PENDING)
            .thenComparing(it -> it.kubelet() == Kubelet.READY)
            .thenComparing(it -> !it.marked())
            .thenComparing(it -> it.kubelet() == Kubelet.READY ? it.readyChangedAt() : Instant.MIN, reverseOrder())
            .thenComparing(PodState::createdAt, reverseOrder());

    final Map<String, RevisionState> replicaSets = new TreeMap<>();
    final List<SimulatedPod> pods = new ArrayList<>();
    final Journal journal;
    final Random random;
    Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private int created;

    SimulatedCluster(Random random, Journal journal) {
        this.random = random;
        this.journal = journal;
    }

    void pass() {
        now = now.plusSeconds(1);
        replicaSets.values().stream().filter(it -> random.nextInt(4) > 0).forEach(this::reconcile);
        for (SimulatedPod pod : pods) {
            boolean wasOpen = pod.state().isOpen();
            pod.pass(now, random);
            if (wasOpen && pod.state().isOn() && !pod.state().isOpen()) {
                journal.failed(pod.name(), now);
            }
            pod.catchUp(now, random);
        }
        pods.removeIf(SimulatedPod::isForgotten);
    }

    private void reconcile(RevisionState replicaSet) {
        List<SimulatedPod> active = live(replicaSet.revision());
        for (int i = active.size(); i < replicaSet.wanted(); i++) {
            created++;
            String name = replicaSet.revision() + "-" + created;
            pods.add(new SimulatedPod(name, replicaSet.revision(), replicaSet.gated(), now, random));
            journal.note(now, "ReplicaSet creates " + name);
        }
        active.stream()
                .sorted(comparing(SimulatedPod::state, DELETED_FIRST))
                .limit(Math.max(0, active.size() - replicaSet.wanted()))
                .forEach(this::delete);
    }

    private void delete(SimulatedPod pod) {
        journal.note(now, "ReplicaSet deletes " + pod.state());
        Invariants.check(!pod.state().isOpen(), "%s was deleted while it was open".formatted(pod.name()));
        Invariants.check(
                pod.inFlight() == 0 || Drains.isPast(pod.state(), now),
                "%s was deleted while it carried %d streams".formatted(pod.name(), pod.inFlight()));
        pod.terminate(now);
    }

    List<SimulatedPod> live(String revision) {
        return pods.stream()
                .filter(it -> !it.isGone()
                        && it.state().isLive()
                        && it.state().revision().equals(revision))
                .toList();
    }

    long open() {
        return pods.stream().filter(it -> !it.isGone() && it.state().isOpen()).count();
    }

    /** How many pods the ReplicaSets have in the Service, or will have. */
    int expectedOn() {
        return replicaSets.values().stream()
                .mapToInt(it -> {
                    List<SimulatedPod> live = live(it.revision());
                    int on = (int)
                            live.stream().filter(pod -> pod.state().isOn()).count();
                    return Math.max(on, it.wanted() - (live.size() - on));
                })
                .sum();
    }
}
