package dev.sluicegate.router.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.config.Price;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PricesTest {
    private final Prices prices = Prices.of(List.of(
            price("gpt", null, "0.15", "0.60", null, null),
            price("gpt", "azure", "0.30", "1.20", null, null),
            price("claude", null, "3", "15", "0.3", "3.75")));

    @Test
    void aMillionTokensCostThePrice() {
        assertThat(prices.cost("openai", "gpt", new Usage(1_000_000, 0, 0, 1_000_000, 0, false)))
                .hasValue(750_000_000);
        assertThat(prices.cost("openai", "gpt", new Usage(1, 0, 0, 1, 0, true))).hasValue(750);
    }

    @Test
    void aProvidersOwnPriceComesFirst() {
        assertThat(prices.cost("azure", "gpt", new Usage(1_000_000, 0, 0, 0, 0, false)))
                .hasValue(300_000_000);
    }

    @Test
    void eachKindOfInputHasItsPriceOnce() {
        assertThat(prices.cost("anthropic", "claude", new Usage(1_000, 600, 100, 10, 0, false)))
                .hasValue(300 * 3_000 + 600 * 300 + 100 * 3_750 + 10 * 15_000);
        assertThat(prices.cost("openai", "gpt", new Usage(1_000, 600, 100, 0, 0, false)))
                .hasValue(150_000);
    }

    @Test
    void theStarIsThePriceOfWhatHasNoOther() {
        Prices all = Prices.of(List.of(
                price("gpt", null, "0.15", "0.60", null, null),
                price("*", null, "1", "1", null, null),
                price("*", "azure", "2", "2", null, null)));
        assertThat(all.cost("openai", "gpt", new Usage(1_000_000, 0, 0, 0, 0, false)))
                .hasValue(150_000_000);
        assertThat(all.cost("azure", "gpt", new Usage(1_000_000, 0, 0, 0, 0, false)))
                .hasValue(150_000_000);
        assertThat(all.cost("openai", "other", new Usage(1_000_000, 0, 0, 0, 0, false)))
                .hasValue(1_000_000_000);
        assertThat(all.cost("azure", "other", new Usage(1_000_000, 0, 0, 0, 0, false)))
                .hasValue(2_000_000_000);
    }

    @Test
    void theMostThatARequestCanCostCountsTheDearestInput() {
        assertThat(prices.most("anthropic", "claude", 1_000, 10)).hasValue(1_000 * 3_750 + 10 * 15_000);
    }

    @Test
    void withoutAPriceThereIsNoCost() {
        assertThat(prices.cost("openai", "other", new Usage(1, 0, 0, 1, 0, false)))
                .isEmpty();
        assertThat(prices.cost(null, null, Usage.NONE)).isEmpty();
    }

    private static Price price(
            String model,
            @Nullable String provider,
            String input,
            String output,
            @Nullable String cached,
            @Nullable String written) {
        return new Price(
                model,
                provider,
                new BigDecimal(input),
                new BigDecimal(output),
                cached == null ? null : new BigDecimal(cached),
                written == null ? null : new BigDecimal(written));
    }
}
