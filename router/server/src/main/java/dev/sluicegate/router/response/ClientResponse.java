package dev.sluicegate.router.response;

import dev.sluicegate.router.account.InFlightRequest;
import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.provider.Protocol;
import dev.sluicegate.router.provider.ShutdownNotice;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a request: everything that is said to the client goes through here, and the ledger learns from here, exactly
 * once, how it ended. Used on the request's event loop only.
 */
public final class ClientResponse {
    /** RST_STREAM may overtake what was written before it at the client, so it follows later (RFC 9113, section 5.1). */
    private static final long RESET_DELAY_MILLIS = 300;

    private static final long HTTP2_INTERNAL_ERROR = 0x2;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Protocol protocol;
    private final InFlightRequest inFlight;
    private final ResponseConnection connection;
    private @Nullable Runnable onClientLeft;
    private @Nullable Runnable whenOver;
    private @Nullable MultiMap ownHeaders;
    private @Nullable ResponseCopy copy;
    private @Nullable Heartbeat heartbeat;
    private boolean ending;
    private boolean over;

    public ClientResponse(
            Vertx vertx,
            HttpServerRequest request,
            Protocol protocol,
            InFlightRequest inFlight,
            ResponseConnection connection) {
        this.vertx = vertx;
        this.request = request;
        this.response = request.response();
        this.protocol = protocol;
        this.inFlight = inFlight;
        this.connection = connection;
        response.exceptionHandler(_ -> clientLeft());
        response.closeHandler(_ -> clientLeft());
    }

    public Protocol protocol() {
        return protocol;
    }

    public String requestId() {
        return inFlight.id();
    }

    public InFlightRequest inFlightRequest() {
        return inFlight;
    }

    /** Whether nothing can be said any more. */
    public boolean isOver() {
        return over || ending;
    }

    public boolean headSent() {
        return response.headWritten();
    }

    /** Called at once when the client goes away before the end; not after {@link #end}. */
    public void onClientLeft(Runnable action) {
        onClientLeft = action;
    }

    /** Called once, when nothing can be said any more, however that came. */
    public void whenOver(Runnable action) {
        whenOver = action;
    }

    /**
     * A header that the router adds to the response, whoever gives it; it replaces an upstream's.
     *
     * @param value null if it shall not be added after all
     */
    public void header(String name, @Nullable String value) {
        if (value != null) {
            ownHeaders = ownHeaders == null ? HttpHeaders.headers() : ownHeaders;
            ownHeaders.set(name, value);
        } else if (ownHeaders != null) {
            ownHeaders.remove(name);
        }
    }

    private void completeHead() {
        if (ownHeaders != null && !headSent()) {
            // not setAll, which would drop all others
            ownHeaders.forEach(header -> response.headers().set(header.getKey(), header.getValue()));
        }
    }

    /** Answers with an error of the router's own. Does nothing if the response is over. */
    public void error(ApiError error) {
        error(error, false);
    }

    /**
     * The same, as an event if a stream's head has gone out already.
     *
     * @param nothingHelps whether the client shall not repeat the request
     */
    public void error(ApiError error, boolean nothingHelps) {
        if (isOver()) {
            return;
        }
        inFlight.failed(error.kind().word());
        if (headSent()) {
            abort(protocol.errorEvent(error, requestId()), Outcome.UPSTREAM_FAILED);
            return;
        }
        if (nothingHelps || error.kind() == ApiError.Kind.BUDGET_SPENT) {
            header(RetryHeaders.SHOULD_RETRY, "false");
        } else if (error.kind() == ApiError.Kind.UNSUPPORTED_CODING) {
            // RFC 9110, section 15.5.16
            header("accept-encoding", "gzip, deflate, zstd, br");
        } else if (error.kind() == ApiError.Kind.UNAUTHENTICATED) {
            header("www-authenticate", "Bearer");
        }
        json(error.status(), protocol.errorBody(error, requestId()), error.retryAfter(), Outcome.COMPLETED);
    }

    /** Answers with a JSON document. */
    public void json(int status, byte[] body) {
        json(status, body, null, Outcome.COMPLETED);
    }

