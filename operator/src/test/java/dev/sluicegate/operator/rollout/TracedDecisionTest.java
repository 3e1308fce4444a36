package dev.sluicegate.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.api.RestartTokens;
import dev.sluicegate.operator.rollout.Step.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A decision is read as it was written. */
class TracedDecisionTest {
    private static final Desired DESIRED = new Desired(
            "b",
            0,
            Map.of("/key", "hash"),
            Map.of("/key", "key key of Secret keys"),
            Scene.NOW,
            Scene.NOW,
            2,
            1,
            2,
            2,
            Duration.ofMinutes(10),
            false,
            true,
            null,
            null,
            null,
            Duration.ofMinutes(30),
            new RestartLimits(RestartTokens.of("a", "b"), Duration.ZERO, null),
            Duration.ofMinutes(5),
            5);

    @Test
    void everyKindOfPartComesBack() {
        Observed observed = Scene.empty()
                .proven("a")
                .failed("b", Scene.NOW)
                .open("a-1", 3)
                .draining("a-2", 1)
                .warming("b-1")
                .pending("b-2", new Problem("ImagePullBackOff", ""))
                .observed();
        TracedDecision decision = new TracedDecision(
                "ai/llm",
                Scene.NOW,
                DESIRED,
                observed,
                List.of(
                        new Action.RetireSeat("a-1", Scene.NOW),
                        new Action.TellDrain("a-1", "a-1", null),
                        new Action.MarkFailed("b", new RevisionState.Failure(Scene.NOW, "ImagePullBackOff", "why")),
                        new Action.CreateSeat("b-2", "b", 2, true)),
                new Verdict.Stalled("ImagePullBackOff"),
                "waits");

        assertThat(TracedDecision.read(decision.json())).isEqualTo(decision);
        assertThat(decision.json()).doesNotContain("\n");
    }
}
