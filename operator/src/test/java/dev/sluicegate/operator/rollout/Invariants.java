package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.PodState.Gate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is promised, in words and in code, checked as the simulated world goes on.
 *
 * <ol>
 *   <li>A pod that we remove is out of the Service and carries nothing, or its deadline has passed and its router was told of it.
 *   <li>Between a pod's leaving the Service and its end by us lies its settle time, if it was ever open and is alive.
 *   <li>Open seats never become fewer than {@code replicas} by the operator's doing.
 *   <li>A seat is created only if there are then at most {@code replicas + maxSurge} seats in the Service. Those that come back may be more.
 *   <li>A pod leaves the Service only after its seat's template says so, so a pod made anew in a retired seat is never in it.
 *   <li>A pod is admitted only if its router has said that it serves its revision, and put back only if its router serves.
 *   <li>A revision is proven only when all wanted pods are open and no other revision is in the Service.
 *   <li>A router is told to drain only if its seat is retired.
 *   <li>A revision's record is there as long as it has a seat.
 *   <li>With the operator down, the lost pod of a proven revision's seat comes back and is open.
 *   <li>With {@code drain.eviction: Wait}, a pod that is evicted carries nothing; save one in the Service that is not ready.
 *   <li>A revision is given up only for what is wrong with itself, or after a progress deadline that an operator has watched; only where
 *       another is proven; and then it is not tried again while the same is wanted. A seat is of the wanted revision or of a proven one.
 *   <li>A drained pod of the stable revision that has cut nothing is kept while another revision is unproven, up to {@code maxWarm}, unless it stands
 *       in the way of a pod that finds no room; one that has cut does not come back ({@link KeptWarm}).
 *   <li>Where a canary is asked for and another revision is proven, no more pods of the candidate than that are started, and no stable pod goes for them,
 *       before the bake has lasted its time on routers that have counted all of it, and a candidate that fails most requests does not pass. Then
 *       it is proven, and not before. None fails for what fails everywhere ({@link BakeInvariants}).
 *   <li>A config that no router accepts comes into no record as long as a router serves that could check it; no router goes back to an earlier config; it is
 *       not said that all is well before each open pod that answers has its record's config; and when nothing happens any more, each router has the config of its revision's record.
 *   <li>A pod that a restart replaces is told to drain by that restart's limit, and any other by {@code drain.timeout}.
 *   <li>A pod is replaced by the watchdog only if it is sick and most others are not, one at a time where it is open, no more than are allowed within the window and not too soon
 *       after another, whichever operator decides; none that is sick alone stays, as long as one may still be replaced ({@link WatchdogInvariants}).
 *   <li>When nothing happens any more, what was asked for is reached, and then nothing is written.
 * </ol>
 */
final class Invariants {
    private final SimulatedCluster cluster;

    private final BakeInvariants bakes;
    private final WatchdogInvariants watchdog;

    Invariants(SimulatedCluster cluster) {
        this.cluster = cluster;
        this.bakes = new BakeInvariants(cluster);
        this.watchdog = new WatchdogInvariants(cluster);
    }

    BakeInvariants bakes() {
        return bakes;
    }

    WatchdogInvariants watchdog() {
        return watchdog;
    }

    /** A promise that the decision broke. */
    static final class Broken extends AssertionError {
        private static final long serialVersionUID = 1;

        Broken(String message) {
            super(message);
        }
    }

    static void check(boolean kept, Supplier<String> message) {
        if (!kept) {
            throw new Broken(message.get());
        }
    }

    /** 1 and 2: Kubernetes ends a pod because its seat was closed. */
    void podEnds(SimulatedPod pod) {
        if (pod.seat.isClosedByOthers() || pod.isTamperedWithAfterClosing()) {
            return;
        }
        check(!pod.isOpen(), () -> "%s is ended while it is open".formatted(pod.name));
        SimulatedRouter router = pod.router();
        if (router == null || !pod.isReachable()) {
            return;
        }
        boolean cut = router.isPastDeadline(cluster.now)
                || router.isPastRefusedDeadline(cluster.now)
                || watchdog.isGivenUp(pod);
        check(
                router.inFlight() == 0 || cut,
                () -> "%s is ended while it carries %d streams".formatted(pod.name, router.inFlight()));
        if (pod.wasOpen && !cut) {
            check(
                    cluster.now >= pod.offSince + SimulatedRouter.SETTLE,
                    () -> "%s is ended %d s after it left the Service".formatted(pod.name, cluster.now - pod.offSince));
        }
    }

