package dev.sluicegate.router.upstream;

import dev.sluicegate.router.config.DurationText;
import dev.sluicegate.router.provider.ApiError;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** The reason why an upstream did not do what was asked of it. */
public sealed interface UpstreamFailure {
    /** No connection came about, so the upstream has seen nothing of the request. */
    record NotConnected(String why) implements UpstreamFailure {}

    /** One of the provider's time limits passed. */
    record TooSlow(Limit limit, Duration allowed) implements UpstreamFailure {}

    /**
     * The connection broke, or what came was not HTTP.
     *
     * @param stale whether it had been used before and broke before any answer: the upstream may have closed it before the request
     *     came
     */
    record Broken(String why, boolean stale) implements UpstreamFailure {}

    /** It answered with an error that could not be passed on as it was. */
    record Refused(int status, String message) implements UpstreamFailure {}

    /** It does not take the gateway's own key (status 401). What it says of that key is not for the client. */
    record KeyRefused() implements UpstreamFailure {}

    /** The stream ended well as HTTP goes, but not as its own protocol says a stream ends. */
    record NoTerminator() implements UpstreamFailure {}

    /** An answer that cannot be said in the client's protocol. */
    record Untranslatable(String what) implements UpstreamFailure {}

    /** The time limit that was passed, one of {@code timeouts} in the config. */
    enum Limit {
        CONNECT("no connection to"),
        FIRST_BYTE("no answer from"),
        IDLE("nothing more of its answer from"),
        REQUEST("not the whole answer from");

        private final String missing;

        Limit(String missing) {
            this.missing = missing;
        }
    }

    /** The same for the client, naming the provider as the config does. */
    default ApiError error(String provider) {
        return switch (this) {
            case NotConnected(String why) ->
                new ApiError(ApiError.Kind.UPSTREAM_FAILED, "cannot connect to provider '" + provider + "': " + why);
            case TooSlow(Limit limit, Duration allowed) ->
                new ApiError(
                        ApiError.Kind.UPSTREAM_TIMEOUT,
                        limit.missing + " provider '" + provider + "' within " + DurationText.format(allowed));
            case Broken(String why, boolean _) ->
                new ApiError(ApiError.Kind.UPSTREAM_FAILED, "provider '" + provider + "' broke off: " + why);
            case Refused(int status, String message) ->
                new ApiError(
                        ApiError.Kind.UPSTREAM_FAILED,
                        "provider '" + provider + "' answered with HTTP status " + status
                                + (message.isEmpty() ? "" : ": " + message));
            case KeyRefused() ->
                new ApiError(
                        ApiError.Kind.UPSTREAM_FAILED,
                        "provider '" + provider
                                + "' does not accept the gateway's own key for it; tell those who run the gateway");
            case NoTerminator() ->
                new ApiError(
                        ApiError.Kind.UPSTREAM_FAILED,
                        "provider '" + provider
                                + "' ended its stream without its terminator; the answer is incomplete");
            case Untranslatable(String what) ->
                new ApiError(ApiError.Kind.UPSTREAM_FAILED, "provider '" + provider + "' " + what);
        };
    }

    /** Whether it says something of the upstream's health. */
    default boolean isTheUpstreams() {
        return switch (this) {
            case NotConnected _, NoTerminator _ -> true;
            case TooSlow(Limit limit, Duration _) -> limit != Limit.REQUEST;
            case Broken(String _, boolean stale) -> !stale;
            // its status has been judged when it came
            case Refused _, KeyRefused _, Untranslatable _ -> false;
        };
    }

    /** @param allowed how long connecting may take */
    static UpstreamFailure connecting(Throwable cause, Duration allowed) {
        // the client's own limit, TLS included, and the socket's
        return cause instanceof TimeoutException || cause instanceof ConnectTimeoutException
                ? new TooSlow(Limit.CONNECT, allowed)
                : new NotConnected(reason(cause));
    }

    /** @param stale see {@link Broken} */
    static UpstreamFailure broken(Throwable cause, boolean stale) {
        return new Broken(reason(cause), stale);
    }

    /** For those who run the router: with the address, or what lies below. */
    static String inLog(Throwable cause) {
        String detail = "";
        for (Throwable each = cause; each != null; each = each.getCause()) {
            String line = String.valueOf(each.getMessage()).lines().findFirst().orElse("");
            // the outer one may have the address, the inner one what is wrong with a certificate
            detail = line.length() > detail.length() && each.getMessage() != null ? line : detail;
        }
        return detail.isEmpty() ? reason(cause) : reason(cause) + " (" + detail + ")";
    }

    /** For the client, so without addresses. */
    static String reason(Throwable cause) {
        return switch (cause) {
            case UpstreamClient.ForbiddenAddress _ ->
                "its host's name leads to a link-local address or to a cloud's metadata service";
            case EgressProxy.Failure failure -> failure.forClient();
            case ConnectException _ -> "the connection was refused";
            case TimeoutException _ -> "there was no answer in time";
            case UnknownHostException _ -> "its host is not known";
            case SSLException _ -> "the TLS handshake failed";
            default -> "the connection was closed";
        };
    }
}
