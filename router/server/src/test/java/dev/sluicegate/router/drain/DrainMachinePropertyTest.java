package dev.sluicegate.router.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.drain.DrainMachine.Load;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is asked for in whatever order, at any time. */
class DrainMachinePropertyTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    record Event(int what, int afterMillis, int inFlight, int deadlineInMillis) {}

    @Provide
    Arbitrary<List<Event>> events() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 8),
                        Arbitraries.integers().between(0, 5_000),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(-1_000, 20_000))
                .as(Event::new)
                .list()
                .ofMaxSize(40);
    }

    @Property
    void neverDrainsEarlyNeverCutsBeforeItsDeadlineAndAlwaysEnds(@ForAll("events") List<Event> events) {
        DrainMachine machine = new DrainMachine(Duration.ofSeconds(3), Duration.ofSeconds(9));
        Instant now = START;
        Instant firstTermination = null;
        for (Event event : events) {
            now = now.plusMillis(event.afterMillis());
            DrainPhase before = machine.phase();
            Load load = new Load(event.inFlight(), event.inFlight());
            List<DrainAction> actions = switch (event.what()) {
                case 0 -> machine.start("a", now.plusMillis(event.deadlineInMillis()), null, now);
                case 1 -> machine.start("b", null, 1L, now);
                case 2 -> machine.awaitTermination("c", now);
                case 3 -> machine.terminate("d", now);
                case 4 -> machine.reopen();
                default -> machine.advance(now, load);
            };
            check(machine, before, actions, now, load);
            if (machine.isTerminating() && firstTermination == null) {
                firstTermination = now;
            }
        }
        if (firstTermination != null) {
            // by then at the latest everything is over: the budget, then the time that notices take
            Instant end = firstTermination
                    .plusSeconds(9)
                    .plus(DrainMachine.CUTTING_TAKES)
                    .plusSeconds(60);
            Load stuck = new Load(1, 1);
            machine.advance(end, stuck);
            machine.advance(end, stuck);
            machine.advance(end.plus(DrainMachine.CUTTING_TAKES), stuck);
            assertThat(machine.phase()).isEqualTo(DrainPhase.DRAINED);
        }
    }

    private static void check(
            DrainMachine machine, DrainPhase before, List<DrainAction> actions, Instant now, Load load) {
        Drain drain = machine.drain();
        assertThat(drain == null).isEqualTo(machine.phase() == DrainPhase.OPEN);
        if (actions.contains(new DrainAction.Cut())) {
            assertThat(Objects.requireNonNull(drain).deadline()).isBeforeOrEqualTo(now);
            assertThat(load.inFlight()).isPositive();
        }
        if (before != DrainPhase.DRAINED && machine.phase() == DrainPhase.DRAINED) {
            assertThat(before == DrainPhase.CUTTING || load.inFlight() == 0).isTrue();
            assertThat(before).isNotEqualTo(DrainPhase.SETTLING);
        }
        if (!before.accepts() && machine.phase().accepts()) {
            assertThat(actions).contains(new DrainAction.StartAccepting());
        }
        if (before.accepts() && !machine.phase().accepts()) {
            assertThat(actions).contains(new DrainAction.StopAccepting());
        }
    }
}
