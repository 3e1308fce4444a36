package dev.sluicegate.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.model.Refusal;
import dev.sluicegate.operator.reason.Reason;
import dev.sluicegate.operator.rollout.Step.Verdict;
import dev.sluicegate.operator.status.CountedEvent.CutReason;
import dev.sluicegate.operator.status.CountedEvent.DrainOutcome;
import dev.sluicegate.operator.status.CountedEvent.RolloutOutcome;
import dev.sluicegate.operator.status.StatusMaker.StatusInput;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CountedEventsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void nothingEndsTwice() {
        GatewaySnapshot rolling = snapshot(rolling().draining("llm-a", "old", 0, 2));

        assertThat(CountedEvents.between(rolling, rolling)).isEmpty();
    }

    @Test
    void aRolloutEndsWhenItsRevisionIsProven() {
        assertThat(events(rolling(), proven().open("llm-b", "new", 1)))
                .containsExactly(new CountedEvent.RolloutEnded(RolloutOutcome.PROVEN, MINUTE));
    }

    /** Somebody has written another time into the status. */
    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "", "9999-12-31T23:59:59Z", "-1000000-01-01T00:00:00Z"})
    void aRolloutWhoseBeginningCannotBeTrueEndsAllTheSame(String startedAt) {
        GatewaySnapshot before = snapshot(rolling());
        RouterGatewayStatus status = Serialization.unmarshal(
                Serialization.asJson(before.status())
                        .replaceAll("\"startedAt\":\"[^\"]*\"", "\"startedAt\":\"" + startedAt + "\""),
                RouterGatewayStatus.class);

        assertThat(CountedEvents.between(before.failed(status), snapshot(proven().open("llm-b", "new", 1))))
                .allSatisfy(it ->
                        assertThat(it).isEqualTo(new CountedEvent.RolloutEnded(RolloutOutcome.PROVEN, Duration.ZERO)));
    }

    @Test
    void aRolloutEndsWhenItsRevisionHasFailed() {
        StatusInputs rolledBack = new StatusInputs()
                .revision("old", StatusInputs.NOON)
                .revision("new", null)
                .decided(new Verdict.RolledBack("new"), "…");

        assertThat(events(rolling(), rolledBack))
                .containsExactly(new CountedEvent.RolloutEnded(RolloutOutcome.ROLLED_BACK, MINUTE));
    }

    @Test
    void aRolloutEndsWhenItsGatewayIsDeleted() {
        assertThat(events(rolling(), rolling().deleted()))
                .containsExactly(new CountedEvent.RolloutEnded(RolloutOutcome.SUPERSEDED, MINUTE));
    }

    @Test
    void aRolloutThatIsHinderedHasNotEnded() {
        assertThat(events(rolling(), rolling().hindered(new Refusal(Reason.MissingRights, "…"))))
                .isEmpty();
    }

    @Test
    void aPodThatWasEmptyHasDrained() {
        assertThat(events(proven().draining("llm-a", "old", 0, 0), proven()))
                .containsExactly(new CountedEvent.DrainEnded(DrainOutcome.COMPLETED, MINUTE));
    }

    /** What comes after that is no drain: it is kept for as long as a rollout takes. */
    @Test
    void aDrainOfAPodThatIsKeptWarmEndsWhenItIsEmpty() {
        GatewaySnapshot draining = snapshot(rolling().draining("llm-a", "old", 3, 0));
        GatewaySnapshot warm = snapshot(rolling().draining("llm-a", "old", 0, 0).keepingWarm("llm-a"));

        assertThat(CountedEvents.between(draining, warm))
                .containsExactly(new CountedEvent.DrainEnded(DrainOutcome.COMPLETED, MINUTE));
        assertThat(CountedEvents.between(warm, snapshot(rolling()))).isEmpty();
    }

    @Test
    void aPodThatCutIsToldOfWhenItSaysSoAndWhenItIsGone() {
        GatewaySnapshot draining = snapshot(proven().draining("llm-a", "old", 3, 0));
        GatewaySnapshot cut = snapshot(proven().draining("llm-a", "old", 0, 3));

        assertThat(CountedEvents.between(draining, cut)).containsExactly(new CountedEvent.Cut(CutReason.DRAIN, 3));
        assertThat(CountedEvents.between(cut, snapshot(proven())))
                .containsExactly(new CountedEvent.DrainEnded(DrainOutcome.CUT, MINUTE));
    }

    @Test
    void aPodThatStillCarriedWorkAndIsGoneIsUnaccounted() {
        assertThat(events(proven().draining("llm-a", "old", 3, 0), proven()))
                .containsExactlyInAnyOrder(
                        new CountedEvent.Unaccounted(), new CountedEvent.DrainEnded(DrainOutcome.UNACCOUNTED, MINUTE));
        assertThat(events(proven().open("llm-b", "new", 1), proven())).containsExactly(new CountedEvent.Unaccounted());
    }

    /** Nobody can say any more whether the streams had ended; its pod may go with or without another router, or be kept warm. */
    @Test
    void aDrainWhoseRouterDiedIsNotCompleted() {
        GatewaySnapshot draining = snapshot(rolling().draining("llm-a", "old", 3, 0));
        GatewaySnapshot died =
                next(draining, rolling().silentlyLeaving("llm-a", "old").crashed(1, "Error"));
        GatewaySnapshot startedAgain =
                next(died, rolling().draining("llm-a", "old", 0, 0).crashed(1, "Error"));
        GatewaySnapshot warm = next(
                startedAgain,
                rolling().draining("llm-a", "old", 0, 0).crashed(1, "Error").keepingWarm("llm-a"));
        CountedEvent unaccounted = new CountedEvent.DrainEnded(DrainOutcome.UNACCOUNTED, MINUTE);

        assertThat(CountedEvents.between(draining, died)).containsExactly(new CountedEvent.Unaccounted());
        assertThat(CountedEvents.between(died, snapshot(rolling()))).containsExactly(unaccounted);
        assertThat(CountedEvents.between(died, startedAgain)).isEmpty();
        assertThat(CountedEvents.between(startedAgain, snapshot(rolling()))).containsExactly(unaccounted);
        assertThat(CountedEvents.between(startedAgain, warm)).containsExactly(unaccounted);
        assertThat(CountedEvents.between(warm, snapshot(rolling()))).isEmpty();
    }

    @Test
    void aRouterThatDiedWhenItHadDrainedOrBeforeTakesNothingFromItsDrain() {
        GatewaySnapshot drained = snapshot(rolling().draining("llm-a", "old", 0, 0));
        GatewaySnapshot died =
                next(drained, rolling().silentlyLeaving("llm-a", "old").crashed(1, "Error"));
        GatewaySnapshot serving = snapshot(rolling().open("llm-b", "old", 1));
        GatewaySnapshot draining =
                next(serving, rolling().draining("llm-b", "old", 1, 0).crashed(1, "Error"));
        GatewaySnapshot empty =
                next(draining, rolling().draining("llm-b", "old", 0, 0).crashed(1, "Error"));
        CountedEvent completed = new CountedEvent.DrainEnded(DrainOutcome.COMPLETED, MINUTE);

        assertThat(CountedEvents.between(died, snapshot(rolling()))).containsExactly(completed);
        assertThat(CountedEvents.between(empty, snapshot(rolling()))).containsExactly(completed);
    }

    /** One that is kept warm can have cut too, at its drain's deadline. */
    @Test
    void aDrainThatCutIsNotCompletedWhenItsPodIsKeptWarm() {
        GatewaySnapshot draining = snapshot(rolling().draining("llm-a", "old", 3, 0));
        GatewaySnapshot warm =
                next(draining, rolling().draining("llm-a", "old", 0, 3).keepingWarm("llm-a"));

        assertThat(CountedEvents.between(draining, warm))
                .containsExactlyInAnyOrder(
                        new CountedEvent.Cut(CutReason.DRAIN, 3),
                        new CountedEvent.DrainEnded(DrainOutcome.CUT, MINUTE));
    }

    /** The status before is all that an operator knows that has just begun to snapshot: not how long a drain took. */
    @Test
    void whatEndedWhileNobodyLookedIsToldAsFarAsItIsKnown() {
        StatusInput input = proven().after(
                        rolling().draining("llm-a", "old", 0, 0).status())
                .build();
        GatewaySnapshot before = GatewaySnapshot.before(input);

        assertThat(CountedEvents.between(before, GatewaySnapshot.of(input, StatusMaker.make(input), before)))
                .containsExactly(new CountedEvent.RolloutEnded(RolloutOutcome.PROVEN, MINUTE));
    }

    @Test
    void podsAreCountedByPhaseAndConditionsByWhetherTheyAreTrue() {
        GatewaySnapshot snapshot =
                snapshot(rolling().draining("llm-a", "old", 1, 0).open("llm-b", "new", 0));

        assertThat(snapshot.phases())
                .containsOnly(
                        Map.entry("warming", 0L),
                        Map.entry("open", 1L),
                        Map.entry("draining", 1L),
                        Map.entry("drained", 0L),
                        Map.entry("warm", 0L));
        assertThat(snapshot.conditions()).containsEntry("Draining", true).containsEntry("Stalled", false);
    }

    private static List<CountedEvent> events(StatusInputs before, StatusInputs after) {
        return CountedEvents.between(snapshot(before), snapshot(after));
    }

    private static GatewaySnapshot snapshot(StatusInputs inputs) {
        StatusInput input = inputs.build();
        return GatewaySnapshot.of(input, StatusMaker.make(input), GatewaySnapshot.before(input));
    }

    private static GatewaySnapshot next(GatewaySnapshot before, StatusInputs inputs) {
        StatusInput input =
                inputs.after(Objects.requireNonNull(before.status())).build();
        return GatewaySnapshot.of(input, StatusMaker.make(input), before);
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
