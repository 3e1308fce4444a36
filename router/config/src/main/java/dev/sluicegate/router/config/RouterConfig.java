package dev.sluicegate.router.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The whole config of one router process. Immutable; absent fields have become their defaults.
 *
 * <p>A value that came out of {@link RouterConfigReader} is consistent: names are unique, each target names a provider that
 * exists, each duration is in range. No secret stands in it: it names files.
 *
 * @param version the version of this format, {@value #VERSION}
 * @param tracing absent for no traces
 * @param prices what has none costs nothing in the accounts
 * @param cache absent for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RouterConfig(
        int version,
        Listener listener,
        Admin admin,
        Logging logging,
        @Nullable Tracing tracing,
        List<Provider> providers,
        List<Model> models,
        Streams streams,
        Auth auth,
        Limits limits,
        List<Price> prices,
        Accounting accounting,
        @Nullable ResponseCache cache,
        Drain drain) {
    public static final int VERSION = 1;

    /** What a config without a version has; it is read as one of version 1, of which there was none before. */
    static final int UNWRITTEN = 0;

    public RouterConfig {
        providers = List.copyOf(providers);
        models = List.copyOf(models);
        prices = List.copyOf(prices);
    }

    @JsonCreator
    static RouterConfig of(
            @JsonProperty("version") int version,
            @JsonProperty("listener") @Nullable Listener listener,
            @JsonProperty("admin") @Nullable Admin admin,
            @JsonProperty("logging") @Nullable Logging logging,
            @JsonProperty("tracing") @Nullable Tracing tracing,
            @JsonProperty("providers") @Nullable List<Provider> providers,
            @JsonProperty("models") @Nullable List<Model> models,
            @JsonProperty("streams") @Nullable Streams streams,
            @JsonProperty("auth") @Nullable Auth auth,
            @JsonProperty("limits") @Nullable Limits limits,
            @JsonProperty("prices") @Nullable List<Price> prices,
            @JsonProperty("accounting") @Nullable Accounting accounting,
            @JsonProperty("cache") @Nullable ResponseCache cache,
            @JsonProperty("drain") @Nullable Drain drain) {
        return new RouterConfig(
                version,
                Absent.or(listener, Listener.DEFAULT),
                Absent.or(admin, Admin.DEFAULT),
                Absent.or(logging, Logging.DEFAULT),
                tracing,
                Absent.or(providers, List.of()),
                Absent.or(models, List.of()),
                Absent.or(streams, Streams.DEFAULT),
                Absent.or(auth, Auth.DEFAULT),
                Absent.or(limits, Limits.DEFAULT),
                Absent.or(prices, List.of()),
                Absent.or(accounting, Accounting.DEFAULT),
                cache,
                Absent.or(drain, Drain.DEFAULT));
    }

    /** The same, listening elsewhere. */
    public RouterConfig onPorts(int port, int adminPort) {
        return new RouterConfig(
                version,
                listener.onPort(port),
                new Admin(adminPort, admin.tokenFile),
                logging,
                tracing,
                providers,
                models,
                streams,
                auth,
                limits,
                prices,
                accounting,
                cache,
                drain);
    }

    /**
     * Where clients come in: HTTP/1.1 and HTTP/2 without TLS (with prior knowledge, or by upgrade) on one port.
     *
     * @param port 0 picks a free one; 8080 when absent
     * @param headerTimeout until a request's head is complete, from its first byte or the connection's beginning; 30s when absent
     * @param idleTimeout how long a connection may carry nothing; 10m when absent
     * @param maxHeader of one request, all together; 64Ki when absent
     * @param maxConnections at the same time; 20000 when absent
     * @param maxStreamsPerConnection of HTTP/2, at the same time; 1000 when absent
     */
    public record Listener(
            int port,
            Duration headerTimeout,
            Duration idleTimeout,
            ByteSize maxHeader,
            int maxConnections,
            int maxStreamsPerConnection) {
        public static final Listener DEFAULT = new Listener(
                8080, Duration.ofSeconds(30), Duration.ofMinutes(10), ByteSize.ofKibibytes(64), 20_000, 1_000);

        @JsonCreator
        static Listener of(
                @JsonProperty("port") @Nullable Integer port,
                @JsonProperty("headerTimeout") @Nullable Duration headerTimeout,
                @JsonProperty("idleTimeout") @Nullable Duration idleTimeout,
                @JsonProperty("maxHeader") @Nullable ByteSize maxHeader,
                @JsonProperty("maxConnections") @Nullable Integer maxConnections,
                @JsonProperty("maxStreamsPerConnection") @Nullable Integer maxStreamsPerConnection) {
            return new Listener(
                    Absent.or(port, DEFAULT.port),
                    Absent.or(headerTimeout, DEFAULT.headerTimeout),
                    Absent.or(idleTimeout, DEFAULT.idleTimeout),
                    Absent.or(maxHeader, DEFAULT.maxHeader),
                    Absent.or(maxConnections, DEFAULT.maxConnections),
                    Absent.or(maxStreamsPerConnection, DEFAULT.maxStreamsPerConnection));
        }

        public Listener onPort(int other) {
            return new Listener(other, headerTimeout, idleTimeout, maxHeader, maxConnections, maxStreamsPerConnection);
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
            return new Admin(Absent.or(port, DEFAULT.port), tokenFile);
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
     * @param flavor how it deviates from that protocol
     * @param responses what it is asked for when a client asks for a response
     * @param streamUsage whether it is asked what a stream of chat completions took, when the client does not ask
     * @param credentialsHeader where it wants the key; the protocol's or the flavor's own header when absent
     * @param headers added to each request
     * @param query added to each request's path
     * @param tls absent for the JDK's own trust
     * @param maxInFlight requests and streams at the same time, from this router; absent is no limit
     * @param queue where requests wait beyond that
     * @param slots absent if it is not a llama.cpp server, or not to be asked
     * @param gauges absent if it is not a vLLM server, or not to be asked
     * @param ejection when it is left alone for a while
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Provider(
            String name,
            Api api,
            URI baseUrl,
            Flavor flavor,
            Responses responses,
            StreamUsage streamUsage,
            @Nullable String credentialsFile,
            @Nullable String credentialsHeader,
            Map<String, String> headers,
            Map<String, String> query,
            @Nullable Tls tls,
            Timeouts timeouts,
            @Nullable Integer maxInFlight,
            Queue queue,
            @Nullable Slots slots,
            @Nullable Gauges gauges,
            Ejection ejection) {
        public Provider {
            headers = inOrder(headers);
            query = inOrder(query);
        }

        /** Always the same order, so that equal configs are written as equal bytes. */
        private static Map<String, String> inOrder(Map<String, String> map) {
            return Collections.unmodifiableMap(new TreeMap<>(map));
        }

        @JsonCreator
        static Provider of(
                @JsonProperty("name") String name,
                @JsonProperty("api") Api api,
                @JsonProperty("baseUrl") URI baseUrl,
                @JsonProperty("flavor") @Nullable Flavor flavor,
                @JsonProperty("responses") @Nullable Responses responses,
                @JsonProperty("streamUsage") @Nullable StreamUsage streamUsage,
                @JsonProperty("credentialsFile") @Nullable String credentialsFile,
                @JsonProperty("credentialsHeader") @Nullable String credentialsHeader,
                @JsonProperty("headers") @Nullable Map<String, String> headers,
                @JsonProperty("query") @Nullable Map<String, String> query,
                @JsonProperty("tls") @Nullable Tls tls,
                @JsonProperty("timeouts") @Nullable Timeouts timeouts,
                @JsonProperty("maxInFlight") @Nullable Integer maxInFlight,
                @JsonProperty("queue") @Nullable Queue queue,
                @JsonProperty("slots") @Nullable Slots slots,
                @JsonProperty("gauges") @Nullable Gauges gauges,
                @JsonProperty("ejection") @Nullable Ejection ejection) {
            return new Provider(
                    name,
                    api,
                    baseUrl,
                    Absent.or(flavor, Flavor.DEFAULT),
                    Absent.or(responses, Responses.DEFAULT),
                    Absent.or(streamUsage, StreamUsage.DEFAULT),
                    credentialsFile,
                    credentialsHeader,
                    Absent.or(headers, Map.of()),
                    Absent.or(query, Map.of()),
                    tls,
                    Absent.or(timeouts, Timeouts.DEFAULT),
                    maxInFlight,
                    Absent.or(queue, Queue.DEFAULT),
                    slots,
                    gauges,
                    Absent.or(ejection, Ejection.DEFAULT));
        }
    }

    /**
     * How long each part of an upstream request may take.
     *
     * @param connect until the connection stands; 5s when absent
     * @param firstByte from the request's end to the first byte of the response's body; 5m when absent
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
                    Absent.or(connect, DEFAULT.connect),
                    Absent.or(firstByte, DEFAULT.firstByte),
                    Absent.or(idle, DEFAULT.idle),
                    Absent.or(request, DEFAULT.request));
        }
    }

    /**
     * What a client may ask for.
     *
     * @param name unique among names and aliases
     * @param aliases other names for the same
     * @param targets where a request may go
     * @param balance how one of them is chosen
     * @param fallbacks the names of models to try next, in this order, before the first byte only
     * @param affinity absent if any target will do for any request
     * @param hedge absent for never
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Model(
            String name,
            List<String> aliases,
            List<Target> targets,
            Balance balance,
            List<String> fallbacks,
            Retry retry,
            @Nullable Affinity affinity,
            @Nullable Hedge hedge) {
        public Model {
            aliases = List.copyOf(aliases);
            targets = List.copyOf(targets);
            fallbacks = List.copyOf(fallbacks);
        }

        @JsonCreator
        static Model of(
                @JsonProperty("name") String name,
                @JsonProperty("aliases") @Nullable List<String> aliases,
                @JsonProperty("targets") @Nullable List<Target> targets,
                @JsonProperty("balance") @Nullable Balance balance,
                @JsonProperty("fallbacks") @Nullable List<String> fallbacks,
                @JsonProperty("retry") @Nullable Retry retry,
                @JsonProperty("affinity") @Nullable Affinity affinity,
                @JsonProperty("hedge") @Nullable Hedge hedge) {
            return new Model(
                    name,
                    Absent.or(aliases, List.of()),
                    Absent.or(targets, List.of()),
                    Absent.or(balance, Balance.DEFAULT),
                    Absent.or(fallbacks, List.of()),
                    Absent.or(retry, Retry.DEFAULT),
                    affinity,
                    hedge);
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
            return new Target(provider, model, Absent.or(weight, 1));
        }
    }

    /**
     * The three numbers are the default of each key, and hold for all clients together where there are no keys; absent is no limit.
     *
     * @param requestBody the largest request body that is accepted; 32Mi when absent
     * @param parallel requests and streams at the same time
     * @param share which part of each limit and budget is this router's, when there is no store; more than 0, at most 1; 1 when
     *     absent
     * @param store absent if each router counts for itself
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Limits(
            ByteSize requestBody,
            @Nullable Integer requestsPerMinute,
            @Nullable Integer tokensPerMinute,
            @Nullable Integer parallel,
            double share,
            @Nullable LimitStore store) {
        public static final Limits DEFAULT = new Limits(ByteSize.ofMebibytes(32), null, null, null, 1, null);

        @JsonCreator
        static Limits of(
                @JsonProperty("requestBody") @Nullable ByteSize requestBody,
                @JsonProperty("requestsPerMinute") @Nullable Integer requestsPerMinute,
                @JsonProperty("tokensPerMinute") @Nullable Integer tokensPerMinute,
                @JsonProperty("parallel") @Nullable Integer parallel,
                @JsonProperty("share") @Nullable Double share,
                @JsonProperty("store") @Nullable LimitStore store) {
            return new Limits(
                    Absent.or(requestBody, DEFAULT.requestBody),
                    requestsPerMinute,
                    tokensPerMinute,
                    parallel,
                    Absent.or(share, DEFAULT.share),
                    store);
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
            return new Drain(
                    Absent.or(settle, DEFAULT.settle), Absent.or(terminationBudget, DEFAULT.terminationBudget));
        }
    }
}
