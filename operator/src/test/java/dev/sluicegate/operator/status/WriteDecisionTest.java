package dev.sluicegate.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.rollout.Step.Verdict;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WriteDecisionTest {
    private static final Instant THEN = StatusInputs.NOON.plusSeconds(60);

    @Test
    void theFirstStatusIsWrittenAtOnce() {
        assertThat(WriteDecision.isDue(null, steady(0), Instant.MIN, THEN)).isTrue();
    }

    @Test
    void nothingNewIsNeverWritten() {
        RouterGatewayStatus before = steady(1);
        RouterGatewayStatus after = before(before, steady(1));

        assertThat(WriteDecision.isDue(before, after, THEN, THEN.plusSeconds(3600)))
                .isFalse();
    }

    @Test
    void countsOfASteadyGatewayAreWrittenEveryHalfMinute() {
        assertThat(WriteDecision.isDue(steady(1), steady(2), THEN, THEN.plusSeconds(29)))
                .isFalse();
        assertThat(WriteDecision.isDue(steady(1), steady(2), THEN, THEN.plusSeconds(30)))
                .isTrue();
    }

    @Test
    void countsOfARollAreWrittenSooner() {
        assertThat(WriteDecision.isDue(rolling(1, "3 left"), rolling(2, "2 left"), THEN, THEN.plusSeconds(9)))
                .isFalse();
        assertThat(WriteDecision.isDue(rolling(1, "3 left"), rolling(2, "2 left"), THEN, THEN.plusSeconds(10)))
                .isTrue();
    }

    /** One request is left, and its age is what a person looks for. */
    @Test
    void aChangedSentenceOfARollIsWrittenThoughNoNumberHasChanged() {
        assertThat(WriteDecision.isDue(rolling(1, "for 12 s"), rolling(1, "for 22 s"), THEN, THEN.plusSeconds(10)))
                .isTrue();
    }

    @Test
    void theLongerARollTakesTheLessOftenItIsWritten() {
        assertThat(isDueAfter(Duration.ofMinutes(3), Duration.ofSeconds(29))).isFalse();
        assertThat(isDueAfter(Duration.ofMinutes(3), Duration.ofSeconds(31))).isTrue();
        assertThat(isDueAfter(Duration.ofHours(3), Duration.ofSeconds(59))).isFalse();
        assertThat(isDueAfter(Duration.ofHours(3), Duration.ofSeconds(60))).isTrue();
    }

    /** Whether a roll that has been busy for so long is written again after this silence. */
    private static boolean isDueAfter(Duration busyFor, Duration silence) {
        Instant now = THEN.plus(busyFor);
        return WriteDecision.isDue(rolling(1, "3 left"), rolling(2, "2 left"), now.minus(silence), now);
    }

    @Test
    void aChangedSentenceOfASteadyGatewayIsWrittenEveryHalfMinute() {
        assertThat(WriteDecision.isDue(stuck("quota 4 of 4"), stuck("quota 5 of 5"), THEN, THEN.plusSeconds(29)))
                .isFalse();
        assertThat(WriteDecision.isDue(stuck("quota 4 of 4"), stuck("quota 5 of 5"), THEN, THEN.plusSeconds(30)))
                .isTrue();
    }

    @Test
    void aNumberThatTellsNothingElseIsNotWrittenForItself() {
        assertThat(WriteDecision.isDue(steady(100), steady(150), THEN, THEN.plusSeconds(3600)))
                .isFalse();
        assertThat(WriteDecision.isDue(steady(100), steady(200), THEN, THEN.plusSeconds(3600)))
                .isTrue();
        assertThat(WriteDecision.isDue(steady(1), steady(0), THEN, THEN.plusSeconds(3600)))
                .isTrue();
    }

    @Test
    void whatHappensIsWrittenAtOnce() {
        assertThat(WriteDecision.isDue(steady(1), rolling(1, "rolling"), THEN, THEN))
                .isTrue();
        assertThat(WriteDecision.isDue(
                        rolling(1, "x"),
                        base().draining("llm-a", "new", 1, 0)
                                .decided(new Verdict.Rolling(), "x")
                                .status(),
                        THEN,
                        THEN))
                .isTrue();
    }

    private static RouterGatewayStatus before(RouterGatewayStatus before, RouterGatewayStatus after) {
        assertThat(after).isEqualTo(before);
        return after;
    }

    private static RouterGatewayStatus steady(int inFlight) {
        return base().open("llm-a", "new", inFlight).status();
    }

    private static RouterGatewayStatus rolling(int inFlight, String sentence) {
        return base().open("llm-a", "new", inFlight)
                .decided(new Verdict.Rolling(), sentence)
                .status();
    }

    private static RouterGatewayStatus stuck(String sentence) {
        return base().open("llm-a", "new", 1)
                .decided(new Verdict.Stalled("QuotaExceeded"), sentence)
                .status();
    }

    private static StatusInputs base() {
        return new StatusInputs().revision("new", StatusInputs.NOON);
    }
}
