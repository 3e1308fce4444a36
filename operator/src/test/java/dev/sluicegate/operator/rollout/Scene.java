package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.api.RestartTokens;
import dev.sluicegate.operator.rollout.PodState.Gate;
import dev.sluicegate.operator.rollout.PodState.Kubelet;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.adminapi.RouterStatus.InFlight;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.adminapi.RouterStatus.Phase;
import dev.sluicegate.router.adminapi.RouterStatus.RequestTotals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is there in one row of the table, put together in few words. The pod "a-1" sits in the seat "a-1", of the revision "a". */
final class Scene {
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    static final Instant LONG_AGO = NOW.minus(Duration.ofHours(5));

    /** When retired seats were retired. */
    static final Instant RETIRED = NOW.minus(Duration.ofMinutes(10));

    /** When their drains end, as long as a drain takes 30 minutes. */
    static final Instant LATER = NOW.plus(Duration.ofMinutes(20));

    private final List<RevisionState> revisions = new ArrayList<>();
    private final Set<String> proven = new HashSet<>();
    private final List<Seat> seats = new ArrayList<>();

    static Scene empty() {
        return new Scene();
    }

    /** The record of a revision that was proven. */
    Scene proven(String revision) {
        return proven(revision, LONG_AGO);
    }

    Scene proven(String revision, Instant at) {
        proven.add(revision);
        revisions.add(new RevisionState(
                revision, "hash-of-" + revision, 0, at, null, null, RestartTokens.NONE, List.of(), LONG_AGO));
        return this;
    }

    Scene unproven(String revision) {
        return unproven(revision, NOW.minusSeconds(60));
    }

    Scene unproven(String revision, Instant createdAt) {
        revisions.add(new RevisionState(
                revision, "hash-of-" + revision, 0, null, null, null, RestartTokens.NONE, List.of(), createdAt));
        return this;
    }

    /** The record of a revision that has failed when it was wanted since then. */
    Scene failed(String revision, Instant attempt) {
        RevisionState.Failure failure = new RevisionState.Failure(attempt, "ConfigRejected", "its config is rejected");
        revisions.add(new RevisionState(
                revision, "hash-of-" + revision, 0, null, failure, null, RestartTokens.NONE, List.of(), LONG_AGO));
        return this;
    }

    /** The record that was added last: its config was changed so often in place. */
    Scene reloaded(int generation) {
        return record(it -> new RevisionState(
                it.revision(),
                SimulatedRouter.hash(it.revision(), generation),
                generation,
                it.provenAt(),
                it.failure(),
                it.bake(),
                it.restarts(),
                it.replaced(),
                it.createdAt()));
    }

    /** The record that was added last: its pods have not taken up the config that was wanted since then. */
    Scene refused(Instant attempt, String files) {
        return record(
                it -> it.with(new RevisionState.Failure(attempt, "ConfigRejected", "a-1 does not accept it", files)));
    }

    private Scene record(UnaryOperator<RevisionState> change) {
        revisions.add(change.apply(revisions.removeLast()));
        return this;
    }

    /** The pod that was added last: its router runs the config of this generation, and may have refused a later one. */
    Scene runs(int generation, @Nullable String error) {
        return pod(it -> PodStates.withRouter(it, PodStates.running(it.router(), it.revision(), generation, error)));
    }

    /** The pod that was added last: its router has read files of this version, and may have something to say of one. */
    Scene read(int version, @Nullable String problem) {
        return read(version, Map.of(), problem);
    }

    /** The pod that was added last: its router has files of this version in force, and has refused those of another one. */
    Scene refuses(int version, int refused, String problem) {
        return read(version, SimulatedRouter.files(refused), problem);
    }

    private Scene read(int version, Map<String, String> refused, @Nullable String problem) {
        return pod(it -> PodStates.withRouter(
                it, PodStates.reading(it.router(), SimulatedRouter.files(version), refused, problem)));
    }

    /** The pod that was added last: kubelet was asked to look at its files then. */
    Scene syncRequested(Instant at) {
        return pod(it -> PodStates.syncRequested(it, at));
    }

    /** The record that was added last: its canary bakes, for the attempt of {@link Goal}, and these pods had counted nothing when that began. */
    Scene bakes(Instant since, String... pods) {
        Bake.Baseline nothing = new Bake.Baseline(LONG_AGO, RequestTotals.NONE, 0);
        return with(new Bake(
                Goal.ATTEMPT, since, false, Stream.of(pods).collect(Collectors.toMap(it -> it, _ -> nothing))));
    }

    /** The record that was added last: its canary has passed. */
    Scene passed() {
        return with(new Bake(Goal.ATTEMPT, LONG_AGO, true, Map.of()));
    }

    /** The record that was added last: its pods have had this restart. */
    Scene had(String token) {
        RevisionState it = revisions.removeLast();
        revisions.add(new RevisionState(
                it.revision(),
                it.configHash(),
                it.generation(),
                it.provenAt(),
                it.failure(),
                it.bake(),
                RestartTokens.of(token, null),
                it.replaced(),
                it.createdAt()));
        return this;
    }

