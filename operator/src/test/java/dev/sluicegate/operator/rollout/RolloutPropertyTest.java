package dev.sluicegate.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Tuple;

class RolloutPropertyTest {

    @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
    void keepsItsPromisesInEveryStory(@ForAll("stories") Scenario story) {
        Simulation.tell(story, Rollout::decide);
    }

    /** The promises are worth something: each of these decisions breaks one of them, in one of a thousand stories at the latest. */
    @Property(generation = GenerationMode.EXHAUSTIVE, edgeCases = EdgeCasesMode.NONE)
    void findsEveryMutant(@ForAll("mutants") Mutant mutant) {
        Random random = new Random(1);
        RandomGenerator<Scenario> stories = stories().generator(1000);
        assertThat(Stream.generate(() -> stories.next(random).value()).limit(1000))
                .as(mutant.name())
                .anyMatch(story -> breaks(mutant.decision(), story));
    }

    private static boolean breaks(Decision decision, Scenario story) {
        try {
            Simulation.tell(story, decision);
            return false;
        } catch (Invariants.Broken e) {
            return true;
        }
    }

    record Mutant(String name, Decision decision) {}

    @Provide
    Arbitrary<Mutant> mutants() {
        return Arbitraries.of(
                new Mutant("retires without waiting", Mutants::retiresWithoutWaiting),
                new Mutant("scales down without marking", Mutants::scalesDownWithoutMarking),
                new Mutant("ignores in-flight", Mutants::ignoresInFlight),
                new Mutant("counts pods that only run", Mutants::countsPodsThatOnlyRun),
                new Mutant("scales down twice", Mutants::scalesDownTwice),
                new Mutant("never admits", Mutants::neverAdmits),
                new Mutant("ignores surge", Mutants::ignoresSurge),
                new Mutant("marks what may be open", Mutants::marksWhatMayBeOpen));
    }

    @Provide
    Arbitrary<Scenario> stories() {
        return Combinators.combine(
                        Arbitraries.longs(),
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.of(Duration.ZERO, Duration.ofSeconds(20), Duration.ofSeconds(90)),
                        chapter().list().ofMaxSize(14))
                .as(Scenario::new);
    }

    private static Arbitrary<Scenario.Chapter> chapter() {
        return Combinators.combine(event(), Arbitraries.integers().between(0, 40))
                .as(Scenario.Chapter::new);
    }

    private static Arbitrary<Scenario.Event> event() {
        Arbitrary<Integer> pods = Arbitraries.integers().between(0, 9);
        Arbitrary<Integer> seconds = Arbitraries.integers().between(1, 60);
        return Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.of("a", "b", "c", "bad").map(Scenario.Change::new)),
                Tuple.of(4, Arbitraries.integers().between(0, 5).map(Scenario.Resize::new)),
                Tuple.of(2, Arbitraries.of(true, false, false).map(Scenario.Pause::new)),
                Tuple.of(2, pods.map(Scenario.Crash::new)),
                Tuple.of(1, pods.map(Scenario.Delete::new)),
                Tuple.of(1, pods.map(Scenario.Evict::new)),
                Tuple.of(1, pods.map(Scenario.Waver::new)),
                Tuple.of(1, Combinators.combine(pods, seconds).as(Scenario.Silence::new)),
                Tuple.of(2, seconds.map(Scenario.OperatorDown::new)),
                Tuple.of(1, Arbitraries.just(new Scenario.DeleteGateway())));
    }
}
