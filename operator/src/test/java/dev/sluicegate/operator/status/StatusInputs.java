package dev.sluicegate.operator.status;

import dev.sluicegate.operator.Gateways;
import dev.sluicegate.operator.api.RestartTokens;
import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.model.Acceptance;
import dev.sluicegate.operator.model.Accepted;
import dev.sluicegate.operator.model.Refusal;
import dev.sluicegate.operator.model.SecretHashes;
import dev.sluicegate.operator.model.Undo;
import dev.sluicegate.operator.rollout.Observed;
import dev.sluicegate.operator.rollout.PodState;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.operator.rollout.PodStates;
import dev.sluicegate.operator.rollout.Problem;
import dev.sluicegate.operator.rollout.RevisionState;
import dev.sluicegate.operator.rollout.RouterCrashes;
import dev.sluicegate.operator.rollout.Seat;
import dev.sluicegate.operator.rollout.Step;
import dev.sluicegate.operator.rollout.Step.Verdict;
import dev.sluicegate.operator.rollout.Traffic;
import dev.sluicegate.operator.rollout.WatchdogReport;
import dev.sluicegate.operator.status.StatusMaker.StatusInput;
import dev.sluicegate.router.adminapi.RouterStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Builds the input of a status: three pods are wanted, of revision {@code new}, accepted at {@link #NOON}. */
final class StatusInputs {
    static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private Verdict verdict = new Verdict.Converged();
    private String sentence = "nothing to do";
    private boolean deleting;
    private @Nullable Refusal refusal;
    private Optional<Refusal> trouble = Optional.empty();
    private Set<String> warm = Set.of();
    private @Nullable RouterGatewayStatus previous;
    private Instant now = NOON.plusSeconds(60);
    private final List<Seat> seats = new ArrayList<>();
    private final List<RevisionState> revisions = new ArrayList<>();
    private final Map<String, Long> cuts = new HashMap<>();

    StatusInputs decided(Verdict decision, String saying) {
        verdict = decision;
        sentence = saying;
        return this;
    }

    StatusInputs deleted() {
        deleting = true;
        return this;
    }

    StatusInputs refused(Refusal why) {
        refusal = why;
        return this;
    }

    StatusInputs hindered(Refusal why) {
        trouble = Optional.of(why);
        return this;
    }

    StatusInputs after(RouterGatewayStatus status) {
        previous = status;
        return this;
    }

    /** The rollout keeps these pods. */
    StatusInputs keepingWarm(String... pods) {
        warm = Set.of(pods);
        return this;
    }

    StatusInputs at(Instant instant) {
        now = instant;
        return this;
    }

    StatusInputs revision(String name, @Nullable Instant provenAt) {
        revisions.add(new RevisionState(
                name, "config-" + name, 0, provenAt, null, null, RestartTokens.NONE, List.of(), NOON));
        return this;
    }

    StatusInputs open(String name, String revision, int inFlight) {
        return pod(name, revision, PodState.Kubelet.READY, Traffic.ON, null, serving(revision, inFlight));
    }

    StatusInputs broken(String name, String revision, Problem problem) {
        return pod(name, revision, PodState.Kubelet.PENDING, Traffic.ON, problem, new RouterReport.Silent(NOON));
    }

    /** Its router has taken its config, and says why it does not serve yet. */
    StatusInputs starting(String name, String revision, String problem) {
        RouterStatus status = PodStates.starting(revision, "config-" + revision, NOON, problem);
        return pod(name, revision, PodState.Kubelet.RUNNING, Traffic.ON, null, new RouterReport.Answered(status));
    }

    StatusInputs draining(String name, String revision, int inFlight, long cut) {
        cuts.put(name, cut);
        RouterStatus.Phase phase = inFlight == 0 ? RouterStatus.Phase.DRAINED : RouterStatus.Phase.DRAINING;
        return pod(
                name,
                revision,
                PodState.Kubelet.RUNNING,
                new Traffic.Off(NOON),
                null,
                answered(revision, phase, inFlight));
    }

    /** @param ages of the streams that its drain waits for, in seconds */
    StatusInputs blocked(String name, int more, int... ages) {
        List<RouterStatus.Blocker> blockers = IntStream.of(ages)
                .mapToObj(it -> new RouterStatus.Blocker("id-" + it, "fast", true, it * 1000L, 10))
                .toList();
        RouterStatus.Drain drain = new RouterStatus.Drain("rollout", NOON, NOON, null, blockers, more);
        RouterStatus status = new RouterStatus(
                "1",
                "old",
                "config-old",
                RouterStatus.Phase.DRAINING,
                NOON,
                new RouterStatus.InFlight(0, ages.length + more, 0),
                drain,
                Map.of(),
                null,
                null);
        return pod(
                name, "old", PodState.Kubelet.RUNNING, new Traffic.Off(NOON), null, new RouterReport.Answered(status));
    }

    StatusInputs silentlyLeaving(String name, String revision) {
        return pod(
                name, revision, PodState.Kubelet.RUNNING, new Traffic.Off(NOON), null, new RouterReport.Silent(NOON));
    }

    /** The router of the pod that was added last has ended, the last time without a word. */
    StatusInputs crashed(int count, String last) {
        Seat seat = seats.removeLast();
        PodState it = seat.pods().getFirst();
        return pod(
                it.name(),
                it.revision(),
                it.kubelet(),
                it.traffic(),
                it.problem(),
                new RouterCrashes(count, last),
                it.router());
    }

    RouterGatewayStatus status() {
        return StatusMaker.make(build());
    }

    StatusInput build() {
        Accepted accepted = new Accepted(
                Gateways.spec(Gateways.SPEC),
                "router:1",
                new SecretHashes("hash", "", ""),
                "salt",
                "new",
                NOON,
                0,
                "",
                "",
                Undo.NONE);
        Acceptance.Verdict acceptance = refusal == null
                ? new Acceptance.Verdict.InForce(accepted, Gateways.valid(accepted.spec()), List.of(), Map.of())
                : new Acceptance.Verdict.BeforeInForce(accepted, Gateways.valid(accepted.spec()), refusal);
        return new StatusInput(
                "llm",
                7,
                deleting,
                acceptance,
                trouble,
                3,
                new Observed(revisions, seats),
                new Step(List.of(), verdict, sentence, warm, WatchdogReport.NONE, Optional.empty()),
                cuts,
                previous,
                now);
    }

    private StatusInputs pod(
            String name,
            String revision,
            PodState.Kubelet kubelet,
            Traffic traffic,
            @Nullable Problem problem,
            RouterReport report) {
        return pod(name, revision, kubelet, traffic, problem, RouterCrashes.NONE, report);
    }

    private StatusInputs pod(
            String name,
            String revision,
            PodState.Kubelet kubelet,
            Traffic traffic,
            @Nullable Problem problem,
            RouterCrashes crashes,
            RouterReport report) {
        PodState pod = new PodState(
                name,
                revision,
                NOON,
                true,
                false,
                kubelet,
                NOON,
                false,
                traffic,
                PodState.Gate.ABSENT,
                null,
                problem,
                crashes,
                report);
        int number = seats.size() + 1;
        seats.add(new Seat(
                Seat.idOf(revision, number), revision, number, 1, traffic, false, 1, true, NOON, null, List.of(pod)));
        return this;
    }

    private static RouterReport serving(String revision, int inFlight) {
        return answered(revision, RouterStatus.Phase.SERVING, inFlight);
    }

    private static RouterReport answered(String revision, RouterStatus.Phase phase, int inFlight) {
        return new RouterReport.Answered(new RouterStatus(
                "1",
                revision,
                "config-" + revision,
                phase,
                NOON,
                new RouterStatus.InFlight(0, inFlight, inFlight == 0 ? 0 : 61_500),
                null,
                Map.of(),
                null,
                null));
    }
}
