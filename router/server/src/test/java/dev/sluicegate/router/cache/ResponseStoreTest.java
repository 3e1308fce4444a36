package dev.sluicegate.router.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResponseStoreTest {
    private long now;
    private final ResponseStore cache = new ResponseStore(100_000, Duration.ofMinutes(1), () -> now);

    @Test
    void givesAnAnswerAgainUntilItIsTooOld() {
        cache.put(question("a"), bytes("answer"));
        now += Duration.ofMinutes(1).toNanos() - 1;
        assertThat(cache.get(question("a"))).isEqualTo(bytes("answer"));
        assertThat(cache.get(question("b"))).isNull();
        now += 1;
        assertThat(cache.get(question("a"))).isNull();
        assertThat(cache.hits()).isEqualTo(1);
        assertThat(cache.misses()).isEqualTo(2);
    }

    @Test
    void holdsNoMoreThanItsSize() {
        for (int i = 0; i < 1_000; i++) {
            cache.put(question("q" + i), new byte[1_000]);
        }
        assertThat(cache.size()).isBetween(1L, 100L);
        cache.put(question("large"), new byte[cache.largest() + 1]);
        assertThat(cache.get(question("large"))).isNull();
        assertThat(cache.clear()).isPositive();
        assertThat(cache.size()).isZero();
    }

    @Test
    void partsOfAQuestionDoNotRunTogether() {
        assertThat(CacheKey.of(List.of("ab", "c"), List.of(bytes("d"))))
                .isNotEqualTo(CacheKey.of(List.of("a", "bc"), List.of(bytes("d"))))
                .isNotEqualTo(CacheKey.of(List.of("ab", "c", "d"), List.of()))
                .isEqualTo(CacheKey.of(List.of("ab", "c"), List.of(bytes(""), bytes("d"))));
    }

    private static CacheKey question(String body) {
        return CacheKey.of(List.of("context"), List.of(bytes(body)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
