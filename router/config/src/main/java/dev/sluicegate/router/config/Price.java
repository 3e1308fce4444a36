package dev.sluicegate.router.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a model costs, in one currency for all, per million tokens.
 *
 * @param model its name at the provider
 * @param provider absent if the price holds at every provider
 * @param cachedInput for input that the provider read from its cache; as {@code input} when absent
 * @param cacheWrite for input that the provider wrote to its cache; as {@code input} when absent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Price(
        String model,
        @Nullable String provider,
        BigDecimal input,
        BigDecimal output,
        @Nullable BigDecimal cachedInput,
        @Nullable BigDecimal cacheWrite) {}
