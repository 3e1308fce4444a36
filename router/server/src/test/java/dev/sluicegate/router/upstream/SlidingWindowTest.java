package dev.sluicegate.router.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {
    record Answer(int millisLater, boolean failed) {}

    @Test
    void forgetsWhatIsOlderThanTheWindow() {
        SlidingWindow window = new SlidingWindow(Duration.ofSeconds(3));
        window.add(10_000, true);
        window.add(10_900, false);
        window.add(12_000, true);

        assertThat(window.answers(12_999)).isEqualTo(3);
        assertThat(window.failures(12_999)).isEqualTo(2);
        assertThat(window.answers(13_000)).isEqualTo(1);
        assertThat(window.failures(15_000)).isZero();
    }

    @Test
    void aClockThatIsSetBackCountsNothingTwice() {
        SlidingWindow window = new SlidingWindow(Duration.ofSeconds(3));
        window.add(20_000, true);
        window.add(11_000, true);

        assertThat(window.failures(11_000)).isEqualTo(1);
    }

    @Test
    void aLongWindowTakesNoMoreMemory() {
        SlidingWindow window = new SlidingWindow(Duration.ofDays(100_000));
        window.add(0, true);

        assertThat(window.failures(Duration.ofDays(90_000).toMillis())).isEqualTo(1);
        assertThat(window.failures(Duration.ofDays(102_000).toMillis())).isZero();
    }

    /** Whatever comes when, it is as if everything had been written down and looked through. */
    @Property
    void countsAsAListWould(@ForAll("answers") List<Answer> answers) {
        SlidingWindow window = new SlidingWindow(Duration.ofSeconds(5));
        List<Answer> listed = new ArrayList<>();
        int now = 1_000_000;
        for (Answer answer : answers) {
            now += answer.millisLater;
            window.add(now, answer.failed);
            listed.add(new Answer(now, answer.failed));
            int oldest = now / 1000 - 5;
            List<Answer> recent =
                    listed.stream().filter(it -> it.millisLater / 1000 > oldest).toList();
            assertThat(window.answers(now)).isEqualTo(recent.size());
            assertThat(window.failures(now))
                    .isEqualTo((int) recent.stream().filter(Answer::failed).count());
        }
    }

    @Provide
    Arbitrary<List<Answer>> answers() {
        return Combinators.combine(Arbitraries.integers().between(0, 2_500), Arbitraries.of(true, false))
                .as(Answer::new)
                .list()
                .ofMaxSize(60);
    }
}
