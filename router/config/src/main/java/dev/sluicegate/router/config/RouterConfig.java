package dev.sluicegate.router.config;

import dev.sluicegate.router.config.schema.Checked;
import dev.sluicegate.router.config.schema.Checks;
import dev.sluicegate.router.config.schema.Schema.Default;
import dev.sluicegate.router.config.schema.Schema.Description;
import dev.sluicegate.router.config.schema.Schema.Range;
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
public record RouterConfig(
        @Description("Version of this format.") @Default("0")
        int version,

        ListenerSettings listener,

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

        DrainSettings drain)
        implements Checked {
    public static final int VERSION = 1;
    /** What a config without a version has; it is read as one of version 1, of which there was none before. */
    static final int UNWRITTEN = 0;

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

    /** The same, listening elsewhere. */
    public RouterConfig onPorts(int port, int adminPort) {
        return new RouterConfig(
                version,
                listener.onPort(port),
                new Admin(adminPort, admin.token),
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
        checks.require(
                version == VERSION || version == UNWRITTEN,
                "version",
                "this router reads version " + VERSION + ", not " + version);
        checks.require(
                listener.port() == 0 || listener.port() != admin.port(),
                "admin.port",
                "must differ from listener.port, which is " + listener.port() + " too");
        References.check(providers, models, prices, checks);
    }
}
