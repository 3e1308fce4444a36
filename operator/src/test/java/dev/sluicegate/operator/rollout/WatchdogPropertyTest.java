package dev.sluicegate.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.adminapi.RouterStatus.Vitals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random histories in which pods do not do their work. The seed of one that breaks a promise stands in the failure, as in {@link RolloutPropertyTest}. */
class WatchdogPropertyTest {
    private static final long HISTORIES = Long.getLong("sluicegate.sicknesses", 2_000);
    private static final long FIRST = Long.getLong("sluicegate.seed", 0);

    @Test
    void keepsItsPromisesInEveryHistory() {
        AtomicLong replaced = new AtomicLong();
        Decision counting = (desired, observed, now) -> {
            Step step = Rollout.decide(desired, observed, now);
            replaced.addAndGet(step.actions().stream()
                    .filter(Action.SetReplaced.class::isInstance)
                    .count());
            return step;
        };
        List<Long> broken = LongStream.range(FIRST, FIRST + HISTORIES)
                .parallel()
                .filter(seed -> Simulation.breaks(Scenario.sickness(seed), counting))
                .limit(3)
                .boxed()
                .toList();

        broken.stream().limit(1).forEach(seed -> Simulation.run(Scenario.sickness(seed), Rollout::decide));
        assertThat(broken).isEmpty();
        assertThat(replaced.get()).as("pods replaced").isGreaterThan(HISTORIES / 4);
    }

    @ParameterizedTest
    @EnumSource(WatchdogMutant.class)
    void findsEveryMutant(WatchdogMutant mutant) {
        assertThat(LongStream.range(0, HISTORIES)
                        .parallel()
                        .anyMatch(seed -> Simulation.breaks(Scenario.sickness(seed), mutant)))
                .as(mutant.name())
                .isTrue();
    }

    /** Decisions that are wrong, each in one way. */
    @SuppressWarnings("ImmutableEnumChecker") // pure
    enum WatchdogMutant implements Decision {
        /** Takes a sick pod out of the Service before another is open. */
        LEAVES_WITHOUT_ANOTHER((desired, observed, now) -> {
            Step step = Rollout.decide(desired, observed, now);
            return acting(
                    step,
                    observed.seats().stream()
                            .filter(it -> it.isServing() && it.live().anyMatch(pod -> isCondemned(observed, pod)))
                            .flatMap(seat -> Stream.concat(
                                    Stream.of(new Action.RetireSeat(seat.id(), now)),
                                    seat.live().map(it -> new Action.Withdraw(seat.id(), it.name(), now)))));
        }),

        /** Replaces as many as there are. */
        IGNORES_MAX_RESTARTS((desired, observed, now) ->
                Rollout.decide(watching(desired, it -> with(it, 20)), observed, now)),

        /** Replaces a pod for what most have in common: it sees no other pod's sickness. */
        IGNORES_COMMON_CAUSES(
                (desired, observed, now) -> Rollout.decide(desired, firstSickOnly(desired, observed, now), now)),

        /** Replaces a second one while the first still serves, and at once. */
        REPLACES_TWO_AT_A_TIME((desired, observed, now) -> {
            Step step = Rollout.decide(desired, observed, now);
            Step other = Rollout.decide(desired, forgotten(observed, Instant.MAX), now);
            return acting(step, other.actions().stream().filter(Action.SetReplaced.class::isInstance));
        }),

        /** Does not know after its start whom it has replaced before. */
        FORGETS_AT_ITS_START(
                (desired, observed, now) -> Rollout.decide(desired, forgotten(observed, desired.watchedSince()), now)),

        /** Replaces no pod that is sick. */
        NEVER_REPLACES((desired, observed, now) -> Rollout.decide(watching(desired, _ -> null), observed, now)),

        /** Does not wait until a pod has been silent for long enough. */
        HAS_NO_PATIENCE((desired, observed, now) -> Rollout.decide(
                watching(desired, it -> new WatchdogRules(Duration.ZERO, 71, it.maxRestarts(), it.window())),
                observed,
                now)),

        /** Takes a pod that is merely warm for one that is full. */
        REPLACES_WHAT_IS_WARM((desired, observed, now) ->
                Rollout.decide(desired, firstPod(observed, it -> it.with(new Vitals(0, 99, 0, 0, 0))), now)),

        /** Judges on what little a pod has answered yet. */
        JUDGES_ON_LITTLE((desired, observed, now) -> Rollout.decide(
                desired,
                firstPod(
                        observed,
                        it -> it.totals() != null && it.totals().ended() < 200
                                ? it.with(new Vitals(0, 70, 0, 600, 600))
                                : it),
                now));

        private final Decision decision;

        WatchdogMutant(Decision decision) {
            this.decision = decision;
        }

        @Override
        public Step decide(Desired desired, Observed observed, Instant now) {
            return decision.decide(desired, observed, now);
        }

        private static boolean isCondemned(Observed observed, PodState pod) {
            return Watchdog.condemned(observed).contains(pod.name());
        }

        private static WatchdogRules with(WatchdogRules it, int maxRestarts) {
            return new WatchdogRules(it.unresponsiveAfter(), it.memoryPercent(), maxRestarts, it.window());
        }

        private static Observed forgotten(Observed observed, Instant before) {
            return new Observed(
                    observed.revisions().stream()
                            .map(it -> it.with(it.replaced().stream()
                                    .filter(each -> !each.at().isBefore(before))
                                    .toList()))
                            .toList(),
                    observed.seats());
        }

        /** All others answer, and are well. */
        private static Observed firstSickOnly(Desired desired, Observed observed, Instant now) {
            WatchdogRules rules = desired.watchdog();
            if (rules == null) {
                return observed;
            }
            String first = observed.pods()
                    .filter(it -> Symptom.of(it, List.of(), rules, now).isPresent() && it.isOn())
                    .map(PodState::name)
                    .findFirst()
                    .orElse("");
            return pods(
                    observed,
                    it -> it.name().equals(first) || !it.isOn()
                            ? it
                            : PodStates.withRouter(
                                    it,
                                    it.router() instanceof RouterReport.Silent
                                            ? new RouterReport.Unasked()
                                            : PodStates.feeling(it.router(), Vitals.NONE)));
        }

        private static Observed firstPod(Observed observed, UnaryOperator<RouterStatus> change) {
            String first = observed.pods()
                    .filter(PodState::isOpen)
                    .map(PodState::name)
                    .findFirst()
                    .orElse("");
            return pods(
                    observed,
                    it -> it.name().equals(first) && it.router() instanceof RouterReport.Answered(RouterStatus status)
                            ? PodStates.withRouter(it, new RouterReport.Answered(change.apply(status)))
                            : it);
        }

        private static Observed pods(Observed observed, UnaryOperator<PodState> change) {
            return Mutant.seats(observed, it -> Mutant.pods(it, change));
        }

        private static Step acting(Step step, Stream<? extends Action> more) {
            return new Step(
                    Stream.concat(
                                    step.actions().stream(),
                                    more.filter(it -> !step.actions().contains(it)))
                            .toList(),
                    step.verdict(),
                    step.sentence(),
                    step.warm(),
                    step.watchdog(),
                    step.requeueAfter());
        }

        private static Desired watching(
                Desired it, java.util.function.Function<WatchdogRules, @Nullable WatchdogRules> change) {
            WatchdogRules rules = it.watchdog();
            return Mutant.changed(
                    it,
                    it.watchedSince(),
                    it.maxWarm(),
                    it.canary(),
                    rules == null ? null : change.apply(rules),
                    it.restarts());
        }
    }
}