    private void json(int status, byte[] body, @Nullable Duration retryAfter, Outcome outcome) {
        if (isOver()) {
            return;
        }
        beginHead(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        if (retryAfter != null) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, retryAfter.toSeconds())));
        }
        finish(Buffer.buffer(body), outcome);
    }

    /** The response whose head the caller completes before the first {@link #write}. */
    HttpServerResponse beginHead(int status) {
        response.setStatusCode(status);
        inFlight.answered(status);
        response.putHeader(protocol.requestIdHeader(), requestId());
        boolean unreadBody = !request.isEnded() && UnreadBody.isAnnounced(request);
        if (request.version() != HttpVersion.HTTP_2 && connection.isLastResponse(unreadBody)) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        return response;
    }

    /**
     * Gives {@code then} the answer's body when all of it goes to the client, if it is a good one in JSON and is no longer than {@code atMost}. To be
     * called before the answer begins.
     */
    public void keepCopy(int atMost, Consumer<byte[]> then) {
        copy = new ResponseCopy(atMost, then);
    }

    /** @return done when the client's socket has taken them, or never will */
    Future<Void> write(Buffer bytes) {
        inFlight.sent(bytes.length());
        if (copy != null) {
            copy.add(bytes);
        }
        completeHead();
        if (heartbeat != null) {
            heartbeat.start();
        }
        return response.write(bytes);
    }

    /** Puts a comment wherever nothing has been written for a while, until the response ends. */
    void beatenBy(Heartbeat between) {
        heartbeat = between;
    }

    /** Something that is no part of an answer. */
    void writeComment(Buffer comment) {
        completeHead();
        response.write(comment);
    }

    /** The response's good end, with its last bytes. */
    void end(Buffer last) {
        if (!isOver()) {
            finish(last, Outcome.COMPLETED);
        }
    }

    private void finish(Buffer last, Outcome outcome) {
        ending = true;
        inFlight.sent(last.length());
        completeHead();
        if (copy != null) {
            copy.add(last);
            copy.finish(response);
        }
        ResponseEnd.write(vertx, response, last, connection.patience(), () -> breakOff(Outcome.CLIENT_LEFT))
                .onComplete(written -> over(written.succeeded() ? outcome : Outcome.CLIENT_LEFT));
    }

    /**
     * A drain's deadline has come: says so as well as it still can, and breaks off.
     *
     * @param betweenEvents whether an event may be written now
     */
    public void cut(ShutdownNotice notice, boolean betweenEvents) {
        if (ending) {
            // everything has been said, and the client is too slow to take it
            breakOff(Outcome.CUT);
        } else if (!headSent()) {
            json(
                    ApiError.Kind.GATEWAY_SHUTDOWN.status(),
                    protocol.shutdownBody(notice, requestId()),
                    notice.retryAfter(),
                    Outcome.CUT);
        } else {
            abort(betweenEvents ? protocol.shutdownEvent(notice, requestId()) : null, Outcome.CUT);
        }
    }

    /** The same for a request that has not been forwarded. */
    public void cut(ShutdownNotice notice) {
        cut(notice, false);
    }

    /** Ends the response as an incomplete one, never with HTTP's own good end. */
    public void abort(byte @Nullable [] lastWords, Outcome outcome) {
        if (isOver()) {
            return;
        }
        ending = true;
        Future<Void> written = lastWords == null ? Future.succeededFuture() : response.write(Buffer.buffer(lastWords));
        ResponseEnd.await(vertx, written, connection.patience(), () -> breakOff(outcome));
    }

    private void breakOff(Outcome outcome) {
        if (request.version() != HttpVersion.HTTP_2) {
            connection.breakOff();
            over(outcome);
        } else {
            vertx.setTimer(RESET_DELAY_MILLIS, _ -> {
                response.reset(HTTP2_INTERNAL_ERROR);
                over(outcome);
            });
        }
    }

    private void clientLeft() {
        if (isOver()) {
            // HTTP/2 closes a stream at its good end too; whether it is one is for the last write to say
            return;
        }
        Runnable action = onClientLeft;
        over(Outcome.CLIENT_LEFT);
        if (action != null) {
            action.run();
        }
    }

    private void over(Outcome outcome) {
        if (over) {
            return;
        }
        over = true;
        if (heartbeat != null) {
            heartbeat.stop();
        }
        inFlight.end(outcome);
        if (whenOver != null) {
            whenOver.run();
        }
        if (!request.isEnded()) {
            UnreadBody.discard(request);
        }
        connection.responseOver();
    }
}
