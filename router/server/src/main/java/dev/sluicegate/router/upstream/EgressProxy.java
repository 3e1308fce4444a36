package dev.sluicegate.router.upstream;

import dev.sluicegate.router.config.ProviderProxy;
import io.netty.handler.proxy.ProxyConnectException;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.io.IOException;
import java.io.Serial;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The proxy that stands between the router and a provider, and what goes wrong with it. */
final class EgressProxy {
    /** It ends what the request no longer waits for. The request's own limit comes first, and has its own sentence. */
    private static final Duration LONGER = Duration.ofSeconds(1);

    /** In Netty's sentence on an answer to CONNECT. */
    private static final Pattern STATUS = Pattern.compile("status: ([0-9]{3})");

    private EgressProxy() {}

    /**
     * The way through it. Options that say the same are equal for the pool of connections, so that a new password gets new ones.
     *
     * @param password null where it wants none
     * @param connect the time for the whole way to the provider
     */
    static ProxyOptions options(ProviderProxy config, @Nullable Credential password, Duration connect) {
        ProxyOptions options = new ProxyOptions()
                .setType("socks5".equals(config.url().getScheme()) ? ProxyType.SOCKS5 : ProxyType.HTTP)
                .setHost(config.url().getHost())
                .setPort(config.url().getPort())
                .setConnectTimeout(connect.plus(LONGER));
        return config.username() == null || password == null
                ? options
                : options.setUsername(config.username()).setPassword(password.value());
    }

    /** The failure of a connection, as one of the proxy's where it is that. Time that ran out, and TLS with the provider, are not. */
    static Throwable seen(Throwable failure, RequestOptions options) {
        if (options.getProxyOptions() == null) {
            return failure;
        }
        return switch (failure) {
            case ProxyConnectException refused -> new Failure(refused, refusal(String.valueOf(refused.getMessage())));
            case ConnectException _, UnknownHostException _ ->
                new Failure(failure, "its egress proxy cannot be reached");
            default -> failure;
        };
    }

    private static String refusal(String said) {
        Matcher status = STATUS.matcher(said);
        return status.find()
                ? "its egress proxy refused with status " + status.group(1)
                : "its egress proxy did not let it through";
    }

    /** The proxy did not make the connection. The cause has its address, never its password. */
    static final class Failure extends IOException {
        @Serial
        private static final long serialVersionUID = 1;

        private final String forClient;

        private Failure(Throwable cause, String forClient) {
            super(cause.getMessage(), cause);
            this.forClient = forClient;
        }

        /** The same without addresses. */
        String forClient() {
            return forClient;
        }
    }
}
