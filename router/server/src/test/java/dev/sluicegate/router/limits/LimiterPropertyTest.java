package dev.sluicegate.router.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever happens, nobody gets more than the limits allow; a limiter that gives a little more is found out. */
class LimiterPropertyTest {
    private static final Allowance ALLOWANCE = new Allowance(10, 2_000, 3, null);

    /**
     * @param afterMillis since the step before
     * @param ends which of the running requests ends before the next one comes; negative for none
     */
    record Step(int afterMillis, int ends, int tokens) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 20_000),
                        Arbitraries.integers().between(-1, 3),
                        Arbitraries.integers().between(0, 500))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(80);
    }

    @Property(tries = 300)
    void nobodyGetsMore(@ForAll("steps") List<Step> steps) {
        run(steps, UnaryOperator.identity());
    }

    @Example
    void aLimiterThatAdmitsOneMoreIsFoundOut() {
        List<Step> hurried = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            hurried.add(new Step(0, 0, 0));
        }
        run(hurried, UnaryOperator.identity());
        assertThatThrownBy(() -> run(
                        hurried,
                        limiter -> (_, reservation, then) -> limiter.admit(
                                List.of(Quota.ofKey("a", new Allowance(11, 2_000, 3, null))), reservation, then)))
                .isInstanceOf(AssertionError.class);
    }

    @Example
    void aLimiterThatGivesPlacesBackTwiceIsFoundOut() {
        List<Step> crowded = List.of(
                new Step(0, -1, 0), new Step(0, -1, 0), new Step(0, 0, 0), new Step(0, -1, 0), new Step(0, -1, 0));
        run(crowded, UnaryOperator.identity());
        assertThatThrownBy(() -> run(
                        crowded,
                        limiter -> (quotas, reservation, then) ->
                                limiter.admit(quotas, reservation, verdict -> then.accept(twice(verdict)))))
                .isInstanceOf(AssertionError.class);
    }

    @Example
    void aLimiterThatForgetsToChargeIsFoundOut() {
        List<Step> hungry = List.of(new Step(0, -1, 0), new Step(0, 0, 5_000), new Step(0, -1, 0));
        run(hungry, UnaryOperator.identity());
        assertThatThrownBy(() -> run(
                        hungry,
                        limiter -> (quotas, reservation, then) ->
                                limiter.admit(quotas, reservation, verdict -> then.accept(free(verdict)))))
                .isInstanceOf(AssertionError.class);
    }

    private static Verdict twice(Verdict verdict) {
        return verdict instanceof Verdict.Admitted(RemainingAllowance remaining, Verdict.Lease lease)
                ? new Verdict.Admitted(remaining, (tokens, cost) -> {
                    lease.settle(tokens, cost);
                    lease.settle(0, 0);
                })
                : verdict;
    }

    private static Verdict free(Verdict verdict) {
        return verdict instanceof Verdict.Admitted(RemainingAllowance remaining, Verdict.Lease lease)
                ? new Verdict.Admitted(remaining, (_, cost) -> lease.settle(0, cost))
                : verdict;
    }

    /** Keeps its own simple account of what was granted, from the promise alone. */
    private static void run(List<Step> steps, UnaryOperator<Limiter> mutation) {
        long[] millis = {0};
        Limiter limiter = mutation.apply(new PodLimiter(() -> millis[0] * 1_000_000, () -> Instant.EPOCH));
        List<Verdict.Lease> running = new ArrayList<>();
        List<Long> admissions = new ArrayList<>();
        long charged = 0;
        for (Step step : steps) {
            millis[0] += step.afterMillis;
            if (step.ends >= 0 && step.ends < running.size()) {
                running.remove(step.ends).settle(step.tokens, 0);
                charged += step.tokens;
            }
            List<Verdict> verdicts = new ArrayList<>();
            limiter.admit(List.of(Quota.ofKey("a", ALLOWANCE)), new Reservation(500, 0), verdicts::add);
            if (verdicts.getFirst() instanceof Verdict.Admitted admitted) {
                running.add(admitted.lease());
                admissions.add(millis[0]);
                assertThat(running).hasSizeLessThanOrEqualTo(3);
                // what has been granted since the beginning: what was there, and what has come in
                assertThat((double) charged).isLessThan(2_000 + 2_000 * millis[0] / 60_000d);
                for (int first = 0; first < admissions.size(); first++) {
                    double brought = 10 * (millis[0] - admissions.get(first)) / 60_000d;
                    assertThat((double) (admissions.size() - first)).isLessThanOrEqualTo(10 + brought + 1e-6);
                }
            }
        }
    }
}
