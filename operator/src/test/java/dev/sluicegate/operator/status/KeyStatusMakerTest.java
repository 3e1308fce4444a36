package dev.sluicegate.operator.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluicegate.operator.api.RouterKey;
import dev.sluicegate.operator.api.RouterKeyStatus;
import dev.sluicegate.operator.api.RouterKeyStatus.BudgetStanding;
import dev.sluicegate.operator.api.RouterKeyStatus.Counted;
import dev.sluicegate.operator.api.RouterKeyStatus.Spend;
import dev.sluicegate.operator.model.UsageReading;
import dev.sluicegate.operator.reason.KeyReason;
import dev.sluicegate.operator.status.KeyStatusMaker.KeyStatusInput;
import dev.sluicegate.router.config.KeysFile;
import dev.sluicegate.router.config.KeysFile.Budget;
import dev.sluicegate.router.config.KeysFile.Period;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{spend: {}}",
                "{spend: {id: ci, since: then}}",
                "{spend: {id: ci, since: then, budget: {}}}",
                "{spend: {id: ci, since: then, counted: [{}, {pod: a}, {cost: much}]}}",
                "{conditions: [{}, {type: Ready}]}"
            })
    void whateverSomebodyHasWrittenThereAStatusIsMadeOfIt(String status) {
        RouterKey key = new RouterKey();
        key.setMetadata(new ObjectMetaBuilder().withName("ci").withUid("u").build());
        key.setStatus(Serialization.unmarshal("--- " + status, RouterKeyStatus.class));
        KeysFile.Key published = KeySpendTest.key("ci", new Budget(BigDecimal.TEN, Period.MONTH));

        KeyStatusInput input = KeyStatusInput.of(key, "ci", "", "")
                .published(published, new KeyAcknowledgement(1, List.of(), 0), said(true), Set.of("a"), NOON);
        RouterKeyStatus made = KeyStatusMaker.make(input, NOON);

        assertThat(KeyStatusMaker.isDue(key.getStatus(), made, said(true), NOON, NOON))
                .isTrue();
        RouterKeyStatus onlyItsSpend = new RouterKeyStatus(
                made.observedGeneration(),
                made.secretName(),
                made.acknowledged(),
                key.getStatus().spend(),
                made.conditions());
        assertThatCode(() -> KeyStatusMaker.isDue(onlyItsSpend, made, said(true), NOON, NOON))
                .doesNotThrowAnyException();
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
