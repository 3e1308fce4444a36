package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Checks;
import dev.sluicegate.router.config.schema.Format;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Form;
import dev.sluicegate.router.config.schema.Schema.Range;
import dev.sluicegate.router.config.schema.Schema.Rule;
import dev.sluicegate.router.config.schema.Schema.Size;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One model that clients may ask for. */
@Description("Models that clients may ask for.")
@Rule(cel = "has(self.targets) && size(self.targets) > 0", message = Model.NO_TARGETS)
@Rule(
        cel = "!has(self.targets) || size(self.targets) == 0 || self.targets.exists(t, t.weight > 0)",
        message = Model.NO_WEIGHT)
@Rule(cel = "!has(self.fallbacks) || !(self.name in self.fallbacks)", message = Model.ITSELF, field = ".fallbacks")
public record Model(
        @Description("Name by which clients ask for the model; unique among names and aliases.")
        @Size(max = 128) @Form(Format.MODEL_NAME)
        String name,

        @Description("Other names of the same model.") @Size(max = 32, each = 128) @Form(Format.MODEL_NAME)
        List<String> aliases,

        @Description("Places that serve the model, at least one; balance says how one is chosen.") @Size(max = 16) List<Target> targets,

        @Description(
                "Choice among the targets. WeightedRandom: drawn by weight. LeastInFlight: the one with the least in flight, in proportion to its weight. FreeSlots: the one with the most free slots. Ordered: the first that is well and has room.")
        @Default("WeightedRandom")
        Balance balance,

        @Description("Names of the models to try next, in this order, as long as the client has received nothing.")
        @Size(max = 16, each = 128) @Rule(cel = "self.all(f, self.exists_one(g, g == f))", message = "a fallback stands here twice; name it once")
        List<String> fallbacks,

        @Description(
                "Hints and tuning of a request that the provider has no counterpart for. Drop: left out and named in the response's x-sluicegate-dropped. Refuse: refused. What changes the meaning of an answer is always refused.")
        @Default("Drop")
        Unsupported unsupported,

        @Description(
                "Marks of Anthropic's prompt cache in translated requests. AsSent: those of the client. Set: the router's own after the tools, the system prompt and the last turn, where the client has set none.")
        @Default("AsSent")
        CacheMarks cacheMarks,

        Retry retry,

        @Nullable Affinity affinity,

        @Nullable Hedge hedge)
        implements Checked {
    static final String NO_TARGETS = "no targets; write at least one, with the name of a provider";
    static final String NO_WEIGHT =
            "all weights are 0, so no target can be chosen; give at least one a weight of 1 or more";
    static final String ITSELF = "a model cannot fall back to itself; name another";

    /** One place that serves the model. */
    public record Target(
            @Description("Name of a provider.") @Size(max = 63) String provider,

            @Description("Name of the model at the provider. When absent, it is the client's own word.")
            @Size(min = 1, max = 256) @Nullable String model,

            @Description(
                    "Share of requests, against the weights of the other targets, from 0 to 1000000; 0 takes none.")
            @Default("1")
            @Range(min = "0", max = "1000000")
            int weight) {}

    public Model {
        aliases = List.copyOf(aliases);
        targets = List.copyOf(targets);
        fallbacks = List.copyOf(fallbacks);
    }

    @Override
    public void check(Checks checks) {
        checks.require(!targets.isEmpty(), "targets", NO_TARGETS);
        checks.require(
                targets.isEmpty() || targets.stream().anyMatch(target -> target.weight() > 0), "targets", NO_WEIGHT);
        Set<String> seen = new HashSet<>();
        for (int f = 0; f < fallbacks.size(); f++) {
            String fallback = fallbacks.get(f);
            boolean itself = fallback.equals(name) || aliases.contains(fallback);
            checks.require(!itself, "fallbacks[" + f + "]", ITSELF);
            checks.unique("fallbacks[" + f + "]", fallback, seen, "stands here twice; name it once");
        }
    }
}