    /** 4 and 9: a seat comes. */
    void seatCreated(SimulatedSeat seat, Desired desired, long allowance) {
        long serving = cluster.serving().size() - allowance;
        int bound = desired.replicas() + Math.max(1, desired.maxSurge());
        check(
                serving <= bound,
                () -> "%s is one of %d seats in the Service, the bound is %d".formatted(seat.id, serving, bound));
        check(hasRecord(seat.revision), () -> "%s has no record".formatted(seat.id));
        if (allowance == 0) {
            ofAChosenRevision(seat.revision, desired);
        }
    }

    /** 12: while paused what was there before is healed, whether it is proven or not. */
    private void ofAChosenRevision(String revision, Desired desired) {
        RevisionState record = record(revision).orElseThrow();
        check(
                desired.paused() || record.provenAt() != null || revision.equals(desired.revision()),
                () -> "%s is brought back but was never proven".formatted(revision));
        check(
                desired.paused()
                        || !desired.rollsBack()
                        || record.failure() == null
                        || cluster.stable().filter(it -> !it.equals(revision)).isEmpty()
                        || !record.failure().attempt().equals(desired.since())
                        || !revision.equals(desired.revision()),
                () -> "%s is tried again though it has failed".formatted(revision));
    }

    /** 12: a revision is given up. */
    void markedFailed(String revision, RevisionState.Failure failure, Desired desired, int now, long allowance) {
        Instant patient = SimulatedCluster.instant(now).minus(desired.progressDeadline());
        check(
                (revision.startsWith("badlate") && failure.reason().equals(Problem.CONFIG_REJECTED))
                        || (failure.reason().equals("CanaryFailed")
                                && (revision.startsWith("baderrs")
                                        || revision.startsWith("badcrashes")
                                        || cluster.isUnfair()
                                        || cluster.crashes(revision) > 1))
                        || (!desired.since().isAfter(patient)
                                && !desired.watchedSince().isAfter(patient)),
                () -> "%s is given up too soon: %s".formatted(revision, failure));
        check(
                !failure.reason().equals("FailedCreate")
                        || cluster.seats.stream()
                                .filter(it -> it.revision.equals(revision))
                                .anyMatch(it ->
                                        !SimulatedCluster.instant(it.createdAt).isAfter(patient)),
                () -> "%s is given up before it had its time to create a pod: %s".formatted(revision, failure));
        check(
                allowance > 0
                        || cluster.stable().filter(it -> !it.equals(revision)).isPresent(),
                () -> "%s is given up though no other is proven".formatted(revision));
    }

    /** 3 and 5: a pod leaves the Service. */
    void podWithdrawn(SimulatedPod pod, boolean wasOpen, boolean tampered, int replicas, long allowance) {
        if (wasOpen) {
            long open = cluster.open() + allowance;
            check(
                    open >= replicas,
                    () -> "%s is withdrawn though only %d of %d are left open".formatted(pod.name, open, replicas));
        }
        check(
                tampered || !pod.seat.isServing(),
                () -> "%s is withdrawn though its seat's template is on".formatted(pod.name));
    }

    /** 5: asked each second. A controller that has not seen the template change may still make a pod that is on; it is withdrawn like any. */
    void nothingRetiredIsOpen() {
        for (SimulatedPod pod : cluster.pods) {
            check(
                    !pod.isOpen()
                            || pod.seat.isServing()
                            || pod.isTamperedWith()
                            || pod.madeFromStale
                            || pod.createdAt <= pod.seat.offSince,
                    () -> "%s was made in a retired seat and is open".formatted(pod.name));
        }
    }

    /** 6: a pod's gate is opened. */
    void podAdmitted(SimulatedPod pod, long allowance) {
        SimulatedRouter router = pod.router();
        check(
                allowance > 0 || !pod.isLive() || (router != null && router.isReady()),
                () -> "%s is admitted though its router does not serve".formatted(pod.name));
    }

    /** 6: a pod's label is turned on. */
    void podRestored(SimulatedPod pod, long allowance) {
        SimulatedRouter router = pod.router();
        check(
                router == null || !router.drains() || allowance > 0 || !pod.isLive(),
                () -> "%s comes back to the Service though its router drains".formatted(pod.name));
    }

    /** 7: a revision is proven. */
    void proven(String revision, int replicas, long allowance) {
        long open = cluster.pods.stream()
                .filter(it -> it.isOpen() && it.seat.isServing() && it.seat.revision.equals(revision))
                .count();
        check(
                open + allowance >= replicas,
                () -> "%s is proven with %d of %d pods open".formatted(revision, open, replicas));
        check(
                allowance > 0
                        || cluster.serving().stream()
                                .allMatch(it -> it.revision.equals(revision)
                                        || it.createdAt >= cluster.now - Versioned.LAG - 1),
                () -> "%s is proven while other revisions serve".formatted(revision));
    }

