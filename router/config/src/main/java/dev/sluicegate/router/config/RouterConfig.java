package dev.sluicegate.router.config;

import com.fasterxml.jackson.annotation.JsonInclude;
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
     * @param maxHeaderSize of one request, all together; 64Ki when absent
     * @param maxConnections at the same time; 20000 when absent
     * @param maxStreamsPerConnection of HTTP/2, at the same time; 1000 when absent
     */
    public record Listener(
            int port,
            Duration headerTimeout,
            Duration idleTimeout,
            ByteSize maxHeaderSize,
            int maxConnections,
            int maxStreamsPerConnection) {
        public static final Listener DEFAULT = new Listener(
                8080, Duration.ofSeconds(30), Duration.ofMinutes(10), ByteSize.ofKibibytes(64), 20_000, 1_000);

        public Listener onPort(int other) {
            return new Listener(
                    other, headerTimeout, idleTimeout, maxHeaderSize, maxConnections, maxStreamsPerConnection);
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
     * @param loadMetrics absent if it is not a vLLM server, or not to be asked
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
            @Nullable LoadMetrics loadMetrics,
            Ejection ejection) {
        public Provider {
            headers = inOrder(headers);
            query = inOrder(query);
        }

        /** Always the same order, so that equal configs are written as equal bytes. */
        private static Map<String, String> inOrder(Map<String, String> map) {
            return Collections.unmodifiableMap(new TreeMap<>(map));
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
    }

    /**
     * @param provider a provider's name
     * @param model the model's name there; the client's own word for it when absent
     * @param weight the share of requests, against the weights of the other targets; 0 takes none; 1 when absent
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Target(String provider, @Nullable String model, int weight) {
        static Target of(String provider, @Nullable String model, @Nullable Integer weight) {
            return new Target(provider, model, Absent.or(weight, 1));
        }
    }

    /**
     * The three numbers are the default of each key, and hold for all clients together where there are no keys; absent is no limit.
     *
     * @param maxRequestBodySize the largest request body that is accepted; 32Mi when absent
     * @param maxConcurrent requests and streams at the same time
     * @param share which part of each limit and budget is this router's, when there is no store; more than 0, at most 1; 1 when
     *     absent
     * @param store absent if each router counts for itself
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Limits(
            ByteSize maxRequestBodySize,
            @Nullable Integer requestsPerMinute,
            @Nullable Integer tokensPerMinute,
            @Nullable Integer maxConcurrent,
            double share,
            @Nullable LimitStore store) {
        public static final Limits DEFAULT = new Limits(ByteSize.ofMebibytes(32), null, null, null, 1, null);
    }

    /**
     * @param settle how long a draining router goes on accepting late arrivals; 10s when absent
     * @param terminationBudget the longest drain that is not started by the operator (SIGTERM, preStop), settle included; 5m
     *     when absent
     */
    public record Drain(Duration settle, Duration terminationBudget) {
        public static final Drain DEFAULT = new Drain(Duration.ofSeconds(10), Duration.ofMinutes(5));
    }
}
