package dev.sluicegate.router.upstream;

import dev.sluicegate.router.config.DurationText;
import dev.sluicegate.router.provider.ApiError;
import java.time.Duration;

/** Why an upstream did not do what was asked of it. */
public sealed interface UpstreamFailure {
    /** No connection came about, so the upstream has seen nothing of the request. */
    record NotConnected(String why) implements UpstreamFailure {}

    /** One of the provider's time limits passed. */
    record TooSlow(Limit limit, Duration allowed) implements UpstreamFailure {}

    /** The connection broke, or what came was not HTTP. */
    record Broken(String why) implements UpstreamFailure {}

    /** The stream ended well as HTTP goes, but not as its own protocol says a stream ends. */
    record NoTerminator() implements UpstreamFailure {}

    /** What it answered cannot be said in the client's protocol. */
    record Untranslatable(String what) implements UpstreamFailure {}

    /** What {@code timeouts} in the config limits. */
    enum Limit {
        CONNECT("no connection"),
        FIRST_BYTE("no answer"),
        IDLE("nothing more of its answer"),
        REQUEST("not the whole answer");

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
                        limit.missing + " from provider '" + provider + "' within " + DurationText.format(allowed));
            case Broken(String why) ->
                new ApiError(ApiError.Kind.UPSTREAM_FAILED, "provider '" + provider + "' broke off: " + why);
            case NoTerminator() ->
                new ApiError(
                        ApiError.Kind.UPSTREAM_FAILED,
                        "provider '" + provider
                                + "' ended its stream without its terminator; the answer is incomplete");
            case Untranslatable(String what) ->
                new ApiError(ApiError.Kind.UPSTREAM_FAILED, "provider '" + provider + "' " + what);
        };
    }
}
