package dev.sluicegate.router.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.drain.DrainAction.Cut;
import dev.sluicegate.router.drain.DrainAction.Finish;
import dev.sluicegate.router.drain.DrainAction.Report;
import dev.sluicegate.router.drain.DrainAction.StartAccepting;
import dev.sluicegate.router.drain.DrainAction.StopAccepting;
import dev.sluicegate.router.drain.DrainAction.TellConnections;
import dev.sluicegate.router.drain.DrainMachine.Load;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DrainMachineTest {
    private static final Load NOTHING = new Load(0, 0);
    private static final Load A_STREAM = new Load(1, 1);
    private static final Load A_CONNECTION = new Load(0, 1);
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final DrainMachine machine = new DrainMachine(Duration.ofSeconds(10), Duration.ofSeconds(60));

    @Test
    void probesHearOfADrainOneSecondBeforeItHasSettled() {
        assertThat(machine.isReady(at(0))).isTrue();
        machine.start("rollout", null, null, at(0));
        assertThat(machine.isReady(at(8))).isTrue();
        assertThat(machine.isReady(at(9))).isFalse();
        machine.reopen();
        assertThat(machine.isReady(at(9))).isTrue();
    }

    @Test
    void anIdleRouterIsDrainedWhenItHasSettled() {
        assertThat(machine.start("rollout", null, null, at(0)))
                .containsExactly(new TellConnections(DrainPhase.SETTLING));
        assertThat(machine.advance(at(9), NOTHING)).isEmpty();
        assertThat(machine.nextWake()).isEqualTo(at(10));
        assertThat(machine.advance(at(10), NOTHING))
                .containsExactly(new StopAccepting(), new TellConnections(DrainPhase.FINISHING));
        assertThat(machine.advance(at(10), NOTHING))
                .containsExactly(new TellConnections(DrainPhase.DRAINED), new Finish());
        assertThat(machine.advance(at(11), NOTHING)).isEmpty();
    }

    @Test
    void waitsForWhatIsInFlightWithoutAClockOfItsOwn() {
        settled(null);

        assertThat(machine.advance(at(100_000), A_STREAM)).containsExactly(new Report());
        assertThat(machine.advance(at(100_001), A_CONNECTION)).isEmpty();
        assertThat(machine.advance(at(100_002), NOTHING)).contains(new Finish());
    }

    @Test
    void saysEveryThirtySecondsWhatItWaitsFor() {
        settled(at(95)); // it began at 0

        assertThat(machine.advance(at(29), A_STREAM)).isEmpty();
        assertThat(machine.nextWake()).isEqualTo(at(30));
        assertThat(machine.advance(at(30), A_STREAM)).containsExactly(new Report());
        assertThat(machine.advance(at(31), A_STREAM)).isEmpty();
        assertThat(machine.advance(at(60), A_STREAM)).containsExactly(new Report());
        assertThat(machine.nextWake()).isEqualTo(at(90));
        assertThat(machine.advance(at(90), A_STREAM)).containsExactly(new Report());
        assertThat(machine.nextWake()).isEqualTo(at(95));
        assertThat(machine.advance(at(95), A_STREAM)).contains(new Cut()).doesNotContain(new Report());
    }

    @Test
    void saysNothingMoreWhenItIsOverAndBeginsToCountAnewWithTheNextDrain() {
        settled(null);
        machine.advance(at(20), NOTHING);
        assertThat(machine.advance(at(40), NOTHING)).isEmpty();

        machine.reopen();
        machine.start("rollout", null, null, at(50));
        assertThat(machine.advance(at(60), A_STREAM)).doesNotContain(new Report());
        assertThat(machine.advance(at(80), A_STREAM)).contains(new Report());
    }

    @Test
    void cutsAtTheDeadlineAndEndsEvenIfTheNoticeCannotBeWritten() {
        settled(at(30));

        assertThat(machine.advance(at(29), A_STREAM)).isEmpty();
        assertThat(machine.advance(at(30), A_STREAM))
                .containsExactly(new Cut(), new TellConnections(DrainPhase.CUTTING));
        assertThat(machine.advance(at(31), A_STREAM)).isEmpty();
        assertThat(machine.nextWake()).isEqualTo(at(32));
        assertThat(machine.advance(at(32), A_STREAM))
                .containsExactly(new TellConnections(DrainPhase.DRAINED), new Finish());
    }

    @Test
    void aDeadlineBeforeTheEndOfSettlingEndsSettling() {
        machine.start("hurry", at(3), null, at(0));

        assertThat(machine.nextWake()).isEqualTo(at(3));
        assertThat(machine.advance(at(3), A_STREAM)).contains(new StopAccepting());
        assertThat(machine.advance(at(3), A_STREAM)).contains(new Cut());
    }

    @Test
    void askingAgainReplacesTheDeadlineAndNothingElse() {
        machine.start("rollout", at(30), null, at(0));

        assertThat(machine.start("rollout", at(30), null, at(1))).isEmpty();
        assertThat(machine.start("rollout", at(40), 5L, at(2))).isEmpty();
        assertThat(machine.drain()).isEqualTo(new Drain("rollout", at(0), at(10), at(40), null, 5L));
    }

    @Test
    void terminationHasOneDeadlineHoweverOftenItIsAskedFor() {
        machine.awaitTermination("preStop", at(0));
        machine.awaitTermination("preStop", at(5));
        machine.terminate("SIGTERM", at(7));
        machine.terminate("SIGTERM", at(9));

        assertThat(deadline()).isEqualTo(at(60));
        assertThat(machine.isTerminating()).isTrue();
    }

    @Test
    void terminationBoundsADrainThatHadNoDeadlineOrALaterOne() {
        machine.start("rollout", null, null, at(0));
        machine.awaitTermination("preStop", at(5));

        assertThat(deadline()).isEqualTo(at(65));
        machine.start("rollout", at(300), null, at(6));
        assertThat(deadline()).isEqualTo(at(65));
        machine.start("rollout", at(20), null, at(6));
        assertThat(deadline()).isEqualTo(at(20));
    }

    @Test
    void terminationOfADrainedRouterEndsAtOnce() {
        settled(null);
        machine.advance(at(11), NOTHING);

        assertThat(machine.terminate("SIGTERM", at(100))).containsExactly(new Finish());
        assertThat(machine.terminate("SIGTERM", at(101))).isEmpty();
    }

    @Test
    void opensAgainWithItsListenerIfThatWasClosed() {
        machine.start("rollout", null, null, at(0));
        assertThat(machine.reopen()).containsExactly(new TellConnections(DrainPhase.OPEN), new Finish());
        assertThat(machine.drain()).isNull();

        settled(null);
        assertThat(machine.reopen())
                .containsExactly(new StartAccepting(), new TellConnections(DrainPhase.OPEN), new Finish());
        assertThat(machine.reopen()).isEmpty();
    }

    @Test
    void doesNotOpenAgainWhenTheProcessIsEnding() {
        machine.terminate("SIGTERM", at(0));

        assertThat(machine.reopen()).isEmpty();
        assertThat(machine.phase()).isEqualTo(DrainPhase.SETTLING);
    }

    private void settled(@Nullable Instant deadline) {
        machine.start("rollout", deadline, null, at(0));
        machine.advance(at(10), A_STREAM);
    }

    private Instant deadline() {
        return Objects.requireNonNull(Objects.requireNonNull(machine.drain()).deadline());
    }

    private static Instant at(long seconds) {
        return START.plusSeconds(seconds);
    }
}
