package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.PodState.Gate;
import dev.sluicegate.operator.rollout.PodState.Kubelet;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.adminapi.RouterStatus.RequestTotals;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A pod's state that is changed piece by piece; the static methods change one thing of a copy. */
public final class PodStates {
    private final PodState before;
    private Instant createdAt;
    private boolean scheduled;
    private boolean onLeavingNode;
    private Kubelet kubelet;
    private Instant readyChangedAt;
    private boolean terminating;
    private Traffic traffic;
    private Gate gate;
    private @Nullable Instant syncRequestedAt;
    private @Nullable Problem problem;
    private RouterCrashes crashes;
    private RouterReport router;

    private PodStates(PodState pod) {
        before = pod;
        createdAt = pod.createdAt();
        scheduled = pod.scheduled();
        onLeavingNode = pod.onLeavingNode();
        kubelet = pod.kubelet();
        readyChangedAt = pod.readyChangedAt();
        terminating = pod.terminating();
        traffic = pod.traffic();
        gate = pod.gate();
        syncRequestedAt = pod.syncRequestedAt();
        problem = pod.problem();
        crashes = pod.crashes();
        router = pod.router();
    }

    private PodState state() {
        return new PodState(
                before.name(),
                before.revision(),
                createdAt,
                scheduled,
                onLeavingNode,
                kubelet,
                readyChangedAt,
                terminating,
                traffic,
                gate,
                syncRequestedAt,
                problem,
                crashes,
                router);
    }

    /** The status of a router that has taken its config, and says why it does not serve yet. */
    public static RouterStatus starting(String revision, String configHash, Instant startedAt, String problem) {
        return new RouterStatus(
                "test",
                revision,
                configHash,
                RouterStatus.Phase.STARTING,
                startedAt,
                new RouterStatus.InFlight(0, 0, 0),
                null,
                Map.of(),
                null,
                null,
                null,
                null,
                null,
                problem,
                null);
    }

    static PodState createdAt(PodState pod, Instant created) {
        PodStates copy = new PodStates(pod);
        copy.createdAt = created;
        copy.readyChangedAt = created;
        return copy.state();
    }

    static PodState syncRequested(PodState pod, Instant at) {
        PodStates copy = new PodStates(pod);
        copy.syncRequestedAt = at;
        return copy.state();
    }

    static PodState withRouter(PodState pod, RouterReport router) {
        PodStates copy = new PodStates(pod);
        copy.router = router;
        return copy.state();
    }

    /** The same report of another process. */
    static RouterReport startedAt(RouterReport report, Instant startedAt) {
        return report instanceof RouterReport.Answered(RouterStatus it)
                ? reporting(it, startedAt, it.outcomes(), it.lastConfigError(), it.totals())
                : report;
    }

    /** The same report with other counts. */
    static RouterReport counting(RouterReport report, RequestTotals totals) {
        return report instanceof RouterReport.Answered(RouterStatus it)
                ? reporting(it, it.startedAt(), it.outcomes(), it.lastConfigError(), totals)
                : report;
    }

    /** The same report of a router that sees this of its own health. */
    static RouterReport feeling(RouterReport report, RouterStatus.Vitals vitals) {
        return report instanceof RouterReport.Answered(RouterStatus it)
                ? new RouterReport.Answered(it.with(vitals))
                : report;
    }

    /** The same report of a router that has cut nothing and refused nothing. */
    static RouterReport innocent(RouterReport report) {
        return report instanceof RouterReport.Answered(RouterStatus it)
                ? reporting(it, it.startedAt(), Map.of(), null, it.totals())
                : report;
    }

    /** The same report of a router that runs another config, and may have refused a later one. */
    static RouterReport running(RouterReport report, String revision, int generation, @Nullable String error) {
        return report instanceof RouterReport.Answered(RouterStatus it)
                ? new RouterReport.Answered(new RouterStatus(
                        it.version(),
                        it.revision(),
                        SimulatedRouter.hash(revision, generation),
                        it.phase(),
                        it.startedAt(),
                        it.inFlight(),
                        it.drain(),
                        it.outcomes(),
                        error,
                        it.totals(),
                        it.files(),
                        it.refusedFiles(),
                        it.fileProblem(),
                        it.startProblem(),
                        it.vitals()))
                : report;
    }

    /** The same report of a router that has these files in force, and may have refused others. */
    static RouterReport reading(
            RouterReport report, Map<String, String> files, Map<String, String> refused, @Nullable String problem) {
        return report instanceof RouterReport.Answered(RouterStatus it)
                ? new RouterReport.Answered(new RouterStatus(
                        it.version(),
                        it.revision(),
                        it.configHash(),
                        it.phase(),
                        it.startedAt(),
                        it.inFlight(),
                        it.drain(),
                        it.outcomes(),
                        it.lastConfigError(),
                        it.totals(),
                        files,
                        refused,
                        problem,
                        it.startProblem(),
                        it.vitals()))
                : report;
    }

    private static RouterReport reporting(
            RouterStatus it,
            Instant startedAt,
            Map<RouterStatus.Outcome, Long> outcomes,
            @Nullable String lastConfigError,
            @Nullable RequestTotals totals) {
        return new RouterReport.Answered(new RouterStatus(
                it.version(),
                it.revision(),
                it.configHash(),
                it.phase(),
                startedAt,
                it.inFlight(),
                it.drain(),
                outcomes,
                lastConfigError,
                totals,
                it.files(),
                it.refusedFiles(),
                it.fileProblem(),
                it.startProblem(),
                it.vitals()));
    }

    static PodState withKubelet(PodState pod, Kubelet kubelet, Instant now) {
        PodStates copy = new PodStates(pod);
        copy.kubelet = kubelet;
        if ((pod.kubelet() == Kubelet.READY) != (kubelet == Kubelet.READY)) {
            copy.readyChangedAt = now;
        }
        return copy.state();
    }

    static PodState crashed(PodState pod, RouterCrashes crashes) {
        PodStates copy = new PodStates(pod);
        copy.crashes = crashes;
        return copy.state();
    }

    static PodState scheduled(PodState pod) {
        PodStates copy = new PodStates(pod);
        copy.scheduled = true;
        return copy.state();
    }

    static PodState onLeavingNode(PodState pod, boolean leaving) {
        PodStates copy = new PodStates(pod);
        copy.onLeavingNode = leaving;
        return copy.state();
    }

    static PodState terminating(PodState pod) {
        PodStates copy = new PodStates(pod);
        copy.terminating = true;
        return copy.state();
    }

    static PodState withTraffic(PodState pod, Traffic traffic) {
        PodStates copy = new PodStates(pod);
        copy.traffic = traffic;
        return copy.state();
    }

    static PodState withGate(PodState pod, Gate gate) {
        PodStates copy = new PodStates(pod);
        copy.gate = gate;
        return copy.state();
    }

    static PodState withProblem(PodState pod, @Nullable Problem problem) {
        PodStates copy = new PodStates(pod);
        copy.problem = problem;
        return copy.state();
    }
}
