package dev.sluicegate.router.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.Ejection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EjectorTest {
    private static final Ejection CONFIG =
            new Ejection(3, Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(15));

    private final AtomicLong nanos = new AtomicLong(-Duration.ofSeconds(3).toNanos());
    private final Ejector ejector = new Ejector("p", CONFIG, nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private boolean attempt(boolean good) {
        boolean permitted = ejector.begin();
        if (good) {
            ejector.succeeded(permitted);
        } else {
            ejector.failed();
        }
        return permitted;
    }

    @Test
    void ejectsAfterTheFailuresAndTriesOneAfterAPauseThatDoubles() {
        attempt(false);
        attempt(false);
        assertThat(ejector.isHealthy()).isTrue();
        attempt(false);
        assertThat(ejector.isHealthy()).isFalse();
        assertThat(ejector.health()).isEqualTo(Ejector.Health.EJECTED);

        pass(Duration.ofMillis(4_900));
        assertThat(ejector.isHealthy()).isFalse();
        pass(Duration.ofMillis(200));
        assertThat(ejector.isHealthy()).isTrue();
        assertThat(ejector.begin()).isTrue();
        assertThat(ejector.health()).isEqualTo(Ejector.Health.PROBING);
        assertThat(ejector.isHealthy()).as("while one is trying").isFalse();
        ejector.failed();

        pass(Duration.ofSeconds(6));
        assertThat(ejector.isHealthy()).isFalse();
        pass(Duration.ofSeconds(5));
        assertThat(attempt(false)).isTrue();
        pass(Duration.ofSeconds(14));
        assertThat(ejector.isHealthy()).isFalse();
        pass(Duration.ofSeconds(2));
        assertThat(attempt(true)).isTrue();
        assertThat(ejector.health()).isEqualTo(Ejector.Health.WELL);
    }

    @Test
    void aFewFailuresAmongManyAnswersDoNotCount() {
        for (int i = 0; i < 100; i++) {
            attempt(i % 4 != 0);
        }
        assertThat(ejector.isHealthy()).isTrue();
    }

    @Test
    void failuresBeforeTheWindowDoNotCount() {
        attempt(false);
        attempt(false);
        pass(Duration.ofSeconds(31));
        attempt(false);
        assertThat(ejector.isHealthy()).isTrue();
    }

    @Test
    void aSuccessOfAnAttemptThatHadToBeMadeAnywayBringsItBack() {
        for (int i = 0; i < 3; i++) {
            attempt(false);
        }
        assertThat(attempt(true)).isFalse();
        assertThat(ejector.health()).isEqualTo(Ejector.Health.WELL);
    }

    @Test
    void aSuccessThatBeganBeforeTheEjectionDoesNotEndIt() {
        boolean permitted = ejector.begin();
        for (int i = 0; i < 3; i++) {
            attempt(false);
        }
        ejector.succeeded(permitted);
        assertThat(ejector.health()).isEqualTo(Ejector.Health.EJECTED);
    }

    @Test
    void aTrialWhoseClientLeftLeavesRoomForTheNext() {
        for (int i = 0; i < 3; i++) {
            attempt(false);
        }
        pass(Duration.ofSeconds(6));
        ejector.withdrawn(ejector.begin());
        assertThat(ejector.isHealthy()).isTrue();
        assertThat(attempt(true)).isTrue();
        assertThat(ejector.health()).isEqualTo(Ejector.Health.WELL);
    }

    @Test
    void neverEjectsWithoutANumber() {
        Ejector off =
                new Ejector("p", new Ejection(0, CONFIG.window(), CONFIG.baseTime(), CONFIG.maxTime()), nanos::get);
        for (int i = 0; i < 100; i++) {
            off.begin();
            off.failed();
        }
        assertThat(off.isHealthy()).isTrue();
    }
}
