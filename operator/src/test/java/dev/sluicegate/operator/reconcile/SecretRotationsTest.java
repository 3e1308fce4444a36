package dev.sluicegate.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SecretRotationsTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final int GATEWAYS = 40;

    private final SecretRotations rotations = new SecretRotations();

    @Test
    void whoSharesNothingNeedNotWait() {
        assertThat(rotations.isDue("a", "hash", 1, NOON)).isTrue();
    }

    /** Turned red by a delay that is the same for all. */
    @Test
    void thoseThatShareTakeItUpOneAfterTheOther() {
        int most = 0;
        long before = due(NOON);
        assertThat(before).isLessThan(GATEWAYS / 4);
        for (int minutes = 1; minutes <= GATEWAYS / 2; minutes++) {
            long now = due(NOON.plus(Duration.ofMinutes(minutes)));
            most = Math.max(most, (int) (now - before));
            before = now;
        }

        assertThat(most).as("in the fullest minute, of two that are expected").isLessThan(GATEWAYS / 4);
        assertThat(before).as("after half a minute for each").isEqualTo(GATEWAYS);
    }

    @Test
    void anotherChangeBeginsAnew() {
        String late = IntStream.range(0, GATEWAYS)
                .mapToObj(it -> "uid-" + it)
                .filter(it -> !rotations.isDue(it, "first", GATEWAYS, NOON))
                .filter(it -> !rotations.isDue(it, "second", GATEWAYS, NOON))
                .findFirst()
                .orElseThrow();

        assertThat(rotations.isDue(late, "second", GATEWAYS, NOON.plus(SecretRotations.LONGEST)))
                .isTrue();
    }

    private long due(Instant now) {
        return IntStream.range(0, GATEWAYS)
                .filter(it -> rotations.isDue("uid-" + it, "hash", GATEWAYS, now))
                .count();
    }
}
