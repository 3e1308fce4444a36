package dev.sluicegate.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random histories. The seed of one that breaks a promise stands in the failure: {@code Simulation.run(Scenario.random(seed), …)} repeats it. */
class RolloutPropertyTest {
    private static final long HISTORIES = Long.getLong("sluicegate.histories", 100_000);
    private static final long FIRST = Long.getLong("sluicegate.seed", 0);
    private static final int FOR_MUTANTS = 30_000;
    private static final int OF_EACH_KIND = 1_000;
    private static final int RESTARTS = 10_000;
    private static final int TAMPERED = 10_000;
    private static final int CRASHES = Integer.getInteger("sluicegate.crashes", 10_000);
    private static final int ENDS = Integer.getInteger("sluicegate.ends", 3_000);
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
        keepsItsPromises(Scenario::thereAndBack, OF_EACH_KIND);
        keepsItsPromises(Scenario::restarts, RESTARTS);
        keepsItsPromises(Scenario::tampered, TAMPERED);
        keepsItsPromises(Scenario::crashes, CRASHES);
        keepsItsPromises(Scenario::ends, ENDS);
        keepsItsPromises(Scenario::reloads, RELOADS);
        System.err.println("random histories of rollouts: " + HISTORIES);
    }

    private static void keepsItsPromises(LongFunction<Scenario> kind, int histories) {
        LongStream.range(0, histories).parallel().forEach(seed -> Simulation.run(kind.apply(seed), Rollout::decide));
    }

    /** The promises are worth something: each of these decisions breaks one of them. A few histories of each kind come first: most mutants are found in those. */
    @ParameterizedTest
    @EnumSource(Mutant.class)
    void findsEveryMutant(Mutant mutant) {
        assertThat(finds(mutant, Scenario::random, OF_EACH_KIND)
                        || finds(mutant, Scenario::thereAndBack, OF_EACH_KIND)
                        || finds(mutant, Scenario::restarts, OF_EACH_KIND)
                        || finds(mutant, Scenario::tampered, OF_EACH_KIND)
                        || finds(mutant, Scenario::crashes, OF_EACH_KIND)
                        || finds(mutant, Scenario::reloads, OF_EACH_KIND)
                        || finds(mutant, Scenario::random, FOR_MUTANTS))
                .as(mutant.name())
                .isTrue();
    }

    private static boolean finds(Mutant mutant, LongFunction<Scenario> kind, int histories) {
        return LongStream.range(0, histories).parallel().anyMatch(seed -> Simulation.breaks(kind.apply(seed), mutant));
    }
}
