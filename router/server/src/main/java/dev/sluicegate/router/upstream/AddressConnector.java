package dev.sluicegate.router.upstream;

import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The making of connections to a provider with several servers, or to a name with several addresses, which Vert.x makes to the first one
 * only. One for each event loop; not thread-safe.
 */
final class AddressConnector {
    /** A name whose addresses are all dead is not worth more of a request's time. */
    private static final int MOST_TRIES = 8;

    private final VertxInternal vertx;
    private final HttpClient client;

    AddressConnector(Vertx vertx, HttpClient client) {
        this.vertx = (VertxInternal) vertx;
        this.client = client;
    }

    /** @param options whose time limit for connecting holds for all servers and addresses together */
    Future<HttpClientRequest> connect(AttemptPermit permit, RequestOptions options) {
        return connect(permit, options, 1, System.nanoTime());
    }

    private Future<HttpClientRequest> connect(AttemptPermit permit, RequestOptions options, int tries, long startedAt) {
        if (options.getProxyOptions() != null) {
            // which knows the way, and often is the only one that can look the name up
            return client.request(options).recover(failure -> Future.failedFuture(EgressProxy.seen(failure, options)));
        }
        long allowed = options.getConnectTimeout();
        return connect(permit.server().addresses(), options).recover(failure -> {
            long left = allowed - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedAt);
            return left <= 0 || tries >= MOST_TRIES || !permit.passOver()
                    ? Future.failedFuture(failure)
                    : connect(permit, options.setConnectTimeout(left), tries + 1, System.nanoTime());
        });
    }

    private Future<HttpClientRequest> connect(Addresses addresses, RequestOptions options) {
        long now = System.nanoTime();
        if (addresses.isFixed()) {
            return connect(addresses, options, new HashSet<>(2), now);
        }
        if (isNumeric(options.getHost())) {
            return client.request(options);
        }
        if (!addresses.mayLookUp(now) && addresses.isKnown()) {
            return connect(addresses, options, new HashSet<>(2), now);
        }
        Future<Void> lookup = lookUp(addresses, options);
        if (addresses.isKnown()) {
            return connect(addresses, options, new HashSet<>(2), now);
        }
        // a name that cannot be looked up fails once more, in the client's words
        return lookup.otherwiseEmpty().compose(_ -> connect(addresses, options, new HashSet<>(2), now));
    }

    private static boolean isNumeric(String host) {
        return NetUtil.isValidIpV4Address(host) || host.indexOf(':') >= 0;
    }

    private Future<Void> lookUp(Addresses addresses, RequestOptions options) {
        return vertx.nameResolver().resolveAll(options.getHost()).map(found -> {
            addresses.found(found.stream().map(InetSocketAddress::getAddress).toList(), options.getPort());
            return null;
        });
    }

    private Future<HttpClientRequest> connect(
            Addresses addresses, RequestOptions options, Set<SocketAddress> tried, long startedAt) {
        SocketAddress server = addresses.next(tried, System.nanoTime());
        if (server == null) {
            return client.request(options);
        }
        tried.add(server);
        long allowed = options.getConnectTimeout();
        return client.request(options.setServer(server)).recover(failure -> {
            long now = System.nanoTime();
            addresses.failed(server, now);
            long left = allowed - TimeUnit.NANOSECONDS.toMillis(now - startedAt);
            return left <= 0 || tried.size() >= Math.min(MOST_TRIES, addresses.size())
                    ? Future.failedFuture(failure)
                    : connect(addresses, options.setConnectTimeout(left), tried, now);
        });
    }
}
