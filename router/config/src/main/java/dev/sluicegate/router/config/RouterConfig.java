package dev.sluicegate.router.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole config of one router process. Immutable; absent fields have become their defaults.
 *
 * <p>A value that came out of {@link RouterConfigReader} is consistent: names are unique, each target names a provider that
 * exists, each duration is in range. No secret stands in it: it names files.
 *
 * @param version the version of this format, {@value #VERSION}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RouterConfig(
        int version,
        Listener listener,
        Admin admin,
        List<Provider> providers,
        List<Model> models,
        Limits limits,
        Drain drain) {
    public static final int VERSION = 1;

    public RouterConfig {
        providers = List.copyOf(providers);
        models = List.copyOf(models);
    }

    @JsonCreator
    static RouterConfig of(
            @JsonProperty("version") int version,
            @JsonProperty("listener") @Nullable Listener listener,
            @JsonProperty("admin") @Nullable Admin admin,
            @JsonProperty("providers") @Nullable List<Provider> providers,
            @JsonProperty("models") @Nullable List<Model> models,
            @JsonProperty("limits") @Nullable Limits limits,
            @JsonProperty("drain") @Nullable Drain drain) {
        return new RouterConfig(
                version,
                orElse(listener, Listener.DEFAULT),
                orElse(admin, Admin.DEFAULT),
                orElse(providers, List.of()),
                orElse(models, List.of()),
                orElse(limits, Limits.DEFAULT),
                orElse(drain, Drain.DEFAULT));
    }

    private static <T> T orElse(@Nullable T value, T absent) {
        return value == null ? absent : value;
    }

    /**
     * Where clients come in: HTTP/1.1 and HTTP/2 without TLS (with prior knowledge, or by upgrade) on one port.
     *
     * @param port 0 picks a free one; 8080 when absent
     */
    public record Listener(int port) {
        public static final Listener DEFAULT = new Listener(8080);

        @JsonCreator
        static Listener of(@JsonProperty("port") @Nullable Integer port) {
            return new Listener(orElse(port, DEFAULT.port));
        }
    }

    /**
     * Where the router is managed.
     *
     * @param port 0 picks a free one; 9090 when absent
     * @param tokenFile holds the token that all endpoints but the probes and the metrics ask for; when absent, those endpoints
     *     answer on the loopback interface only
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Admin(int port, @Nullable String tokenFile) {
        public static final Admin DEFAULT = new Admin(9090, null);

        @JsonCreator
        static Admin of(
                @JsonProperty("port") @Nullable Integer port, @JsonProperty("tokenFile") @Nullable String tokenFile) {
            return new Admin(orElse(port, DEFAULT.port), tokenFile);
        }
    }

    /**
     * One upstream.
     *
     * @param name unique among providers
     * @param api the protocol it speaks
     * @param baseUrl http or https, up to and including its version segment for OpenAI ({@code https://api.openai.com/v1}),
     *     without it for Anthropic ({@code https://api.anthropic.com}), as their own SDKs take it
     * @param credentialsFile holds the API key, read at start and when it changes; absent for a provider that wants none
     * @param maxInFlight requests and streams at the same time, from this router; absent is no limit
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Provider(
            String name,
            Api api,
            URI baseUrl,
            @Nullable String credentialsFile,
            Timeouts timeouts,
            @Nullable Integer maxInFlight) {
        @JsonCreator
        static Provider of(
                @JsonProperty("name") String name,
                @JsonProperty("api") Api api,
                @JsonProperty("baseUrl") URI baseUrl,
                @JsonProperty("credentialsFile") @Nullable String credentialsFile,
                @JsonProperty("timeouts") @Nullable Timeouts timeouts,
                @JsonProperty("maxInFlight") @Nullable Integer maxInFlight) {
            return new Provider(name, api, baseUrl, credentialsFile, orElse(timeouts, Timeouts.DEFAULT), maxInFlight);
        }
    }

    /**
     * How long each part of an upstream request may take.
     *
     * @param connect until the connection stands; 5s when absent
     * @param firstByte from the request's end to the response's head; 5m when absent
     * @param idle between two chunks of a response; 2m when absent
     * @param request from start to end; 1h when absent
     */
    public record Timeouts(Duration connect, Duration firstByte, Duration idle, Duration request) {
        public static final Timeouts DEFAULT =
                new Timeouts(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofMinutes(2), Duration.ofHours(1));

        @JsonCreator
        static Timeouts of(
                @JsonProperty("connect") @Nullable Duration connect,
                @JsonProperty("firstByte") @Nullable Duration firstByte,
                @JsonProperty("idle") @Nullable Duration idle,
                @JsonProperty("request") @Nullable Duration request) {
            return new Timeouts(
                    orElse(connect, DEFAULT.connect),
                    orElse(firstByte, DEFAULT.firstByte),
                    orElse(idle, DEFAULT.idle),
                    orElse(request, DEFAULT.request));
        }
    }

    /**
     * What a client may ask for.
     *
     * @param name unique among names and aliases
     * @param aliases other names for the same
     * @param targets where a request goes: one is drawn by weight
     */
    public record Model(String name, List<String> aliases, List<Target> targets) {
        public Model {
            aliases = List.copyOf(aliases);
            targets = List.copyOf(targets);
        }

        @JsonCreator
        static Model of(
                @JsonProperty("name") String name,
                @JsonProperty("aliases") @Nullable List<String> aliases,
                @JsonProperty("targets") @Nullable List<Target> targets) {
            return new Model(name, orElse(aliases, List.of()), orElse(targets, List.of()));
        }
    }

    /**
     * @param provider a provider's name
     * @param model the model's name there; the client's own word for it when absent
     * @param weight the share of requests, against the weights of the other targets; 0 takes none; 1 when absent
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Target(String provider, @Nullable String model, int weight) {
        @JsonCreator
        static Target of(
                @JsonProperty("provider") String provider,
                @JsonProperty("model") @Nullable String model,
                @JsonProperty("weight") @Nullable Integer weight) {
            return new Target(provider, model, orElse(weight, 1));
        }
    }

    /** @param requestBody the largest request body that is accepted; 32Mi when absent */
    public record Limits(ByteSize requestBody) {
        public static final Limits DEFAULT = new Limits(ByteSize.ofMebibytes(32));

        @JsonCreator
        static Limits of(@JsonProperty("requestBody") @Nullable ByteSize requestBody) {
            return new Limits(orElse(requestBody, DEFAULT.requestBody));
        }
    }

    /**
     * @param settle how long a draining router goes on accepting late arrivals; 10s when absent
     * @param terminationBudget the longest drain that is not started by the operator (SIGTERM, preStop), settle included; 5m
     *     when absent
     */
    public record Drain(Duration settle, Duration terminationBudget) {
        public static final Drain DEFAULT = new Drain(Duration.ofSeconds(10), Duration.ofMinutes(5));

        @JsonCreator
        static Drain of(
                @JsonProperty("settle") @Nullable Duration settle,
                @JsonProperty("terminationBudget") @Nullable Duration terminationBudget) {
            return new Drain(orElse(settle, DEFAULT.settle), orElse(terminationBudget, DEFAULT.terminationBudget));
        }
    }
}
