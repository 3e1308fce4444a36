package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.PodState.Gate;
import dev.sluicegate.operator.rollout.PodState.Kubelet;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.adminapi.RouterStatus.InFlight;
import dev.sluicegate.router.adminapi.RouterStatus.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is there in one row of the table, put together in few words. The pod "a-1" is of the revision "a". */
final class Scene {
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    static final Instant LONG_AGO = NOW.minus(Duration.ofHours(5));
    static final Instant LATER = NOW.plus(Duration.ofMinutes(20));

    private final List<RevisionState> revisions = new ArrayList<>();
    private final List<PodState> pods = new ArrayList<>();

    static Scene empty() {
        return new Scene();
    }

    /** The ReplicaSet of a revision that was proven. */
    Scene proven(String revision, int wanted) {
        return proven(revision, wanted, LONG_AGO);
    }

    Scene proven(String revision, int wanted, Instant at) {
        revisions.add(new RevisionState(revision, "hash-of-" + revision, wanted, false, at, LONG_AGO, null));
        return this;
    }

    Scene unproven(String revision, int wanted) {
        return unproven(revision, wanted, NOW.minusSeconds(60));
    }

    Scene unproven(String revision, int wanted, Instant createdAt) {
        revisions.add(new RevisionState(revision, "hash-of-" + revision, wanted, true, null, createdAt, null));
        return this;
    }

    Scene unableToCreate(String revision, int wanted) {
        Problem problem = new Problem("FailedCreate", "exceeded quota: pods");
        revisions.add(new RevisionState(revision, "hash-of-" + revision, wanted, true, null, LONG_AGO, problem));
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
        return add(pod, Kubelet.RUNNING, Traffic.ON, Gate.CLOSED, new RouterReport.Silent(NOW.minusSeconds(5)));
    }

    Scene running(String pod, RouterReport report) {
        return add(pod, Kubelet.RUNNING, Traffic.ON, Gate.CLOSED, report);
    }

    Scene pending(String pod) {
        return pending(pod, null);
    }

    Scene pending(String pod, @Nullable Problem problem) {
        add(pod, Kubelet.PENDING, Traffic.ON, Gate.CLOSED, new RouterReport.Silent(NOW.minusSeconds(5)));
        pods.add(PodStates.withProblem(pods.removeLast(), problem));
        return this;
    }

    /** It was open and its container crashed. */
    Scene crashed(String pod) {
        return add(pod, Kubelet.STOPPED, Traffic.ON, Gate.OPEN, new RouterReport.Silent(NOW.minusSeconds(5)));
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

    Scene retired(String pod, Kubelet kubelet, RouterReport report) {
        return retired(pod, kubelet, report, LATER);
    }

    Scene retired(String pod, Kubelet kubelet, RouterReport report, @Nullable Instant deadline) {
        return add(pod, kubelet, new Traffic.Off(NOW.minusSeconds(60), deadline), Gate.OPEN, report);
    }

    /** The pod that was added last is marked. */
    Scene marked() {
        PodState last = pods.removeLast();
        Traffic.Off off = last.traffic() instanceof Traffic.Off before ? before : new Traffic.Off(NOW, null);
        pods.add(PodStates.marked(last, off));
        return this;
    }

    Scene createdAt(Instant created) {
        PodState it = pods.removeLast();
        pods.add(new PodState(
                it.name(),
                it.revision(),
                created,
                it.scheduled(),
                it.kubelet(),
                created,
                it.terminating(),
                it.traffic(),
                it.gate(),
                it.marked(),
                it.problem(),
                it.router()));
        return this;
    }

    /** The pod that was added last is being deleted. */
    Scene terminating() {
        pods.add(PodStates.terminating(pods.removeLast()));
        return this;
    }

    private Scene add(String pod, Kubelet kubelet, Traffic traffic, Gate gate, RouterReport report) {
        Instant created = NOW.minusSeconds(20);
        pods.add(new PodState(
                pod, revisionOf(pod), created, true, kubelet, created, false, traffic, gate, false, null, report));
        return this;
    }

    static RouterReport serving(String pod, int inFlight) {
        return report(pod, Phase.SERVING, inFlight, null);
    }

    static RouterReport report(String pod, Phase phase, int inFlight, @Nullable Instant deadline) {
        Instant began = NOW.minusSeconds(60);
        return new RouterReport.Answered(new RouterStatus(
                "test",
                revisionOf(pod),
                "hash-of-" + revisionOf(pod),
                phase,
                LONG_AGO,
                new InFlight(0, inFlight, 0),
                phase == Phase.SERVING
                        ? null
                        : new RouterStatus.Drain("rollout", began, began.plusSeconds(10), deadline, List.of(), 0),
                Map.of(),
                null));
    }

    private static String revisionOf(String pod) {
        return pod.substring(0, pod.lastIndexOf('-'));
    }

    Observed observed() {
        return new Observed(revisions, pods);
    }
}
