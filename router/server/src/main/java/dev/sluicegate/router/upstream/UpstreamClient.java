package dev.sluicegate.router.upstream;

import dev.sluicegate.router.config.ForbiddenHosts;
import dev.sluicegate.router.provider.ForwardedKey;
import dev.sluicegate.router.provider.Operation;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.Serial;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Opens requests to upstreams, over connections of its own event loop. One for each event loop; not thread-safe. */
public final class UpstreamClient {
    /** Vert.x's default is 5; what limits is {@code maxInFlight}, never the pool. */
    private static final int POOL_SIZE = 100_000;

    /**
     * Shorter than the shortest idle time-out that servers are known for (5 s: uvicorn, Node.js), so that a request does not meet a
     * connection which the upstream is just closing.
     */
    private static final int KEEP_ALIVE_SECONDS = 4;

    private static final int LARGEST_HEAD = 64 * 1024;

    private final AddressConnector connections;
    /** Connections on which no request has been sent. */
    private final Set<HttpConnection> unused = new HashSet<>();

    private final Predicate<String> forbidden;

    public UpstreamClient(Vertx vertx) {
        this(vertx, ForbiddenHosts::contains);
    }

    /** @param forbidden whether nothing may be sent to an address */
    UpstreamClient(Vertx vertx, Predicate<String> forbidden) {
        this.forbidden = forbidden;
        HttpClient client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                        .setMaxHeaderSize(LARGEST_HEAD)
                        .setMaxChunkSize(64 * 1024)
                        .setTcpNoDelay(true))
                .with(new PoolOptions().setHttp1MaxSize(POOL_SIZE))
                .withConnectHandler(connection -> {
                    ReadAggregator.addTo(connection);
                    unused.add(connection);
                    // some come too late for the request that wanted them
                    connection.closeHandler(_ -> unused.remove(connection));
                })
                .build();
        this.connections = new AddressConnector(vertx, client);
    }

    /**
     * Whether an opened request is not the first on its connection, so that the upstream may be about to close it. To be asked once
     * for each request, when it has been opened.
     */
    public boolean isReused(HttpClientRequest opened) {
        return !unused.remove(opened.connection());
    }

    /** The reading of a request's response. To be asked for as soon as its head has come. */
    public ResponseReading reading(HttpClientRequest answered) {
        return ReadAggregator.of(answered.connection());
    }

    /** A name may lead to an address that the config would have refused, today or after it was looked up: nothing has been sent there yet. */
    private boolean leadsAstray(HttpConnection connection) {
        if (!unused.contains(connection)) {
            return false;
        }
        SocketAddress remote = connection.remoteAddress();
        String address = remote == null ? null : remote.hostAddress();
        return address != null && forbidden.test(address.split("%", 2)[0]);
    }

    /** The connection led where nothing may be sent. */
    static final class ForbiddenAddress extends IllegalStateException {
        @Serial
        private static final long serialVersionUID = 1;

        ForbiddenAddress() {
            super(
                    "the host's name leads to a link-local address or to a cloud's metadata service; nothing was sent there");
        }
    }

    /**
     * The parts that a request's head is made of.
     *
     * @param operation what the upstream is asked for
     * @param model the model's name there
     * @param query the client's own
     * @param translated whether the upstream speaks another protocol than the client, whose query and protocol headers then mean
     *     nothing to it
     * @param clientKey sent only where the config says that clients' keys go; null if the client has sent none
     * @param traceparent the attempt's own; null if it is not traced, and then the client's goes on as it came
     */
    public record Head(
            Operation operation,
            String model,
            MultiMap clientHeaders,
            @Nullable String query,
            String requestId,
            int bodyLength,
            boolean translated,
            @Nullable String traceparent,
            @Nullable ForwardedKey clientKey) {}

    /**
     * Asks for a connection to the permit's server, at one of the addresses that the provider's name leads to; if that is dead, at the next address or
     * server, where the permit then is. The request that comes out has its head complete and is not sent yet.
     */
    public Future<HttpClientRequest> open(AttemptPermit permit, Head head) {
        Upstream upstream = permit.upstream();
        Addressing addressing = upstream.addressing();
        String query = head.translated ? null : head.query;
        RequestOptions options = addressing.request(HttpMethod.POST, addressing.uri(head.operation, head.model, query));
        return connections.connect(permit, options).map(request -> {
            if (leadsAstray(request.connection())) {
                // its end is ours, and no news
                request.exceptionHandler(_ -> {});
                request.connection().close();
                throw new ForbiddenAddress();
            }
            upstream.forwardedHeaders().copyRequest(head.clientHeaders, request.headers(), head.translated);
            if (head.translated) {
                upstream.protocol().ownRequestHeaders().forEach(request::putHeader);
            }
            request.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(head.bodyLength));
            // The body passes through as it is and an error event may have to follow it, so it must not be compressed.
            request.putHeader(HttpHeaders.ACCEPT_ENCODING, HttpHeaders.IDENTITY);
            request.putHeader("x-request-id", head.requestId);
            if (head.traceparent != null) {
                request.putHeader("traceparent", head.traceparent);
            }
            ForwardedKey own = upstream.passesClientKey() ? head.clientKey : null;
            if (own != null && !head.translated) {
                addressing.addHeaders(request.headers(), null);
                request.putHeader(own.header(), own.value());
            } else {
                addressing.addHeaders(request.headers(), own == null ? upstream.key() : own.key());
            }
            return request;
        });
    }
}
