package dev.sluicegate.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.model.Refusal;
import dev.sluicegate.operator.reason.Reason;
import dev.sluicegate.operator.rollout.Step.Verdict;
import dev.sluicegate.operator.status.Ending.CutReason;
import dev.sluicegate.operator.status.Ending.DrainOutcome;
import dev.sluicegate.operator.status.Ending.RolloutOutcome;
import dev.sluicegate.operator.status.StatusMaker.StatusInput;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EndingsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void nothingEndsTwice() {
        GatewayLook rolling = look(rolling().draining("llm-a", "old", 0, 2));

        assertThat(Endings.between(rolling, rolling)).isEmpty();
    }

    @Test
    void aRolloutEndsWhenItsRevisionIsProven() {
        assertThat(endings(rolling(), proven().open("llm-b", "new", 1)))
                .containsExactly(new Ending.OfRollout(RolloutOutcome.PROVEN, MINUTE));
    }

    @Test
    void aRolloutEndsWhenItsRevisionHasFailed() {
        StatusInputs rolledBack = new StatusInputs()
                .revision("old", StatusInputs.NOON)
                .revision("new", null)
                .decided(new Verdict.RolledBack("new"), "…");

        assertThat(endings(rolling(), rolledBack))
                .containsExactly(new Ending.OfRollout(RolloutOutcome.ROLLED_BACK, MINUTE));
    }

    @Test
    void aRolloutEndsWhenItsGatewayIsDeleted() {
        assertThat(endings(rolling(), rolling().deleted()))
                .containsExactly(new Ending.OfRollout(RolloutOutcome.SUPERSEDED, MINUTE));
    }

    @Test
    void aRolloutThatIsHinderedHasNotEnded() {
        assertThat(endings(rolling(), rolling().hindered(new Refusal(Reason.MissingRights, "…"))))
                .isEmpty();
    }

    @Test
    void aPodThatWasEmptyHasDrained() {
        assertThat(endings(proven().draining("llm-a", "old", 0, 0), proven()))
                .containsExactly(new Ending.OfDrain(DrainOutcome.COMPLETED, MINUTE));
    }

    /** What comes after that is no drain: it is kept for as long as a rollout takes. */
    @Test
    void aDrainOfAPodThatIsKeptWarmEndsWhenItIsEmpty() {
        GatewayLook draining = look(rolling().draining("llm-a", "old", 3, 0));
        GatewayLook warm = look(rolling().draining("llm-a", "old", 0, 0).keepingWarm("llm-a"));

        assertThat(Endings.between(draining, warm)).containsExactly(new Ending.OfDrain(DrainOutcome.COMPLETED, MINUTE));
        assertThat(Endings.between(warm, look(rolling()))).isEmpty();
    }

    @Test
    void aPodThatCutIsToldOfWhenItSaysSoAndWhenItIsGone() {
        GatewayLook draining = look(proven().draining("llm-a", "old", 3, 0));
        GatewayLook cut = look(proven().draining("llm-a", "old", 0, 3));

        assertThat(Endings.between(draining, cut)).containsExactly(new Ending.Cut(CutReason.DRAIN, 3));
        assertThat(Endings.between(cut, look(proven()))).containsExactly(new Ending.OfDrain(DrainOutcome.CUT, MINUTE));
    }

    @Test
    void aPodThatStillCarriedWorkAndIsGoneIsUnaccounted() {
        assertThat(endings(proven().draining("llm-a", "old", 3, 0), proven()))
                .containsExactlyInAnyOrder(
                        new Ending.Unaccounted(), new Ending.OfDrain(DrainOutcome.UNACCOUNTED, MINUTE));
        assertThat(endings(proven().open("llm-b", "new", 1), proven())).containsExactly(new Ending.Unaccounted());
    }

    /** Nobody can say any more whether the streams had ended; its pod may go with or without another router, or be kept warm. */
    @Test
    void aDrainWhoseRouterDiedIsNotCompleted() {
        GatewayLook draining = look(rolling().draining("llm-a", "old", 3, 0));
        GatewayLook died =
                next(draining, rolling().silentlyLeaving("llm-a", "old").crashed(1, "Error"));
        GatewayLook startedAgain =
                next(died, rolling().draining("llm-a", "old", 0, 0).crashed(1, "Error"));
        GatewayLook warm = next(
                startedAgain,
                rolling().draining("llm-a", "old", 0, 0).crashed(1, "Error").keepingWarm("llm-a"));
        Ending unaccounted = new Ending.OfDrain(DrainOutcome.UNACCOUNTED, MINUTE);

        assertThat(Endings.between(draining, died)).containsExactly(new Ending.Unaccounted());
        assertThat(Endings.between(died, look(rolling()))).containsExactly(unaccounted);
        assertThat(Endings.between(died, startedAgain)).isEmpty();
        assertThat(Endings.between(startedAgain, look(rolling()))).containsExactly(unaccounted);
        assertThat(Endings.between(startedAgain, warm)).containsExactly(unaccounted);
        assertThat(Endings.between(warm, look(rolling()))).isEmpty();
    }

    @Test
    void aRouterThatDiedWhenItHadDrainedOrBeforeTakesNothingFromItsDrain() {
        GatewayLook drained = look(rolling().draining("llm-a", "old", 0, 0));
        GatewayLook died =
                next(drained, rolling().silentlyLeaving("llm-a", "old").crashed(1, "Error"));
        GatewayLook serving = look(rolling().open("llm-b", "old", 1));
        GatewayLook draining =
                next(serving, rolling().draining("llm-b", "old", 1, 0).crashed(1, "Error"));
        GatewayLook empty =
                next(draining, rolling().draining("llm-b", "old", 0, 0).crashed(1, "Error"));
        Ending completed = new Ending.OfDrain(DrainOutcome.COMPLETED, MINUTE);

        assertThat(Endings.between(died, look(rolling()))).containsExactly(completed);
        assertThat(Endings.between(empty, look(rolling()))).containsExactly(completed);
    }

    /** One that is kept warm can have cut too, at its drain's deadline. */
    @Test
    void aDrainThatCutIsNotCompletedWhenItsPodIsKeptWarm() {
        GatewayLook draining = look(rolling().draining("llm-a", "old", 3, 0));
        GatewayLook warm =
                next(draining, rolling().draining("llm-a", "old", 0, 3).keepingWarm("llm-a"));

        assertThat(Endings.between(draining, warm))
                .containsExactlyInAnyOrder(
                        new Ending.Cut(CutReason.DRAIN, 3), new Ending.OfDrain(DrainOutcome.CUT, MINUTE));
    }

    /** The status before is all that an operator knows that has just begun to look: not how long a drain took. */
    @Test
    void whatEndedWhileNobodyLookedIsToldAsFarAsItIsKnown() {
        StatusInput input = proven().after(
                        rolling().draining("llm-a", "old", 0, 0).status())
                .build();
        GatewayLook before = GatewayLook.before(input);

        assertThat(Endings.between(before, GatewayLook.of(input, StatusMaker.make(input), before)))
                .containsExactly(new Ending.OfRollout(RolloutOutcome.PROVEN, MINUTE));
    }

    @Test
    void podsAreCountedByPhaseAndConditionsByWhetherTheyAreTrue() {
        GatewayLook look = look(rolling().draining("llm-a", "old", 1, 0).open("llm-b", "new", 0));

        assertThat(look.phases())
                .containsOnly(
                        Map.entry("warming", 0L),
                        Map.entry("open", 1L),
                        Map.entry("draining", 1L),
                        Map.entry("drained", 0L),
                        Map.entry("warm", 0L));
        assertThat(look.conditions()).containsEntry("Draining", true).containsEntry("Stalled", false);
    }

    private static List<Ending> endings(StatusInputs before, StatusInputs after) {
        return Endings.between(look(before), look(after));
    }

    private static GatewayLook look(StatusInputs inputs) {
        StatusInput input = inputs.build();
        return GatewayLook.of(input, StatusMaker.make(input), GatewayLook.before(input));
    }

    private static GatewayLook next(GatewayLook before, StatusInputs inputs) {
        StatusInput input =
                inputs.after(Objects.requireNonNull(before.status())).build();
        return GatewayLook.of(input, StatusMaker.make(input), before);
    }

    private static StatusInputs rolling() {
        return new StatusInputs()
                .revision("old", StatusInputs.NOON)
                .revision("new", null)
                .decided(new Verdict.Rolling(), "…");
    }

    private static StatusInputs proven() {
        return new StatusInputs().revision("new", StatusInputs.NOON.plusSeconds(1));
    }
}