    Scene with(Bake bake) {
        revisions.add(revisions.removeLast().with(bake));
        return this;
    }

    /** What the router of the pod that was added last has counted since its start. */
    Scene counted(long ended, long failed) {
        return counted(new RequestTotals(ended, failed, 0, 0));
    }

    Scene counted(RequestTotals totals) {
        return pod(it -> PodStates.withRouter(it, PodStates.counting(it.router(), totals)));
    }

    /** The pod that was added last: its router has not answered since then. */
    Scene silent(Instant since) {
        return pod(it -> PodStates.withRouter(it, new RouterReport.Silent(since)));
    }

    /** The pod that was added last: its router has been asked in vain since then. */
    Scene asked(Instant since) {
        return pod(it -> PodStates.withRouter(it, new RouterReport.Silent(LONG_AGO, since)));
    }

    /** The pod that was added last: what its router sees of its own health. */
    Scene feels(RouterStatus.Vitals vitals) {
        return pod(it -> PodStates.withRouter(it, PodStates.feeling(it.router(), vitals)));
    }

    /** The record that was added last: the watchdog has decided to replace these. */
    Scene replaced(Replacement... all) {
        revisions.add(revisions.removeLast().with(List.of(all)));
        return this;
    }

    /** The pod that was added last: its router's process has started then. */
    Scene restarted(Instant startedAt) {
        return pod(it -> PodStates.withRouter(it, PodStates.startedAt(it.router(), startedAt)));
    }

    /** A seat whose controller cannot create its pod. */
    Scene uncreated(String seat, @Nullable Problem problem) {
        return seat(seat, Traffic.ON, problem, List.of());
    }

    /** The seat that was added last: a pod of it has ended then, before the one that it has now if it has one, and lies there still. */
    Scene ended(String pod, Problem problem, Instant at) {
        Seat it = seats.removeLast();
        PodState ended = new PodState(
                pod,
                it.revision(),
                at,
                true,
                false,
                Kubelet.ENDED,
                at,
                false,
                Traffic.ON,
                Gate.CLOSED,
                null,
                problem,
                RouterCrashes.NONE,
                new RouterReport.Silent(at));
        seats.add(Seats.withPods(
                it, Stream.concat(it.pods().stream(), Stream.of(ended)).toList()));
        return this;
    }

    Scene open(String pod) {
        return open(pod, 0);
    }

    Scene open(String pod, int inFlight) {
        return add(pod, Kubelet.READY, Traffic.ON, Gate.OPEN, serving(pod, inFlight));
    }

    /** Its container runs, and its router says what it runs; it is not admitted. */
    Scene acknowledged(String pod) {
        return add(pod, Kubelet.RUNNING, Traffic.ON, Gate.CLOSED, serving(pod, 0));
    }

    /** Its container runs, and its router is not there yet. */
    Scene warming(String pod) {
        return running(pod, new RouterReport.Silent(NOW.minusSeconds(5)));
    }

    Scene running(String pod, RouterReport report) {
        return add(pod, Kubelet.RUNNING, Traffic.ON, Gate.CLOSED, report);
    }

    Scene pending(String pod) {
        return pending(pod, null);
    }

    Scene pending(String pod, @Nullable Problem problem) {
        add(pod, Kubelet.PENDING, Traffic.ON, Gate.CLOSED, new RouterReport.Silent(NOW.minusSeconds(5)));
        return pod(it -> PodStates.withProblem(it, problem));
    }

    /** It was open and its container crashed. */
    Scene crashed(String pod) {
        return add(pod, Kubelet.STOPPED, Traffic.ON, Gate.OPEN, new RouterReport.Silent(NOW.minusSeconds(5)));
    }

    /** The pod that was added last: its router has crashed so often, and is started again each time. */
    Scene crashed(int count) {
        return pod(it -> PodStates.crashed(it, new RouterCrashes(count, "Error, exit code 134 (signal 6)")));
    }

    /** It was open, its container runs, and it is not ready any more. */
    Scene unready(String pod) {
        return add(pod, Kubelet.RUNNING, Traffic.ON, Gate.OPEN, serving(pod, 0));
    }

    /** Retired, settling: its readiness still holds. */
    Scene settling(String pod, int inFlight) {
        return retired(pod, Kubelet.READY, report(pod, Phase.DRAINING, inFlight, LATER));
    }

    Scene draining(String pod, int inFlight) {
        return retired(pod, Kubelet.RUNNING, report(pod, Phase.DRAINING, inFlight, LATER));
    }

    Scene drained(String pod) {
        return retired(pod, Kubelet.RUNNING, report(pod, Phase.DRAINED, 0, LATER));
    }

    /** Drained, after its deadline: it has cut some of what it carried. */
    Scene cut(String pod) {
        return retired(pod, Kubelet.RUNNING, report(pod, Phase.DRAINED, 0, RETIRED, Map.of(Outcome.CUT, 2L)));
    }

