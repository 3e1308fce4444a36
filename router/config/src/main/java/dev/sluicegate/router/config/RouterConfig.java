package dev.sluicegate.router.config;

import dev.sluicegate.router.config.ReferencedFile.SecretSource;
import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Checked.Checks;
import dev.sluicegate.router.config.schema.Format;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Form;
import dev.sluicegate.router.config.schema.Schema.NewPods;
import dev.sluicegate.router.config.schema.Schema.Range;
import dev.sluicegate.router.config.schema.Schema.RouterOnly;
import dev.sluicegate.router.config.schema.Schema.Size;
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
 * @param generation the number of this config among those that the pods of one revision have had; 0 for the one that they began with
 */
public record RouterConfig(
        @Description("Version of this format.") int version,

        @Description(
                "Number of this config among those that an operator has given to the same pods. One with a smaller number than the one in force is older, and is not taken.")
        @RouterOnly
        @Default("0")
        @Range(min = "0", max = "2147483647")
        int generation,

        ListenerSettings listener,

        @NewPods Admin admin,

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

        DrainSettings drain)
        implements Checked {
    public static final int VERSION = 1;

    /** The port on which the router is managed. */
    @Description("Port of the probes, the metrics and the router's management.")
    public record Admin(
            @Description("Port, from 1 to 65535; 0 picks a free one.") @Default("9090") @Range(min = "0", max = "65535")
            int port,

            @Description(
                    "Source of the token that all endpoints but the probes and the metrics ask for. When absent, those answer on the loopback interface only.")
            @Nullable SecretSource token) {}

    public RouterConfig {
        providers = List.copyOf(providers);
        models = List.copyOf(models);
        prices = List.copyOf(prices);
    }

    /** The same on other ports. */
    public RouterConfig onPorts(int port, int adminPort) {
        return at(listener.address(), port, adminPort);
    }

    /** The same, listening elsewhere, at an address that {@link ListenerSettings#isAddress} accepts, or where nothing else is said (null). */
    public RouterConfig at(@Nullable String address, int port, int adminPort) {
        return with(generation, listener.at(address, port), new Admin(adminPort, admin.token));
    }

    /** The same as the config of another generation. */
    public RouterConfig ofGeneration(int other) {
        return with(other, listener, admin);
    }

    private RouterConfig with(int number, ListenerSettings itsListener, Admin itsAdmin) {
        return new RouterConfig(
                version,
                number,
                itsListener,
                itsAdmin,
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

    @Override
    public void check(Checks checks) {
        checks.require(version == VERSION, "version", "this router reads version " + VERSION + ", not " + version);
        checks.require(
                listener.port() == 0 || listener.port() != admin.port(),
                "admin.port",
                "must differ from listener.port, which is " + listener.port() + " too");
        References.check(providers, models, prices, checks);
    }

    /** The means by which streams are kept alive. */
    @Description("Care for streams that are silent for a while.")
    public record Streams(
            @Description(
                    "Time between two comments that a silent stream sends to its client, before its first event and between events, from 0s to 168h. 0s sends none.")
            @Default("15s")
            @Range(min = "0s", max = "168h")
            Duration heartbeat) {}

    /** Answers of non-streaming requests that are given again to exactly the same request. */
    @Description(
            "Cache of answers, in each pod, which are given again to exactly the same request. Streams are not cached. When absent, no answer is given twice.")
    public record ResponseCache(
            @Description("Size of all answers together, in each pod, in bytes, from 1 to 1023Gi.")
            @Default("64Mi")
            @Range(min = "1", max = "1023Gi")
            ByteSize size,

            @Description("Time for which an answer is good, from 1ms to 168h.") @Default("5m")
            Duration ttl) {}

    /** The output that the router writes to its standard output. */
    @Description("Log of a pod.")
    public record Logging(
            @Description("Least level of the router's own messages: ERROR, WARN, INFO, DEBUG or TRACE.")
            @Default("INFO")
            Level level,

            @Description("Whether each request leaves a line.") @Default("true")
            boolean accessLog,

            @Description(
                    "Whether that line holds the request's body, as far as it was read. Prompts are then in your logs.")
            @Default("false")
            boolean prompts) {
        /** Level of messages. */
        public enum Level {
            ERROR,
            WARN,
            INFO,
            DEBUG,
            TRACE
        }
    }

    /** The collector that traces go to, by OTLP over HTTP. */
    @Description("Traces of requests, by OTLP over HTTP. When absent, there are none.")
    public record Tracing(
            @Description("Address of the collector, with its path, as in http://collector:4318/v1/traces.")
            @Size(max = 1024) @Form(Format.TRACES_URL)
            URI endpoint,

            @Description("Part of the requests without a decision of their caller's that is traced, from 0 to 1.")
            @Default("1.0")
            @Range(min = "0", max = "1")
            double sampleRatio,

            @Description(
                    "Source of headers for the collector, such as its key, written as OTEL_EXPORTER_OTLP_HEADERS is: name=value, with commas between several and values percent-encoded. When absent, there are none.")
            @Nullable SecretSource headers,

            @Description("Compression of what is sent.") @Default("None")
            Compression compression) {
        /** Way in which bodies are made smaller. */
        public enum Compression implements ConfigEnum {
            NONE,
            GZIP
        }
    }
}
