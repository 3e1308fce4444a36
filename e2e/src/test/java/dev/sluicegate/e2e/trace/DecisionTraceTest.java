package dev.sluicegate.e2e.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.api.RestartTokens;
import dev.sluicegate.operator.rollout.Action;
import dev.sluicegate.operator.rollout.Desired;
import dev.sluicegate.operator.rollout.Observed;
import dev.sluicegate.operator.rollout.PodState;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.operator.rollout.RestartLimits;
import dev.sluicegate.operator.rollout.RevisionState;
import dev.sluicegate.operator.rollout.Rollout;
import dev.sluicegate.operator.rollout.RouterCrashes;
import dev.sluicegate.operator.rollout.Seat;
import dev.sluicegate.operator.rollout.Step;
import dev.sluicegate.operator.rollout.TracedDecision;
import dev.sluicegate.operator.rollout.Traffic;
import dev.sluicegate.router.adminapi.RouterStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A trace as an operator writes it has no faults, and one that was tampered with is found. */
class DecisionTraceTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final Desired ONE = new Desired(
            "b",
            0,
            Map.of(),
            Map.of(),
            NOW,
            NOW,
            1,
            1,
            1,
            0,
            Duration.ofMinutes(10),
            false,
            false,
            null,
            null,
            null,
            Duration.ofMinutes(30),
            RestartLimits.NONE,
            Duration.ofMinutes(5),
            5);

    /** A pod of the old revision carries two streams, and one of the new revision is open. */
    private static final TracedDecision RETIREMENT = decided(seats(Traffic.ON, RouterStatus.Phase.SERVING, 2));

    @Test
    void aTraceOfAnOperatorsLogHasNoFaults() {
        String log = "2026-11-27T12:00:00.000Z INFO  OperatorMain started\n" + line(RETIREMENT)
                + "2026-11-27T12:00:00.000Z DEBUG decisions {\"gateway\":\"cut o";

        DecisionTrace trace = DecisionTrace.of(log);

        assertThat(trace.decisions()).containsExactly(RETIREMENT);
        assertThat(RETIREMENT.actions()).hasAtLeastOneElementOfType(Action.RetireSeat.class);
        assertThat(trace.faults()).isEmpty();
    }

    @Test
    void anActionThatWasLeftOutIsFound() {
        assertFault(with(RETIREMENT, List.of()), "but now it is");
    }

    @Test
    void anActionThatWasAddedIsFoundAlsoByThePromiseThatItBreaks() {
        assertFault(with(RETIREMENT, List.of(new Action.CloseSeat("a-1"))), "1: a-1-pod is ended while it is open");
        assertFault(
                with(RETIREMENT, List.of(new Action.Withdraw("a-1", "a-1-pod", NOW))),
                "5: a-1-pod is withdrawn though its seat's template is on");
        assertFault(
                with(RETIREMENT, List.of(new Action.RetireSeat("a-1", NOW), new Action.RetireSeat("b-1", NOW))),
                "3: 2 seats leave and 0 of 1 stay open");
    }

    @Test
    void anObservationThatWasChangedIsFound() {
        TracedDecision closing = decided(seats(new Traffic.Off(NOW.minusSeconds(60)), RouterStatus.Phase.DRAINED, 0));
        assertThat(closing.actions()).contains(new Action.CloseSeat("a-1"));
        List<Seat> carrying = seats(new Traffic.Off(NOW.minusSeconds(60)), RouterStatus.Phase.DRAINING, 3);

        TracedDecision tampered = new TracedDecision(
                closing.gateway(),
                NOW,
                ONE,
                observed(carrying),
                closing.actions(),
                closing.verdict(),
                closing.sentence());

        assertFault(tampered, "but now it is");
        assertFault(tampered, "1: a-1-pod is ended while it carries 3");
    }

    private static void assertFault(TracedDecision tampered, String sentence) {
        assertThat(DecisionTrace.of(line(tampered)).faults()).anyMatch(it -> it.contains(sentence));
    }

    private static String line(TracedDecision decision) {
        return "2026-11-27T12:00:00.000Z DEBUG decisions " + decision.json() + "\n";
    }

    private static TracedDecision with(TracedDecision decision, List<Action> actions) {
        return new TracedDecision(
                decision.gateway(),
                decision.now(),
                decision.desired(),
                decision.observed(),
                actions,
                decision.verdict(),
                decision.sentence());
    }

    private static TracedDecision decided(List<Seat> seats) {
        Step step = Rollout.decide(ONE, observed(seats), NOW);
        return new TracedDecision("ai/llm", NOW, ONE, observed(seats), step.actions(), step.verdict(), step.sentence());
    }

    private static Observed observed(List<Seat> seats) {
        return new Observed(
                List.of(
                        new RevisionState(
                                "a",
                                "hash-a",
                                0,
                                NOW.minusSeconds(900),
                                null,
                                null,
                                RestartTokens.NONE,
                                List.of(),
                                NOW.minusSeconds(900)),
                        new RevisionState(
                                "b",
                                "hash-b",
                                0,
                                null,
                                null,
                                null,
                                RestartTokens.NONE,
                                List.of(),
                                NOW.minusSeconds(90))),
                seats);
    }

    private static List<Seat> seats(Traffic traffic, RouterStatus.Phase phase, int inFlight) {
        return List.of(seat("a", traffic, phase, inFlight), seat("b", Traffic.ON, RouterStatus.Phase.SERVING, 0));
    }

    private static Seat seat(String revision, Traffic traffic, RouterStatus.Phase phase, int inFlight) {
        Instant began = NOW.minusSeconds(80);
        RouterStatus.Drain drain = phase == RouterStatus.Phase.SERVING
                ? null
                : new RouterStatus.Drain(
                        "test", NOW.minusSeconds(60), NOW.minusSeconds(50), NOW.plusSeconds(900), List.of(), 0);
        PodState pod = new PodState(
                revision + "-1-pod",
                revision,
                began,
                true,
                false,
                phase == RouterStatus.Phase.SERVING ? PodState.Kubelet.READY : PodState.Kubelet.RUNNING,
                began,
                false,
                traffic,
                PodState.Gate.OPEN,
                null,
                null,
                RouterCrashes.NONE,
                new RouterReport.Answered(new RouterStatus(
                        "test",
                        revision,
                        "hash-" + revision,
                        phase,
                        began,
                        new RouterStatus.InFlight(0, inFlight, 0),
                        drain,
                        Map.of(),
                        null,
                        null)));
        return new Seat(revision + "-1", revision, 1, 1, traffic, false, 1, true, began, null, List.of(pod));
    }
}
