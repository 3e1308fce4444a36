package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.PodState.Gate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sees the cluster through its cache, decides, and acts, one write after the other; and is checked at each. */
final class SimulatedOperator {
    private static final int STEADY = 30;

    private final SimulatedCluster cluster;
    private final Decision decision;
    private final int number;
    private final int skew;
    private final Deque<Action> pending = new ArrayDeque<>();
    private final Map<Object, Integer> versions = new HashMap<>();
    private final Set<String> failed = new HashSet<>();
    private @Nullable Desired desired;
    private @Nullable Step step;
    private Observed observed = new Observed(List.of(), List.of());
    private int decidedAt;
    private int nextLook;
    /** It was paused, and another operator has taken over. */
    private boolean overtaken;

    SimulatedOperator(SimulatedCluster cluster, Decision decision, int number, int skew) {
        this.cluster = cluster;
        this.decision = decision;
        this.number = number;
        this.skew = skew;
    }

    /** What it decided last; null before. */
    @Nullable Step step() {
        return step;
    }

    boolean isBusy() {
        return !pending.isEmpty();
    }

    /** Its process ends. */
    void die() {
        pending.clear();
        nextLook = 0;
    }

    /** It is paused when it has decided, if not in the middle of a step. */
    void fallsAsleep(Desired wanted) {
        if (pending.isEmpty()) {
            decide(wanted);
        }
    }

    /**
     * It goes on after another one has acted: the fence lets none of its requests pass, and it ends.
     *
     * @param wanted now, by which all that it still does is judged
     */
    void wakeUpOvertaken(Desired wanted) {
        overtaken = true;
        desired = wanted;
        while (!decision.isFenced() && !pending.isEmpty()) {
            act();
        }
        overtaken = false;
        die();
    }

    /** One second of work. With accidents, it may be interrupted between any two writes, or die. */
    void pass(Desired wanted, boolean accidents) {
        boolean changed = cluster.hasNews(number) || !wanted.equals(desired);
        if (pending.isEmpty() && (changed || cluster.now >= nextLook)) {
            decide(wanted);
        }
        while (!pending.isEmpty()) {
            if (accidents && cluster.random.nextInt(8) == 0) {
                if (cluster.random.nextInt(3) == 0) {
                    cluster.journal.note(cluster.now, () -> "operator dies before " + pending.peek());
                    die();
                }
                return;
            }
            act();
        }
    }

    private void decide(Desired wanted) {
        desired = wanted;
        decidedAt = cluster.now;
        versions.clear();
        failed.clear();
        observed = observe();
        Step decided = decision.decide(wanted, observed, SimulatedCluster.instant(cluster.now + skew));
        KeptWarm.decided(wanted, observed, decided);
        Invariants.configsAreTaken(observed, decided);
        Invariants.filesAreRead(wanted, observed, decided);
        step = decided;
        pending.addAll(decided.actions());
        observed.seats().stream().flatMap(Seat::replaced).forEach(this::forget);
        Duration requeue = decided.requeueAfter().orElse(Duration.ofSeconds(STEADY));
        nextLook = cluster.now + Math.clamp(requeue.plusMillis(999).toSeconds(), 1, STEADY);
    }

    private Observed observe() {
        List<RevisionState> revisions = new ArrayList<>();
        for (Versioned<RevisionState> each : cluster.records) {
            RevisionState state = each.view(number);
            if (state != null) {
                revisions.add(state);
                versions.put(each, each.resourceVersion(number));
            }
        }
        List<Seat> seats = new ArrayList<>();
        for (SimulatedSeat seat : cluster.seats) {
            SimulatedSeat.Body body = seat.object.view(number);
            if (body != null) {
                versions.put(seat.object, seat.object.resourceVersion(number));
                seats.add(new Seat(
                        seat.id,
                        seat.revision,
                        seat.number,
                        body.size(),
                        body.traffic(),
                        body.gated(),
                        body.reported(),
                        body.observed() == body.generation(),
                        SimulatedCluster.instant(seat.createdAt),
                        body.problem(),
                        podsOf(seat)));
            }
        }
        return new Observed(revisions, seats);
    }

