package dev.sluicegate.router.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluicegate.router.adminapi.AdminApi;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.MessageDigest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who may use the admin port for what. */
final class AdminAccess {
    private final @Nullable Supplier<String> token;

    /** @param token null if there is none, which leaves the endpoints that need one to the loopback interface */
    AdminAccess(@Nullable Supplier<String> token) {
        this.token = token;
    }

    /** @return why not, as a sentence; null if allowed */
    @Nullable String refusal(HttpServerRequest request) {
        String path = request.path();
        if (AdminApi.ALIVE.equals(path) || AdminApi.READY.equals(path) || AdminApi.METRICS.equals(path)) {
            return null;
        }
        if (token == null) {
            return isLoopback(request.remoteAddress())
                    ? null
                    : "this router has no admin token, so it is managed from its own machine only; set admin.token";
        }
        String given = request.getHeader(HttpHeaders.AUTHORIZATION);
        String wanted = token.get();
        boolean allowed = isBearer(given, wanted)
                || (AdminApi.DRAIN_WAIT.equals(path) && isBearer(given, AdminApi.drainWaitToken(wanted)));
        return allowed ? null : "send the admin token: Authorization: Bearer TOKEN";
    }

    private static boolean isBearer(@Nullable String header, String wanted) {
        byte[] given = header == null ? new byte[0] : header.getBytes(UTF_8);
        return MessageDigest.isEqual(given, ("Bearer " + wanted).getBytes(UTF_8));
    }

    private static boolean isLoopback(@Nullable SocketAddress address) {
        try {
            return address != null
                    && address.hostAddress() != null
                    && InetAddress.getByName(address.hostAddress()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            // cannot happen to an address in digits; nobody we know in any case
            return false;
        }
    }
}
