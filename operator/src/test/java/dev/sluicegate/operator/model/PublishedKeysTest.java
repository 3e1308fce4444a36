package dev.sluicegate.operator.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.Golden;
import dev.sluicegate.operator.model.PublishedKeys.Plan;
import dev.sluicegate.operator.model.PublishedKeys.Wanted;
import dev.sluicegate.operator.reason.KeyReason;
import dev.sluicegate.router.config.KeysFile;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PublishedKeysTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final PublishedKeys NOTHING = new PublishedKeys(List.of(), new TreeMap<>());

    @Test
    void theOldestThousandArePublished() {
        List<Wanted> wanted = IntStream.rangeClosed(1, PublishedKeys.MOST + 1)
                .mapToObj(i -> wanted(i, Map.of()))
                .toList();

        Plan plan = NOTHING.next(wanted, NOON);

        assertThat(plan.published().keys()).hasSize(PublishedKeys.MOST);
        assertThat(plan.problems()).containsOnlyKeys("uid-1001");
        assertThat(plan.problems().values().stream().map(PublishedKeys.Problem::reason))
                .containsExactly(KeyReason.TooManyKeys);
        assertThat(bytes(plan)).isLessThan(PublishedKeys.MOST_BYTES);
    }

    /** An object of the API server holds 1 MiB: one key too large must not keep the others from being written. */
    @Test
    void whatDoesNotFitCostsNoOther() {
        List<Wanted> wanted = List.of(
                wanted(1, Map.of("x", "y".repeat(500_000))),
                wanted(2, Map.of("x", "y".repeat(500_000))),
                wanted(3, Map.of()));

        Plan plan = NOTHING.next(wanted, NOON);

        assertThat(plan.published().keys().stream().map(KeysFile.Key::id)).containsExactly("key-1", "key-3");
        assertThat(plan.problems()).containsOnlyKeys("uid-2");
        assertThat(bytes(plan)).isLessThan(1 << 20);
    }

    @Test
    void whatWasWrittenIsReadAgain() {
        PublishedKeys published = NOTHING.next(List.of(wanted(1, Map.of("a", "b")), wanted(2, Map.of())), NOON)
                .published();

        assertThat(PublishedKeys.read(published.data("keys", "owners"), "keys", "owners"))
                .isEqualTo(published);
    }

    /** Who deletes the Secret again and again keeps the latest keys, and the file stays small. */
    @Test
    void fiveEarlierKeysAreKept() {
        PublishedKeys published = NOTHING;
        for (int i = 0; i < 10; i++) {
            Wanted key = new Wanted("uid", rights("key"), Optional.of(hash(i)), Duration.ofHours(1));
            published = published.next(List.of(key), NOON.plusSeconds(i)).published();
        }

        assertThat(published.keys()).singleElement().satisfies(key -> {
            assertThat(key.hash()).isEqualTo(hash(9));
            assertThat(key.previous().stream().map(KeysFile.PreviousKey::hash))
                    .containsExactly(hash(8), hash(7), hash(6), hash(5), hash(4));
        });
    }

    @Test
    void thePageHasTheReasons() {
        String page = Golden.file("docs/keys.md").read();

        assertThat(Arrays.stream(KeyReason.values()).map(it -> "| `" + it.name() + "` | " + it.meaning() + " |"))
                .allMatch(page::contains);
    }

    private static int bytes(Plan plan) {
        return plan.published().data("keys", "owners").values().stream()
                .mapToInt(String::length)
                .sum();
    }

    private static Wanted wanted(int i, Map<String, String> labels) {
        return new Wanted("uid-" + i, rights("key-" + i, labels), Optional.of(hash(i)), Duration.ZERO);
    }

    private static KeysFile.Key rights(String id) {
        return rights(id, Map.of());
    }

    private static KeysFile.Key rights(String id, Map<String, String> labels) {
        return new KeysFile.Key(
                id, null, hash(0), List.of(), null, null, null, null, null, List.of(), null, List.of(), labels);
    }

    private static String hash(int i) {
        return "%064x".formatted(i);
    }
}
