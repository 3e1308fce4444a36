package dev.sluicegate.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.api.RouterKey;
import dev.sluicegate.operator.api.RouterKeyStatus;
import dev.sluicegate.operator.api.RouterKeyStatus.BudgetStanding;
import dev.sluicegate.operator.api.RouterKeyStatus.Counted;
import dev.sluicegate.operator.api.RouterKeyStatus.Spend;
import dev.sluicegate.operator.model.UsageReading;
import dev.sluicegate.operator.reason.KeyReason;
import dev.sluicegate.operator.status.KeyStatusMaker.KeyStatusInput;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyStatusMakerTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final String START = "2026-11-21T11:00:00Z";
    private static final Instant JUST_NOW = NOON.minusSeconds(59);

    @Test
    void numbersAreWrittenOnceAMinute() {
        RouterKeyStatus before = status(KeyReason.Published, 1, "1");
        RouterKeyStatus after = status(KeyReason.Published, 2, "1");

        assertThat(KeyStatusMaker.isDue(before, after, said(false), JUST_NOW, NOON))
                .isFalse();
        assertThat(KeyStatusMaker.isDue(before, after, said(false), JUST_NOW, NOON.plusSeconds(1)))
                .isTrue();
        assertThat(KeyStatusMaker.isDue(before, before, said(false), Instant.MIN, NOON))
                .isFalse();
    }

    @Test
    void whatAPodThatLeavesHasCountedIsWrittenAtOnce() {
        RouterKeyStatus before = status(KeyReason.Published, 1, "1");

        assertThat(KeyStatusMaker.isDue(before, status(KeyReason.Published, 2, "1"), said(true), JUST_NOW, NOON))
                .isTrue();
    }

    @Test
    void aReasonAndABudgetThatIsSpentAreWrittenAtOnce() {
        RouterKeyStatus before = status(KeyReason.Published, 1, "1");

        assertThat(KeyStatusMaker.isDue(before, status(KeyReason.Publishing, 1, "1"), said(false), JUST_NOW, NOON))
                .isTrue();
        assertThat(KeyStatusMaker.isDue(before, status(KeyReason.Published, 2, "10"), said(false), JUST_NOW, NOON))
                .isTrue();
    }

    @Test
    void readyIsTrueOnlyWhenAllHaveTakenTheKey() {
        assertThat(status(KeyReason.Published, 1, "1").conditions())
                .singleElement()
                .satisfies(it -> assertThat(it.getStatus()).isEqualTo("True"));
        assertThat(status(KeyReason.Publishing, 1, "1").conditions())
                .singleElement()
                .satisfies(it -> assertThat(it.getStatus()).isEqualTo("False"));
    }

    private static RouterKeyStatus status(KeyReason reason, long requests, String used) {
        RouterKey key = new RouterKey();
        key.setMetadata(new ObjectMetaBuilder().withName("ci").withUid("u").build());
        Spend spend = new Spend(
                "ci",
                used,
                requests,
                0,
                0,
                START,
                null,
                new BudgetStanding("2026-11", used, "10", "2026-12-01T00:00:00Z"),
                List.of(new Counted("a", START, used, requests, 0, 0)));
        return KeyStatusMaker.make(new KeyStatusInput(key, "ci", reason.name(), reason.meaning(), "f", spend), NOON);
    }

    private static List<UsageReading> said(boolean leaves) {
        return List.of(new UsageReading("a", Instant.parse(START), leaves, Map.of()));
    }
}