    private void forget(PodState ended) {
        SimulatedPod pod = pod(ended.name());
        if (pod != null) {
            pod.write(null, cluster.now);
        }
    }

    private List<PodState> podsOf(SimulatedSeat seat) {
        List<PodState> pods = new ArrayList<>(1);
        for (SimulatedPod pod : cluster.pods) {
            PodState state = pod.seat == seat ? pod.view(number) : null;
            if (state != null) {
                versions.put(pod.object, pod.object.resourceVersion(number));
                pods.add(state);
            }
        }
        return pods;
    }

    private void act() {
        Action action = pending.remove();
        if (failed.contains(action.subject())) {
            return;
        }
        cluster.journal.note(cluster.now, () -> "operator " + number + ": " + action);
        boolean done = act(action);
        if (!done) {
            cluster.journal.note(cluster.now, () -> "    in vain");
            failed.add(action.subject());
            nextLook = cluster.now;
        }
    }

    /** What another cache may not show, or what this operator did not know when it decided. */
    private long allowance() {
        long unknown = !overtaken && cluster.now > decidedAt ? 3 : 0;
        return cluster.journal.recentFailures(cluster.now) + unknown;
    }

    private boolean act(Action action) {
        Desired wanted = java.util.Objects.requireNonNull(desired);
        Invariants invariants = cluster.invariants;
        return switch (action) {
            case Action.CreateRecord(var revision) -> createRecord(revision);
            case Action.CreateSeat create -> createSeat(create, wanted);
            case Action.RetireSeat(var id, var since) -> writeSeat(id, it -> it.with(new Traffic.Off(since)));
            case Action.ReopenSeat(var id) -> writeSeat(id, it -> it.with(Traffic.ON));
            case Action.CloseSeat(var id) ->
                (!decision.readsPodsBeforeItCloses() || hasSeenAllPods(id)) && writeSeat(id, it -> it.sized(0));
            case Action.DeleteSeat(var id) -> writeSeat(id, _ -> null);
            case Action.Ungate(var id) -> writeSeat(id, SimulatedSeat.Body::ungated);
            case Action.Withdraw(var _, var name, var since) -> {
                SimulatedPod pod = pod(name);
                boolean wasOpen = pod != null && pod.isOpen();
                boolean done = writePod(pod, it -> PodStates.withTraffic(it, new Traffic.Off(since)));
                if (done && pod != null) {
                    invariants.podWithdrawn(pod, wasOpen, isTampered(pod), wanted.replicas(), allowance());
                    invariants.bakes().podWithdrawn(pod, wasOpen, wanted, allowance());
                }
                yield done;
            }
            case Action.Restore(var _, var name) -> {
                SimulatedPod pod = pod(name);
                boolean done = writePod(pod, it -> PodStates.withTraffic(it, Traffic.ON));
                if (done && pod != null) {
                    invariants.podRestored(pod, allowance());
                }
                yield done;
            }
            case Action.OpenGate(var _, var name) -> {
                SimulatedPod pod = pod(name);
                boolean done = writePod(pod, it -> PodStates.withGate(it, Gate.OPEN));
                if (done && pod != null) {
                    invariants.podAdmitted(pod, allowance());
                }
                yield done;
            }
            case Action.TellDrain(var _, var name, var deadline) -> {
                SimulatedPod pod = pod(name);
                if (pod == null || !pod.isReachable()) {
                    yield false;
                }
                invariants.toldToDrain(pod, isTampered(pod));
                if (cluster.now == decidedAt && pod.seat.object.isCurrent(versions.getOrDefault(pod.seat.object, -1))) {
                    invariants.toldDeadline(pod, deadline, wanted, observed);
                }
                yield java.util.Objects.requireNonNull(pod.router()).drain(deadline, cluster.now);
            }
            case Action.TellOpen(var _, var name) -> {
                SimulatedPod pod = pod(name);
                if (pod == null || !pod.isReachable() || !pod.isLive()) {
                    yield false;
                }
                java.util.Objects.requireNonNull(pod.router()).open();
                yield true;
            }
            case Action.Promote(var revision, var at) -> promote(revision, at, wanted);
            case Action.MarkFailed(var revision, var failure) -> markFailed(revision, failure, wanted);
            case Action.SetBake(var revision, var bake) -> setBake(revision, bake, wanted);
            case Action.SetReplaced(var revision, var replaced) -> setReplaced(revision, replaced, wanted);
            case Action.ChangeConfig config -> changeConfig(config);
            case Action.RequestFileSync(var _, var name, var at) ->
                writePod(pod(name), it -> PodStates.syncRequested(it, at));
            case Action.TellConfig(var _, var name) -> tellConfig(pod(name));
            case Action.DeleteRecord(var revision) -> deleteRecord(revision);
        };
    }

