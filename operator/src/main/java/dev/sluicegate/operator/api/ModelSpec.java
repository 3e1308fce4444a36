package dev.sluicegate.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluicegate.router.config.Balance;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One model that clients may ask for. */
@ValidationRule(
        value = "has(self.targets) && size(self.targets) > 0",
        message = "a model without targets; write at least one, with the name of a provider")
@ValidationRule(
        value = "!has(self.targets) || size(self.targets) == 0 || self.targets.exists(t, t.weight > 0)",
        message = "all weights of a model are 0, so no target can be chosen; give at least one a weight of 1 or more")
@ValidationRule(
        value = "!has(self.fallbacks) || !(self.name in self.fallbacks)",
        message = "a model cannot fall back to itself; name another",
        fieldPath = ".fallbacks")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelSpec(
        @JsonPropertyDescription("What clients call it; unique.")
        @Required
        @Size(max = 128) @ValidationRule(value = Rules.MODEL_NAME, message = Rules.MODEL_NAME_MESSAGE)
        @Nullable String name,

        @JsonPropertyDescription("Other names for the same.")
        @Size(max = 32) @ValidationRule(
                value = "self.all(a, a.matches('^[A-Za-z0-9][-A-Za-z0-9._:/@]{0,127}$'))",
                message = "an alias " + Rules.MODEL_NAME_MESSAGE)
        @Nullable List<@Size(max = 128) String> aliases,

        @JsonPropertyDescription("Where a request may go; balance says how one is chosen.") @Size(max = 16) @Nullable List<Target> targets,

        @JsonPropertyDescription(
                "How a target is chosen: drawn by weight; the one with the least in flight, in proportion to its weight; the one with the most free slots; the first that is well and has room.")
        @Default("WeightedRandom")
        @Nullable Balance balance,

        @JsonPropertyDescription(
                "The names of models to try next, in this order, before the client has received anything.")
        @Size(max = 16) @ValidationRule(
                value = "self.all(f, self.exists_one(g, g == f))",
                message = "a fallback stands here twice; name it once")
        @Nullable List<@Size(min = 1, max = 128) String> fallbacks,

        @JsonPropertyDescription("What is tried again, and only as long as the client has received nothing.") @Nullable RetrySpec retry,

        @JsonPropertyDescription("Left out, any target will do for any request.") @Nullable AffinitySpec affinity,

        @JsonPropertyDescription("Left out, there is never a second attempt beside the first.") @Nullable HedgeSpec hedge) {

    /** One place that serves the model. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Target(
            @JsonPropertyDescription("A provider's name.") @Required @Size(max = 63) @Nullable String provider,

            @JsonPropertyDescription("The model's name there; left out, it is the client's own word.")
            @Size(min = 1, max = 256) @Nullable String model,

            @JsonPropertyDescription("The share of requests, against the other targets' weights; 0 takes none.")
            @Min(0) @Max(1_000_000) @Default("1")
            @Nullable Integer weight) {}
}
