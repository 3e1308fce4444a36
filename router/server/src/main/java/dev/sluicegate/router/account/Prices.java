package dev.sluicegate.router.account;

import dev.sluicegate.router.config.Price;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The prices of tokens. Money is counted in billionths of the prices' currency. Immutable; safe for any thread. */
public final class Prices {
    public static final Prices NONE = new Prices(List.of());

    private final Map<Place, PerToken> prices = new HashMap<>();

    /** @param provider null for a price that holds at every provider */
    private record Place(@Nullable String provider, String model) {}

    /** In billionths. A price for a million tokens has few digits, so these products are exact where it matters. */
    private record PerToken(double input, double output, double cachedInput, double cacheWrite) {}

    private Prices(List<Price> prices) {
        for (Price price : prices) {
            this.prices.put(
                    new Place(price.provider(), price.model()),
                    new PerToken(
                            billionths(price.input()),
                            billionths(price.output()),
                            billionths(price.cachedInput() == null ? price.input() : price.cachedInput()),
                            billionths(price.cacheWrite() == null ? price.input() : price.cacheWrite())));
        }
    }

    public static Prices of(List<Price> prices) {
        return new Prices(prices);
    }

    private static double billionths(BigDecimal perMillion) {
        return perMillion.movePointRight(3).doubleValue();
    }

    /**
     * What {@code usage} cost; a provider's own price comes before one that holds everywhere.
     *
     * @param model the model's name at the provider
     * @return empty if there is no price
     */
    public OptionalLong cost(@Nullable String provider, @Nullable String model, Usage usage) {
        PerToken price = model == null ? null : price(provider, model);
        if (price == null) {
            return OptionalLong.empty();
        }
        long fresh = Math.max(0, usage.input() - usage.cachedInput() - usage.cacheWrite());
        return OptionalLong.of(Math.round(fresh * price.input
                + usage.cachedInput() * price.cachedInput
                + usage.cacheWrite() * price.cacheWrite
                + usage.output() * price.output));
    }

    /**
     * The most that a request can cost which has not begun: a prompt that is written to a cache may cost more than one that is not.
     *
     * @return empty if there is no price
     */
    public OptionalLong most(String provider, String model, long input, long output) {
        PerToken price = price(provider, model);
        return price == null
                ? OptionalLong.empty()
                : OptionalLong.of(Math.round(input * Math.max(price.input, price.cacheWrite) + output * price.output));
    }

    private @Nullable PerToken price(@Nullable String provider, String model) {
        if (prices.isEmpty()) {
            return null;
        }
        PerToken own = prices.get(new Place(provider, model));
        PerToken price = own == null ? prices.get(new Place(null, model)) : own;
        return price != null || model.equals(Price.ANY_MODEL) ? price : price(provider, Price.ANY_MODEL);
    }
}