    /** Drained before a deadline that has passed since then. */
    Scene drainedLongAgo(String pod) {
        return retired(pod, Kubelet.RUNNING, report(pod, Phase.DRAINED, 0, RETIRED));
    }

    Scene retired(String pod, Kubelet kubelet, RouterReport report) {
        return retired(pod, kubelet, report, RETIRED);
    }

    Scene retired(String pod, Kubelet kubelet, RouterReport report, @Nullable Instant since) {
        return add(pod, kubelet, new Traffic.Off(since), Gate.OPEN, report);
    }

    Scene createdAt(Instant created) {
        return pod(it -> PodStates.createdAt(it, created));
    }

    /** The pod that was added last is being deleted. */
    Scene terminating() {
        return pod(PodStates::terminating);
    }

    /** The pod that was added last is on a node that is to be left. */
    Scene onLeavingNode() {
        return pod(it -> PodStates.onLeavingNode(it, true));
    }

    /** The pod that was added last has another traffic label than its seat's template. */
    Scene labelled(Traffic traffic) {
        return pod(it -> PodStates.withTraffic(it, traffic));
    }

    /** The seat that was added last has the size 0. */
    Scene closed() {
        Seat it = seats.removeLast();
        seats.add(new Seat(
                it.id(), it.revision(), it.number(), 0, it.traffic(), it.gated(), 0, true, NOW, null, it.pods()));
        return this;
    }

    /** The seat that was added last: what its controller says of it. */
    Scene reported(int pods, boolean observed) {
        Seat it = seats.removeLast();
        seats.add(new Seat(
                it.id(),
                it.revision(),
                it.number(),
                it.size(),
                it.traffic(),
                it.gated(),
                pods,
                observed,
                it.createdAt(),
                it.problem(),
                it.pods()));
        return this;
    }

    /** The seat that was added last, with a template that carries the gate. */
    Scene gated() {
        Seat it = seats.removeLast();
        seats.add(new Seat(
                it.id(),
                it.revision(),
                it.number(),
                it.size(),
                it.traffic(),
                true,
                it.reported(),
                it.observed(),
                it.createdAt(),
                it.problem(),
                it.pods()));
        return this;
    }

    private Scene pod(UnaryOperator<PodState> change) {
        Seat it = seats.removeLast();
        PodState changed = change.apply(it.pods().getFirst());
        seats.add(new Seat(
                it.id(),
                it.revision(),
                it.number(),
                it.size(),
                it.traffic(),
                it.gated(),
                changed.isLive() ? 1 : 0,
                it.observed(),
                it.createdAt(),
                it.problem(),
                List.of(changed)));
        return this;
    }

    private Scene add(String pod, Kubelet kubelet, Traffic traffic, Gate gate, RouterReport report) {
        Instant created = NOW.minusSeconds(20);
        PodState state = new PodState(
                pod,
                revisionOf(pod),
                created,
                true,
                false,
                kubelet,
                created,
                false,
                traffic,
                gate,
                null,
                null,
                RouterCrashes.NONE,
                report);
        return seat(pod, traffic, null, List.of(state));
    }

    private Scene seat(String id, Traffic traffic, @Nullable Problem problem, List<PodState> pods) {
        String revision = revisionOf(id);
        int number = Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
        boolean gated = !proven.contains(revision);
        Instant created = NOW.minusSeconds(20);
        seats.add(new Seat(id, revision, number, 1, traffic, gated, pods.size(), true, created, problem, pods));
        return this;
    }

    static RouterReport serving(String pod, int inFlight) {
        return report(pod, Phase.SERVING, inFlight, null);
    }

    static RouterReport report(String pod, Phase phase, int inFlight, @Nullable Instant deadline) {
        return report(pod, phase, inFlight, deadline, Map.of());
    }

    private static RouterReport report(
            String pod, Phase phase, int inFlight, @Nullable Instant deadline, Map<Outcome, Long> outcomes) {
        return new RouterReport.Answered(new RouterStatus(
                "test",
                revisionOf(pod),
                "hash-of-" + revisionOf(pod),
                phase,
                LONG_AGO,
                new InFlight(0, inFlight, 0),
                phase == Phase.SERVING
                        ? null
                        : new RouterStatus.Drain("rollout", RETIRED, RETIRED.plusSeconds(10), deadline, List.of(), 0),
                outcomes,
                null,
                null));
    }

    /** Of a router that has taken its config, and says why it does not serve yet. */
    static RouterReport starting(String pod, String problem) {
        return new RouterReport.Answered(
                PodStates.starting(revisionOf(pod), "hash-of-" + revisionOf(pod), LONG_AGO, problem));
    }

    private static String revisionOf(String pod) {
        return pod.substring(0, pod.lastIndexOf('-'));
    }

    Observed observed() {
        return new Observed(revisions, seats);
    }
}
