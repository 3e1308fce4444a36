package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Checked.Checks;
import dev.sluicegate.router.config.schema.Format;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Form;
import dev.sluicegate.router.config.schema.Schema.Range;
import dev.sluicegate.router.config.schema.Schema.Rule;
import dev.sluicegate.router.config.schema.Schema.Size;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One model that clients may ask for. */
@Description("Models that clients may ask for.")
@Rule(cel = "has(self.targets) && size(self.targets) > 0", message = Model.NO_TARGETS)
@Rule(
        cel = "!has(self.targets) || size(self.targets) == 0 || self.targets.exists(t, t.weight > 0)",
        message = Model.NO_WEIGHT)
@Rule(cel = "!has(self.fallbacks) || !(self.name in self.fallbacks)", message = Model.ITSELF, field = ".fallbacks")
@Rule(
        cel = "!has(self.contextFallbacks) || !(self.name in self.contextFallbacks)",
        message = Model.ITSELF,
        field = ".contextFallbacks")
@Rule(
        cel = "!has(self.policyFallbacks) || !(self.name in self.policyFallbacks)",
        message = Model.ITSELF,
        field = ".policyFallbacks")
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
                "Names of the models to try, in this order, when a provider says that the request is longer than the model takes. When absent, the client gets what the provider says.")
        @Size(max = 16, each = 128) @Rule(cel = "self.all(f, self.exists_one(g, g == f))", message = "a fallback stands here twice; name it once")
        List<String> contextFallbacks,

        @Description(
                "Names of the models to try, in this order, when a provider refuses the request by its rules on content. When absent, the client gets what the provider says.")
        @Size(max = 16, each = 128) @Rule(cel = "self.all(f, self.exists_one(g, g == f))", message = "a fallback stands here twice; name it once")
        List<String> policyFallbacks,

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
        contextFallbacks = List.copyOf(contextFallbacks);
        policyFallbacks = List.copyOf(policyFallbacks);
    }

    @Override
    public void check(Checks checks) {
        checks.require(!targets.isEmpty(), "targets", NO_TARGETS);
        checks.require(
                targets.isEmpty() || targets.stream().anyMatch(target -> target.weight() > 0), "targets", NO_WEIGHT);
        allFallbacks().forEach((field, names) -> {
            Set<String> seen = new HashSet<>();
            for (int f = 0; f < names.size(); f++) {
                String fallback = names.get(f);
                String path = field + "[" + f + "]";
                checks.require(!fallback.equals(name) && !aliases.contains(fallback), path, ITSELF);
                checks.unique(path, fallback, seen, "stands here twice; name it once");
            }
        });
    }

    /** The models that others follow, by the field that names them. */
    Map<String, List<String>> allFallbacks() {
        return Map.of("fallbacks", fallbacks, "contextFallbacks", contextFallbacks, "policyFallbacks", policyFallbacks);
    }

    /** The way in which one of a model's targets is chosen. */
    public enum Balance implements ConfigEnum {
        /** Drawn, by weight. */
        WEIGHTED_RANDOM,
        /** The one with the least in flight, in proportion to its weight. */
        LEAST_IN_FLIGHT,
        /** The one with the most free slots. */
        FREE_SLOTS,
        /** The first that is well and has room. */
        ORDERED
    }

    /** The requests that go to the same target as long as it is well, so that its prompt cache serves them. */
    @Description(
            "Affinity of requests to a target, as long as that is well, so that its prompt cache serves them. When absent, any target serves any request.")
    @Rule(cel = "self.by != 'Header' || has(self.header)", message = Affinity.NO_HEADER)
    @Rule(cel = "self.by != 'Key' || !has(self.header)", message = Affinity.NOT_BY_HEADER, field = ".header")
    public record Affinity(
            @Description(
                    "Feature that requests for the same target have in common. Key: the client's key. Header: the value of the header that header names.")
            By by,

            @Description("Name of the header, for by: Header.")
            @Size(min = 1, max = 128) @Form(Format.HEADER_NAME)
            @Nullable String header)
            implements Checked {
        static final String NO_HEADER = "by: Header needs the header's name; write it, as in header: x-session-id";
        static final String NOT_BY_HEADER = "has no meaning with by: Key; leave it out, or write by: Header";

        /** The thing that requests have in common. */
        public enum By implements ConfigEnum {
            KEY,
            HEADER
        }

        @Override
        public void check(Checks checks) {
            checks.require(by != By.HEADER || header != null, "", NO_HEADER);
            checks.require(by != By.KEY || header == null, "header", NOT_BY_HEADER);
        }
    }

    /** The rule of what is tried again, and only as long as the client has received nothing. */
    @Description("Retries of a request that failed, as long as the client has received nothing.")
    @Rule(
            cel = "!self.backoff.matches('" + DurationText.REGEX + "') || !self.maxBackoff.matches('"
                    + DurationText.REGEX + "') || duration(self.backoff) <= duration(self.maxBackoff)",
            message = Retry.TOO_LONG,
            field = ".backoff")
    public record Retry(
            @Description("Number of further attempts after the first, over all targets of the model, from 0 to 20.")
            @Default("2")
            @Range(min = "0", max = "20")
            int attempts,

            @Description(
                    "Pause before the second attempt at the same target, from 0s to 168h; doubled for each further one.")
            @Default("100ms")
            @Range(min = "0s", max = "168h")
            Duration backoff,

            @Description("Longest of these pauses, from 0s to 168h.") @Default("2s") @Range(min = "0s", max = "168h")
            Duration maxBackoff,

            @Description(
                    "Longest pause, from 0s to 168h, that is granted to a provider which asks for one by Retry-After.")
            @Default("10s")
            @Range(min = "0s", max = "168h")
            Duration maxRetryAfter,

            @Description(
                    "Further HTTP statuses of providers, from 400 to 599, after which another attempt is made; 408, 409, 429 and those from 500 are anyway.")
            @Size(max = 32) @Rule(cel = "self.all(s, s >= 400 && s <= 599)", message = Retry.NO_ERROR)
            List<Integer> statuses)
            implements Checked {
        static final String TOO_LONG = "must not be longer than maxBackoff; shorten backoff or lengthen maxBackoff";
        static final String NO_ERROR = "is no status of an error; write numbers from 400 to 599";

        public Retry {
            statuses = List.copyOf(statuses);
        }

        @Override
        public void check(Checks checks) {
            checks.require(backoff.compareTo(maxBackoff) <= 0, "backoff", TOO_LONG);
            for (int s = 0; s < statuses.size(); s++) {
                checks.require(statuses.get(s) >= 400 && statuses.get(s) <= 599, "statuses[" + s + "]", NO_ERROR);
            }
        }
    }

    /** A second attempt at another target for a non-streaming request that takes long; the first good answer counts. */
    @Description(
            "Second attempt at another target for a request that is no stream and takes long; the first good answer counts. When absent, there is none.")
    public record Hedge(
            @Description("Time that the first attempt may take before the second starts, from 1ms to 168h.")
            Duration after) {}

    /**
     * The treatment of a request's hints and tuning for which a provider has no counterpart. What changes the meaning of an answer is refused
     * in any case.
     */
    public enum Unsupported implements ConfigEnum {
        /** They are left out, and the response says so in {@code x-sluicegate-dropped}. */
        DROP,
        /** The request is refused with a sentence that names the field. */
        REFUSE
    }

    /** The marks up to which Anthropic keeps a prompt in its cache, in requests that are translated for it. */
    public enum CacheMarks implements ConfigEnum {
        /** As the client has set them. */
        AS_SENT,
        /** Set by the router where the client has set none: after the tools, the system prompt and the last turn. */
        SET
    }
}