    /** 8: a router is told to drain. */
    void toldToDrain(SimulatedPod pod, boolean tampered) {
        check(tampered || !pod.seat.isServing(), () -> "%s is told to drain though it serves".formatted(pod.name));
    }

    /** 16: a router is told until when. */
    void toldDeadline(SimulatedPod pod, @Nullable Instant deadline, Desired desired, Observed observed) {
        SimulatedSeat.Body body = pod.seat.body();
        if (body == null
                || !(body.traffic() instanceof Traffic.Off(Instant since))
                || since == null
                || desired.deleting()) {
            return;
        }
        boolean replaced = Target.of(desired, observed).desired().revision().equals(desired.revision())
                && !SimulatedCluster.restarts(pod.seat.revision)
                        .equals(desired.restarts().tokens());
        Duration own = desired.restarts().bySpec();
        Duration limit = replaced && own != null ? own : desired.drainTimeout();
        check(
                limit.isZero() ? deadline == null : since.plus(limit).equals(deadline),
                () -> "%s may drain until %s, though it left at %s and the limit is %s"
                        .formatted(pod.name, deadline, since, limit));
    }

    /** 9: a revision is forgotten. */
    void recordDeleted(String revision) {
        check(
                cluster.seats.stream().noneMatch(it -> it.body() != null && it.revision.equals(revision)),
                () -> "%s is forgotten but has seats".formatted(revision));
    }

    /** 11: somebody evicts a pod, and the budgets allow it. */
    void podEvicted(SimulatedPod pod) {
        check(
                pod.inFlight() == 0 || (pod.isOn() && !pod.isOpen()),
                () -> "%s is evicted while it carries %d streams".formatted(pod.name, pod.inFlight()));
    }

    /** 10: the operator was down, and nothing has happened for long enough. */
    void healedAlone() {
        for (SimulatedSeat seat : cluster.serving()) {
            SimulatedSeat.Body body = seat.body();
            boolean proven = body != null && !body.gated() && body.problem() == null;
            if (proven && !seat.revision.startsWith("bad")) {
                check(
                        cluster.pods.stream().anyMatch(it -> it.seat == seat && isHealed(it)),
                        () -> "%s has no open pod though its revision is proven".formatted(seat.id));
            }
        }
    }

    /** A pod that was made before the gate left keeps it, and one that drains or is off was told so by the operator. */
    private static boolean isHealed(SimulatedPod pod) {
        PodState state = pod.state();
        SimulatedRouter router = pod.router();
        return pod.isOpen()
                || (state != null
                        && (state.gate() == Gate.CLOSED || !state.isOn() || (router != null && router.drains())));
    }

    /** 15: it is not said that all is as wanted while an open pod reports another config than its record has. */
    static void configsAreTaken(Observed observed, Step step) {
        check(
                !(step.verdict() instanceof Step.Verdict.Converged)
                        || observed.seats().stream()
                                .filter(Seat::isServing)
                                .flatMap(Seat::live)
                                .filter(it -> it.isOpen() && it.router() instanceof PodState.RouterReport.Answered)
                                .allMatch(observed::isAcknowledged),
                () -> "an open pod has not taken its config, and it is said that all is well");
    }

    /** 15: nor while one reports that it has read another content of a file than its Secret has. */
    static void filesAreRead(Desired desired, Observed observed, Step step) {
        check(
                !(step.verdict() instanceof Step.Verdict.Converged)
                        || desired.files().isEmpty()
                        || observed.seats().stream()
                                .filter(it -> it.isServing() && it.revision().equals(desired.revision()))
                                .flatMap(Seat::live)
                                .filter(PodState::isOpen)
                                .noneMatch(it -> it.router() instanceof PodState.RouterReport.Answered(var status)
                                        && !desired.files().equals(status.files())),
                () -> "an open pod has not read what its Secret holds, and it is said that all is well");
    }

    /** 15: a record gets another config. */
    void configChanged(String revision, boolean wrong, long allowance) {
        long could = cluster.pods.stream()
                .filter(it -> it.seat.revision.equals(revision) && it.isOpen() && it.isReachable())
                .filter(it -> it.seat.isServing() && it.createdAt < cluster.now - 2 * Versioned.LAG)
                .count();
        check(
                !wrong || could <= allowance,
                () -> "a config that no router accepts is given to %s unchecked".formatted(revision));
    }

    private boolean hasRecord(String revision) {
        return record(revision).isPresent();
    }

    private Optional<RevisionState> record(String revision) {
        return cluster.records.stream()
                .flatMap(it -> Stream.ofNullable(it.value()))
                .filter(it -> it.revision().equals(revision))
                .findFirst();
    }
}
