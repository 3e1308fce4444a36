package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Range;
import dev.sluicegate.router.config.schema.Schema.Size;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The price of a model, in one currency for all. */
@Description("Prices of models, in one currency for all. A model without one costs nothing in the accounts.")
public record Price(
        @Description("Name of the model at its provider; * for all that have no price of their own.")
        @Size(min = 1, max = 256) String model,

        @Description("Name of the provider. When absent, the price holds at every one.")
        @Size(min = 1, max = 63) @Nullable String provider,

        @Description("Price of a million tokens of the request, from 0 to 1000000000.")
        @Range(min = "0", max = "1000000000")
        BigDecimal input,

        @Description("Price of a million tokens of the answer, from 0 to 1000000000.")
        @Range(min = "0", max = "1000000000")
        BigDecimal output,

        @Description(
                "Price of a million tokens that the provider read from its cache, from 0 to 1000000000. When absent, it is that of input.")
        @Range(min = "0", max = "1000000000")
        @Nullable BigDecimal cachedInput,

        @Description(
                "Price of a million tokens that the provider wrote to its cache, from 0 to 1000000000. When absent, it is that of input.")
        @Range(min = "0", max = "1000000000")
        @Nullable BigDecimal cacheWrite) {
    /** The name that stands for every model without a price of its own. */
    public static final String ANY_MODEL = "*";
}