    /** The API server's pods of the seat are those that it decided on. */
    private boolean hasSeenAllPods(String seat) {
        return cluster.pods.stream()
                .filter(it -> it.seat.id.equals(seat) && it.isLive())
                .allMatch(it -> versions.containsKey(it.object));
    }

    private boolean changeConfig(Action.ChangeConfig action) {
        Versioned<RevisionState> it = recordOf(action.revision()).orElse(null);
        RevisionState state = it == null ? null : it.value();
        SimulatedPod checker = action.pod().isEmpty() ? null : pod(action.pod());
        boolean unchecked = action.pod().isEmpty();
        if (it == null
                || state == null
                || !isCurrent(it)
                || !(unchecked || (checker != null && checker.isReachable()))) {
            return false;
        }
        boolean wrong = cluster.wrongConfigs.contains(action.revision() + "/" + action.generation());
        if (checker != null
                && (wrong || java.util.Objects.requireNonNull(checker.router()).refusesFiles())) {
            RevisionState.Failure failure =
                    new RevisionState.Failure(action.attempt(), "ConfigRejected", "wrong", action.files());
            it.write(state.with(failure), cluster.now);
            versions.put(it, it.seeNow(number));
            return false;
        }
        cluster.invariants.configChanged(action.revision(), wrong, allowance());
        it.write(
                new RevisionState(
                        state.revision(),
                        SimulatedRouter.hash(state.revision(), action.generation()),
                        action.generation(),
                        state.provenAt(),
                        null,
                        state.bake(),
                        state.restarts(),
                        state.replaced(),
                        state.createdAt()),
                cluster.now);
        versions.put(it, it.seeNow(number));
        return true;
    }

    private boolean tellConfig(@Nullable SimulatedPod pod) {
        if (pod == null || !pod.isReachable()) {
            return false;
        }
        RevisionState known = cluster.records.stream()
                .flatMap(it -> java.util.stream.Stream.ofNullable(it.view(number)))
                .filter(it -> it.revision().equals(pod.seat.revision))
                .findFirst()
                .orElse(null);
        if (known != null) {
            java.util.Objects.requireNonNull(pod.router()).take(known.generation());
        }
        return known != null;
    }

    private boolean createRecord(String revision) {
        if (recordOf(revision).isPresent()) {
            return true; // whoever has made it, it is the same
        }
        Versioned<RevisionState> created = new Versioned<>(
                new RevisionState(
                        revision,
                        "hash-of-" + revision,
                        0,
                        null,
                        null,
                        null,
                        SimulatedCluster.restarts(revision),
                        List.of(),
                        SimulatedCluster.instant(cluster.now)),
                cluster.now,
                SimulatedCluster.OBSERVERS);
        created.seeNow(number);
        cluster.records.add(created);
        return true;
    }

    /** One that is there already is found. */
    private boolean createSeat(Action.CreateSeat create, Desired wanted) {
        for (SimulatedSeat there : cluster.seats) {
            if (there.body() != null && there.id.equals(create.seat())) {
                there.object.seeNow(number);
                return true;
            }
        }
        SimulatedSeat seat = new SimulatedSeat(create, cluster.now);
        seat.object.seeNow(number);
        cluster.seats.add(seat);
        cluster.invariants.seatCreated(seat, wanted, allowance());
        cluster.invariants.bakes().seatCreated(seat, wanted, allowance());
        return true;
    }

