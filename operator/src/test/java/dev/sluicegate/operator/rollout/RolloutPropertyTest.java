package dev.sluicegate.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random histories. The seed of one that breaks a promise stands in the failure: {@code Simulation.run(Scenario.random(seed), …)} repeats it. */
class RolloutPropertyTest {
    private static final long HISTORIES = Long.getLong("sluicegate.histories", 100_000);
    private static final long FIRST = Long.getLong("sluicegate.seed", 0);
    private static final int FOR_MUTANTS = 30_000;
    private static final int THERE_AND_BACK = 1_000;
    private static final int RESTARTS = 10_000;
    private static final int TAMPERED = 10_000;
    private static final int RELOADS = Integer.getInteger("sluicegate.reloads", 3_000);

    @Test
    void keepsItsPromisesInEveryHistory() {
        List<Long> broken = LongStream.range(FIRST, FIRST + HISTORIES)
                .parallel()
                .filter(seed -> Simulation.breaks(Scenario.random(seed), Rollout::decide))
                .limit(3)
                .boxed()
                .toList();

        broken.stream().limit(1).forEach(seed -> Simulation.run(Scenario.random(seed), Rollout::decide));
        assertThat(broken).isEmpty();
        LongStream.range(0, THERE_AND_BACK)
                .parallel()
                .forEach(seed -> Simulation.run(Scenario.thereAndBack(seed), Rollout::decide));
        LongStream.range(0, RESTARTS)
                .parallel()
                .forEach(seed -> Simulation.run(Scenario.restarts(seed), Rollout::decide));
        LongStream.range(0, TAMPERED)
                .parallel()
                .forEach(seed -> Simulation.run(Scenario.tampered(seed), Rollout::decide));
        LongStream.range(0, RELOADS)
                .parallel()
                .forEach(seed -> Simulation.run(Scenario.reloads(seed), Rollout::decide));
        System.err.println("random histories of rollouts: " + HISTORIES);
    }

    /** The promises are worth something: each of these decisions breaks one of them. */
    @ParameterizedTest
    @EnumSource(Mutant.class)
    void findsEveryMutant(Mutant mutant) {
        assertThat(LongStream.range(0, FOR_MUTANTS)
                                .parallel()
                                .anyMatch(seed -> Simulation.breaks(Scenario.random(seed), mutant))
                        || LongStream.range(0, THERE_AND_BACK)
                                .anyMatch(seed -> Simulation.breaks(Scenario.thereAndBack(seed), mutant))
                        || LongStream.range(0, THERE_AND_BACK)
                                .anyMatch(seed -> Simulation.breaks(Scenario.restarts(seed), mutant))
                        || LongStream.range(0, THERE_AND_BACK)
                                .anyMatch(seed -> Simulation.breaks(Scenario.tampered(seed), mutant))
                        || LongStream.range(0, THERE_AND_BACK)
                                .anyMatch(seed -> Simulation.breaks(Scenario.reloads(seed), mutant)))
                .as(mutant.name())
                .isTrue();
    }
}
