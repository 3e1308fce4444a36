package dev.sluicegate.operator.rollout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ReplicaSet controller and the garbage collector. It works from its own cache, which may be stale for long, and waits until that
 * cache shows what it created or deleted last (its expectations), as pkg/controller/replicaset in kubernetes/kubernetes does.
 */
final class SimulatedController {
    private final SimulatedCluster cluster;
    private final Map<SimulatedSeat, Set<SimulatedPod>> expected = new HashMap<>();
    private int staleUntil = -1;

    SimulatedController(SimulatedCluster cluster) {
        this.cluster = cluster;
    }

    /** Its watch hangs: it goes on with what it knows. */
    void goStale(int until) {
        staleUntil = until;
    }

    boolean isStale() {
        return cluster.now < staleUntil;
    }

    void pass() {
        for (SimulatedSeat seat : cluster.seats) {
            if (cluster.random.nextInt(4) > 0) {
                SimulatedSeat.Body body = seat.object.view(SimulatedCluster.CONTROLLER);
                if (body != null) {
                    reconcile(seat, body);
                }
            }
        }
        for (SimulatedPod pod : cluster.pods) {
            if (pod.seat.body() == null && cluster.random.nextInt(3) == 0) {
                delete(pod);
            }
        }
    }

    private void reconcile(SimulatedSeat seat, SimulatedSeat.Body body) {
        List<SimulatedPod> active = new ArrayList<>();
        for (SimulatedPod pod : cluster.pods) {
            PodState state = pod.seat == seat ? pod.object.view(SimulatedCluster.CONTROLLER) : null;
            if (state != null && state.isLive()) {
                active.add(pod);
            }
        }
        Problem problem = isWaiting(seat) ? body.problem() : manage(seat, body, active);
        SimulatedSeat.Body truth = seat.body();
        if (truth != null) {
            seat.write(truth.reported(body.generation(), active.size(), problem), cluster.now);
        }
    }

    private boolean isWaiting(SimulatedSeat seat) {
        if (expected.getOrDefault(seat, Set.of()).stream().anyMatch(it -> !hasSeen(it))) {
            return true;
        }
        expected.remove(seat);
        return false;
    }

    private @Nullable Problem manage(SimulatedSeat seat, SimulatedSeat.Body body, List<SimulatedPod> active) {
        if (active.size() < body.size()) {
            return create(seat, body, body.size() - active.size());
        }
        active.stream().limit(active.size() - body.size()).forEach(it -> remove(seat, it));
        return null;
    }

    private boolean hasSeen(SimulatedPod pod) {
        PodState state = pod.object.view(SimulatedCluster.CONTROLLER);
        return pod.object.isForgotten() || ((state != null || pod.object.isGone()) && !isAwaitedAlive(pod, state));
    }

    /** Its deletion is awaited, and the cache still shows it alive. */
    private static boolean isAwaitedAlive(SimulatedPod pod, @Nullable PodState state) {
        return state != null && state.isLive() && !pod.isLive();
    }

    private @Nullable Problem create(SimulatedSeat seat, SimulatedSeat.Body body, int number) {
        if (cluster.now < cluster.quotaUntil || cluster.isFull(number)) {
            return new Problem("FailedCreate", "exceeded quota: pods");
        }
        Set<SimulatedPod> awaited = new HashSet<>();
        for (int i = 0; i < number; i++) {
            awaited.add(cluster.create(seat, body));
        }
        expected.put(seat, awaited);
        return null;
    }

    private void remove(SimulatedSeat seat, SimulatedPod pod) {
        expected.computeIfAbsent(seat, _ -> new HashSet<>()).add(pod);
        delete(pod);
    }

    private void delete(SimulatedPod pod) {
        if (pod.isLive()) {
            cluster.journal.note(cluster.now, () -> "Kubernetes deletes " + pod.name);
            cluster.invariants.podEnds(pod);
            pod.terminate(cluster.now);
        }
    }
}