    private boolean promote(String revision, java.time.Instant at, Desired wanted) {
        Versioned<RevisionState> it = recordOf(revision).orElse(null);
        RevisionState state = it == null ? null : it.value();
        if (it == null || state == null || !isCurrent(it)) {
            return false;
        }
        Optional<String> stable = cluster.stable();
        it.write(state.proven(at), cluster.now);
        versions.put(it, it.seeNow(number));
        cluster.invariants.proven(revision, wanted.replicas(), allowance());
        cluster.invariants.bakes().proven(state, wanted, stable);
        return true;
    }

    private boolean markFailed(String revision, RevisionState.Failure failure, Desired wanted) {
        Versioned<RevisionState> it = recordOf(revision).orElse(null);
        RevisionState state = it == null ? null : it.value();
        if (it == null || state == null || !isCurrent(it)) {
            return false;
        }
        it.write(state.with(failure), cluster.now);
        versions.put(it, it.seeNow(number));
        cluster.invariants.markedFailed(revision, failure, wanted, decidedAt + skew, allowance());
        return true;
    }

    private boolean setBake(String revision, Bake bake, Desired wanted) {
        Versioned<RevisionState> it = recordOf(revision).orElse(null);
        RevisionState state = it == null ? null : it.value();
        if (it == null || state == null || !isCurrent(it)) {
            return false;
        }
        it.write(state.with(bake), cluster.now);
        versions.put(it, it.seeNow(number));
        cluster.invariants.bakes().written(state, bake, wanted, decidedAt + skew, allowance());
        return true;
    }

    private boolean setReplaced(String revision, List<Replacement> replaced, Desired wanted) {
        Versioned<RevisionState> it = recordOf(revision).orElse(null);
        RevisionState state = it == null ? null : it.value();
        if (it == null || state == null || !isCurrent(it)) {
            return false;
        }
        it.write(state.with(replaced), cluster.now);
        versions.put(it, it.seeNow(number));
        cluster.invariants.watchdog().written(replaced.getLast(), wanted, cluster.now == decidedAt);
        return true;
    }

    private boolean deleteRecord(String revision) {
        Versioned<RevisionState> it = recordOf(revision).orElse(null);
        if (it == null || !isCurrent(it)) {
            return false;
        }
        it.write(null, cluster.now);
        it.seeNow(number);
        if (cluster.now == decidedAt) {
            cluster.invariants.recordDeleted(revision);
        }
        return true;
    }

    private Optional<Versioned<RevisionState>> recordOf(String revision) {
        return cluster.records.stream()
                .filter(it -> it.value() != null && it.value().revision().equals(revision))
                .findFirst();
    }

    private boolean writeSeat(
            String id, java.util.function.Function<SimulatedSeat.Body, SimulatedSeat.@Nullable Body> change) {
        SimulatedSeat seat = seat(id);
        SimulatedSeat.Body body = seat == null ? null : seat.body();
        if (seat == null || body == null || !isCurrent(seat.object)) {
            return false;
        }
        seat.write(change.apply(body), cluster.now);
        seat.mended();
        versions.put(seat.object, seat.object.seeNow(number));
        return true;
    }

    private boolean writePod(@Nullable SimulatedPod pod, java.util.function.UnaryOperator<PodState> change) {
        PodState state = pod == null ? null : pod.state();
        if (pod == null || state == null || !isCurrent(pod.object)) {
            return false;
        }
        pod.write(change.apply(state), cluster.now);
        pod.mended();
        versions.put(pod.object, pod.object.seeNow(number));
        return true;
    }

    /** Somebody else has changed the pod's seat since it was seen. */
    private boolean isTampered(SimulatedPod pod) {
        return pod.seat.isTamperedWithSince(versions.getOrDefault(pod.seat.object, -1));
    }

    private boolean isCurrent(Versioned<?> object) {
        Integer version = versions.get(object);
        return version != null && object.isCurrent(version);
    }

    private @Nullable SimulatedSeat seat(String id) {
        return cluster.seats.stream()
                .filter(it -> it.id.equals(id) && it.object.view(number) != null)
                .findFirst()
                .orElse(null);
    }

    private @Nullable SimulatedPod pod(String name) {
        return cluster.pods.stream()
                .filter(it -> it.name.equals(name))
                .findFirst()
                .orElse(null);
    }
}
