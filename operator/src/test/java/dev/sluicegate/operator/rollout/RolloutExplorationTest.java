package dev.sluicegate.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.rollout.Invariants.Broken;
import dev.sluicegate.operator.rollout.SmallState.Health;
import dev.sluicegate.operator.rollout.SmallWorld.Fault;
import dev.sluicegate.operator.rollout.WatchdogPropertyTest.WatchdogMutant;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every interleaving in small worlds: one or two pods, up to three wishes, at most one fault at any time, and up to two pods that fall ill.
 * A world with more states than {@link #MOST} fails, so what is green here is explored to its end.
 *
 * <p>Too large for that, and left out: one pod that rolls and is rolled back (more than 3,000,000 states), two pods that roll, a roll
 * during which somebody else closes a seat (each more than 600,000), and one that begins after a pod has fallen ill (more than 400,000).
 */
class RolloutExplorationTest {
    private static final int MOST = 600_000;

    /**
     * Nobody evicts by budgets in a small world, nobody is paused, there is room for all, nothing is cut, and there are too few pods for one to be warm while others wait. Time does not pass, so nothing is given up too soon; the only pod of a
     * failed revision is not open, nobody restarts or reloads anything, nor retires a seat or asks for more of it in the operator's place, there is one canary pod for one stable pod, no provider fails everywhere, nobody counts what crashes, and what has erred may be proven. And one remembers what it saw the time before, but an exploration does not go through the states in the order of time.
     */
    private static final Set<Mutant> NOT_EXPECTED = EnumSet.of(
            Mutant.ACTS_ON_A_STALE_VIEW,
            Mutant.ACTS_AFTER_ITS_LEASE,
            Mutant.GIVES_UP_AT_ONCE,
            Mutant.COUNTS_WARM_AS_DRAINING,
            Mutant.KEEPS_TOO_MANY_WARM,
            Mutant.KEEPS_WARM_WITHOUT_ROOM,
            Mutant.KEEPS_OTHERS_WARM,
            Mutant.REOPENS_WHAT_HAS_CUT,
            Mutant.COUNTS_ITS_ABSENCE,
            Mutant.LEAVES_WHAT_FAILED_WITHOUT_WAITING,
            Mutant.OPENS_MORE_THAN_THE_CANARY,
            Mutant.MAKES_WAY_FOR_A_CANARY,
            Mutant.COUNTS_WHAT_WAS_BEFORE_THE_BAKE,
            Mutant.COUNTS_WITHOUT_WHAT_WAS_LOST,
            Mutant.FORGIVES_CRASHES,
            Mutant.FORGETS_CRASHES_WITH_THE_BAKE,
            Mutant.FORGIVES_NO_CRASH,
            Mutant.FAILS_A_CANARY_FOR_A_COMMON_CAUSE,
            Mutant.IGNORES_WHAT_A_CANARY_FAILS,
            Mutant.TAKES_AN_OLD_BAKE_FOR_A_NEW_ONE,
            Mutant.DRAINS_WHAT_IS_FORCED,
            Mutant.LIMITS_WHAT_NO_RESTART_REPLACES,
            Mutant.RESTARTS_TWICE,
            Mutant.RELOADS_UNCHECKED,
            Mutant.COUNTS_THE_OLD_CONFIG,
            Mutant.FORGETS_A_REFUSAL,
            Mutant.REMEMBERS_A_REFUSAL,
            Mutant.TAKES_AN_OLDER_FILE,
            Mutant.COUNTS_THE_OLD_FILES,
            Mutant.REQUESTS_SYNC_FOR_EVER,
            Mutant.CLOSES_WHAT_OTHERS_RETIRED,
            Mutant.CLOSES_WHAT_OTHERS_ENLARGED,
            Mutant.EVICTS_WHAT_DRAINS,
            Mutant.TRUSTS_A_LATE_BUDGET,
            Mutant.EVICTS_WHAT_IS_OPEN);

    @ParameterizedTest
    @MethodSource("worlds")
    void keepsItsPromisesInEveryState(SmallWorld world) {
        int states = Exploration.of(world, Rollout::decide, MOST);

        System.err.printf("explored %,d states: %s%n", states, world);
        assertThat(states).isGreaterThan(100);
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void findsTheMutantsThatShowInSmallWorlds(Mutant mutant) {
        assertThat(forMutants().anyMatch(it -> breaks(it, mutant)))
                .as(mutant.name())
                .isTrue();
    }

    private static boolean breaks(SmallWorld world, Decision mutant) {
        try {
            Exploration.of(world, mutant, MOST);
            return false;
        } catch (Broken broken) {
            return true;
        } catch (Exploration.TooLarge unfinished) {
            return false; // that there is much to see breaks no promise
        }
    }

    static Stream<Mutant> mutants() {
        return EnumSet.complementOf(EnumSet.copyOf(NOT_EXPECTED)).stream();
    }

    @ParameterizedTest
    @EnumSource(
            value = WatchdogMutant.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"HAS_NO_PATIENCE", "JUDGES_ON_LITTLE"})
    void findsTheMutantsOfTheWatchdog(WatchdogMutant mutant) {
        assertThat(sick().anyMatch(it -> breaks(it, mutant))).as(mutant.name()).isTrue();
    }

    static Stream<SmallWorld> worlds() {
        Stream<SmallWorld> rolls = EnumSet.complementOf(EnumSet.of(Fault.SEAT_CLOSED, Fault.NODE_LEAVING)).stream()
                .map(RolloutExplorationTest::roll);
        return Stream.concat(
                Stream.concat(calm(), sick()),
                Stream.concat(
                        rolls,
                        Stream.of(
                                world("one pod, NODE_LEAVING", List.of(want("a", 1)), Fault.NODE_LEAVING),
                                world("two pods, NODE_LEAVING", List.of(want("a", 2)), Fault.NODE_LEAVING),
                                world("one pod, SEAT_CLOSED", List.of(want("a", 1)), Fault.SEAT_CLOSED),
                                world("two pods, CRASH", List.of(want("a", 2)), Fault.CRASH),
                                world(
                                        "one pod, a canary, OPERATOR_DIES",
                                        List.of(want("a", 1), canary("b")),
                                        Fault.OPERATOR_DIES),
                                world("one pod, a canary, CRASH", List.of(want("a", 1), canary("b")), Fault.CRASH))));
    }

    /** The worlds without faults, one with a fault, and one that is too large to be finished but shows early what comes too soon. */
    private static Stream<SmallWorld> forMutants() {
        return Stream.concat(
                calm(),
                Stream.of(
                        roll(Fault.FOREIGN_DRAIN),
                        world("one pod, NODE_LEAVING", List.of(want("a", 1)), Fault.NODE_LEAVING),
                        world("two pods roll to one, unfinished", List.of(want("a", 2), want("b", 1)))));
    }

    private static Stream<SmallWorld> calm() {
        return Stream.of(
                world("one pod, a roll", List.of(want("a", 1), want("b", 1))),
                world("one pod, a roll to what is bad", List.of(want("a", 1), want("bad", 1))),
                world("one pod, a roll to what fails when it serves", List.of(want("a", 1), want("badlate", 1))),
                world("one pod, a canary", List.of(want("a", 1), canary("b"))),
                world("one pod, a canary that errs", List.of(want("a", 1), canary("baderrs"))),
                world("one pod goes and comes back", List.of(want("a", 1), want("a", 0), want("a", 1))),
                world("one pod becomes two", List.of(want("a", 1), want("a", 2))),
                world("one pod becomes two and one again", List.of(want("a", 1), want("a", 2), want("a", 1))),
                world("two pods become one", List.of(want("a", 2), want("a", 1))));
    }

    /** The worlds in which pods fall ill and somebody watches. */
    private static Stream<SmallWorld> sick() {
        Health full = Health.FULL;
        Health hanging = Health.HANGING;
        List<Desired> one = List.of(watched("a", 1, 2));
        List<Desired> two = List.of(watched("a", 2, 2));
        return Stream.of(
                sick("one pod, FULL twice, one may be replaced", List.of(watched("a", 1, 1)), List.of(full, full)),
                idle("two pods, FULL both", two, List.of(full, full)),
                sick("one pod, FULL, OPERATOR_DIES", one, List.of(full), Fault.OPERATOR_DIES),
                sick("one pod, FULL, OTHER_OPERATOR", one, List.of(full), Fault.OTHER_OPERATOR),
                sick("one pod, HANGING, OPERATOR_DIES", one, List.of(hanging), Fault.OPERATOR_DIES),
                sick("two pods, FULL", two, List.of(full)),
                idle("one pod, HANGING twice", one, List.of(hanging, hanging)),
                idle("one pod, FULL, NODE_LEAVING", one, List.of(full), Fault.NODE_LEAVING),
                idle("one pod, a roll, FULL", List.of(watched("a", 1, 2), watched("b", 1, 2)), List.of(full)),
                idle("two pods, HANGING", two, List.of(hanging)));
    }

    private static SmallWorld sick(String name, List<Desired> wishes, List<Health> illnesses, Fault... faults) {
        return new SmallWorld(name, wishes, List.of(faults), illnesses, false);
    }

    private static SmallWorld idle(String name, List<Desired> wishes, List<Health> illnesses, Fault... faults) {
        return new SmallWorld(name + ", nobody sends", wishes, List.of(faults), illnesses, true);
    }

    private static SmallWorld roll(Fault fault) {
        return world("one pod, a roll, " + fault, List.of(want("a", 1), want("b", 1)), fault);
    }

    private static SmallWorld world(String name, List<Desired> wishes, Fault... faults) {
        return new SmallWorld(name, wishes, List.of(faults), List.of(), false);
    }

    private static Desired want(String revision, int replicas) {
        return want(revision, replicas, null, null);
    }

    /** Sick pods of it are replaced, at most so many. */
    private static Desired watched(String revision, int replicas, int maxRestarts) {
        return want(
                revision,
                replicas,
                null,
                new WatchdogRules(Duration.ofSeconds(15), 90, maxRestarts, Duration.ofHours(1)));
    }

    private static Desired canary(String revision) {
        return want(revision, 1, new CanaryRules(1, Duration.ofMinutes(5), 0.05, null, 50, false), null);
    }

    private static Desired want(
            String revision, int replicas, @Nullable CanaryRules canary, @Nullable WatchdogRules watchdog) {
        return new Desired(
                revision,
                0,
                Map.of(),
                Map.of(),
                Scene.NOW,
                Scene.NOW,
                replicas,
                1,
                watchdog == null ? 2 : 1,
                replicas,
                Duration.ofMinutes(10),
                false,
                true,
                canary,
                watchdog,
                null,
                Duration.ZERO,
                RestartLimits.NONE,
                Duration.ofMinutes(5),
                1);
    }
}
