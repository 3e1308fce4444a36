package dev.sluicegate.router.stream;

import dev.sluicegate.router.adminapi.RouterStatus.Outcome;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.provider.ApiError;
import dev.sluicegate.router.provider.ShutdownNotice;
import dev.sluicegate.router.translate.ResponseCodec;
import dev.sluicegate.router.translate.Translation;
import dev.sluicegate.router.upstream.ForwardedHeaders;
import dev.sluicegate.router.upstream.Upstream;
import dev.sluicegate.router.upstream.UpstreamClient;
import dev.sluicegate.router.upstream.UpstreamFailure;
import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request to one upstream, and its response on the way back. Whatever ends one side ends the other: a client that leaves
 * cancels the upstream's work, an upstream that fails ends the response visibly. Used on the request's event loop only.
 */
public final class Exchange {
    private static final Logger log = LoggerFactory.getLogger(Exchange.class);

    /** A write to the client becomes its own packet, so a large read need not wait for its end. */
    private static final int FLUSH_SIZE = 64 * 1024;

    private static final Duration PLACES_FREE_UP = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final UpstreamClient client;
    private final Upstream upstream;
    private final Reply reply;
    private final UpstreamRequest asked;
    private final RouterConfig.Timeouts timeouts;
    private final long startedAt = System.nanoTime();
    private final long idleMillis;
    private final Watch watch;
    private final Runnable tooSlow = this::tooSlow;
    private UpstreamFailure.Limit limit = UpstreamFailure.Limit.CONNECT;
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private Passage passage = PassThrough.ofBytes();
    private boolean flushScheduled;
    private boolean paused;
    private boolean over;

    public Exchange(Vertx vertx, UpstreamClient client, Upstream upstream, Reply reply, UpstreamRequest asked) {
        this.vertx = vertx;
        this.client = client;
        this.upstream = upstream;
        this.reply = reply;
        this.asked = asked;
        this.timeouts = upstream.timeouts();
        this.idleMillis = timeouts.idle().toMillis();
        this.watch = new Watch(vertx);
    }

    /** Forwards the request. Everything else happens by itself. */
    public void start(MultiMap clientHeaders, @Nullable String query) {
        if (!upstream.enter()) {
            reply.error(new ApiError(
                    ApiError.Kind.OVERLOADED,
                    "provider '" + upstream.name() + "' is serving as many requests as it may; try again soon",
                    PLACES_FREE_UP));
            return;
        }
        reply.carried().attempt(upstream.name(), asked.model());
        reply.onClientLeft(this::stop);
        UpstreamClient.Head head = new UpstreamClient.Head(
                asked.operation(),
                asked.model(),
                clientHeaders,
                query,
                reply.requestId(),
                asked.body().length(),
                asked.translation() != null);
        client.open(upstream, head).onComplete(opened -> {
            if (opened.failed()) {
                failed(connectFailure(opened.cause()));
            } else if (over) {
                opened.result().reset();
            } else {
                send(opened.result());
            }
        });
    }

    /** Ends this exchange because a drain's deadline has come. */
    public void cut(ShutdownNotice notice) {
        if (!over) {
            flush();
            stop();
        }
        reply.cut(notice, passage.betweenEvents());
    }

    private void send(HttpClientRequest opened) {
        request = opened;
        opened.exceptionHandler(cause -> failed(broken(cause)));
        opened.response().onComplete(this::head, cause -> failed(broken(cause)));
        asked.body().sendOn(opened);
        watchFor(UpstreamFailure.Limit.FIRST_BYTE, timeouts.firstByte().toMillis());
    }

    private void head(HttpClientResponse head) {
        if (over) {
            return;
        }
        response = head;
        Translation translation = asked.translation();
        if (translation == null) {
            passThrough(head);
        } else if (isEncoded(head)) {
            failed(new UpstreamFailure.Untranslatable("compressed its answer, which it was not asked to do"));
            return;
        } else {
            translate(head, translation);
        }
        head.exceptionHandler(cause -> failed(broken(cause)));
        head.handler(this::chunk);
        head.endHandler(_ -> end());
        watchFor(UpstreamFailure.Limit.IDLE, idleMillis);
    }

    private void passThrough(HttpClientResponse head) {
        passage = isEventStream(head) ? PassThrough.ofEvents(reply.protocol()) : PassThrough.ofBytes();
        HttpServerResponse toClient = reply.beginHead(head.statusCode());
        ForwardedHeaders.copyResponse(head.headers(), toClient.headers());
        if (head.getHeader(HttpHeaders.CONTENT_LENGTH) == null) {
            toClient.setChunked(true);
        }
    }

    private void translate(HttpClientResponse head, Translation translated) {
        boolean events = isEventStream(head);
        ResponseCodec codec = translated.response(new Translation.Head(
                head.statusCode(), events, reply.requestId(), Instant.now().getEpochSecond()));
        passage = new TranslatingPassage(codec, events);
        HttpServerResponse toClient = reply.beginHead(head.statusCode());
        ForwardedHeaders.copyTranslatedResponse(head.headers(), toClient.headers());
        toClient.putHeader(HttpHeaders.CONTENT_TYPE, codec.contentType());
        // a body comes out as a whole, so its length is known by then
        toClient.setChunked(events);
    }

    private void chunk(Buffer bytes) {
        if (over) {
            return;
        }
        watchFor(UpstreamFailure.Limit.IDLE, idleMillis);
        passage.accept(bytes);
        if (passage.problem() != null) {
            untranslatable(passage.problem());
        } else if (passage.ready() >= FLUSH_SIZE) {
            flush();
        } else if (!flushScheduled && passage.ready() > 0) {
            flushScheduled = true;
            // after what else the same read brings
            vertx.runOnContext(_ -> {
                flushScheduled = false;
                if (!over) {
                    flush();
                }
            });
        }
    }

    private void flush() {
        Buffer ready = passage.take();
        if (ready != null && !reply.write(ready) && !paused && response != null) {
            paused = true;
            response.pause();
            watch.set(idleMillis, () -> {
                // the client has taken nothing for as long as an upstream may be silent
                stop();
                reply.abort(null, Outcome.CLIENT_LEFT);
            });
            reply.onWritable(this::resume);
        }
    }

    private void resume() {
        if (paused && !over && response != null) {
            paused = false;
            watchFor(UpstreamFailure.Limit.IDLE, idleMillis);
            response.resume();
        }
    }

    private void end() {
        if (over) {
            return;
        }
        passage.finish();
        if (passage.problem() != null) {
            untranslatable(passage.problem());
        } else if (!passage.mayEnd()) {
            failed(new UpstreamFailure.NoTerminator());
        } else {
            leaveUpstream();
            reply.end(passage.takeAll());
        }
    }

    private void untranslatable(String what) {
        failed(new UpstreamFailure.Untranslatable(what));
    }

    private void failed(UpstreamFailure failure) {
        if (over) {
            return;
        }
        ApiError error = failure.error(upstream.name());
        reply.carried().failed(error.kind().word());
        if (!reply.headSent()) {
            stop();
            reply.error(error);
            return;
        }
        flush();
        stop();
        reply.abort(
                passage.betweenEvents() ? reply.protocol().errorEvent(error, reply.requestId()) : null,
                Outcome.UPSTREAM_FAILED);
    }

    /** Ends the upstream's side, whatever state it is in. */
    private void stop() {
        leaveUpstream();
        if (request != null) {
            request.reset();
        }
    }

    private void leaveUpstream() {
        if (!over) {
            over = true;
            watch.cancel();
            upstream.leave();
        }
    }

    /** Sets the limit for what comes next, or the limit for the whole if that comes first. */
    private void watchFor(UpstreamFailure.Limit next, long allowedMillis) {
        limit = next;
        watch.set(Math.max(1, Math.min(allowedMillis, requestMillisLeft())), tooSlow);
    }

    private void tooSlow() {
        if (requestMillisLeft() <= 0) {
            failed(new UpstreamFailure.TooSlow(UpstreamFailure.Limit.REQUEST, timeouts.request()));
        } else {
            Duration allowed = limit == UpstreamFailure.Limit.FIRST_BYTE ? timeouts.firstByte() : timeouts.idle();
            failed(new UpstreamFailure.TooSlow(limit, allowed));
        }
    }

    private long requestMillisLeft() {
        return timeouts.request().toMillis() - (System.nanoTime() - startedAt) / 1_000_000;
    }

    private UpstreamFailure connectFailure(Throwable cause) {
        return cause instanceof ConnectTimeoutException
                ? new UpstreamFailure.TooSlow(UpstreamFailure.Limit.CONNECT, timeouts.connect())
                : new UpstreamFailure.NotConnected(reason(cause));
    }

    private UpstreamFailure broken(Throwable cause) {
        return new UpstreamFailure.Broken(reason(cause));
    }

    /** For the client, so without addresses; the log has the rest. */
    private String reason(Throwable cause) {
        if (!over) {
            log.atWarn()
                    .addKeyValue("request", reply.requestId())
                    .addKeyValue("provider", upstream.name())
                    .log("an upstream failed: {}", cause.toString());
        }
        return switch (cause) {
            case ConnectException _ -> "the connection was refused";
            case UnknownHostException _ -> "its host is not known";
            case SSLException _ -> "the TLS handshake failed";
            default -> "the connection was closed";
        };
    }

    private static boolean isEventStream(HttpClientResponse head) {
        String type = head.getHeader(HttpHeaders.CONTENT_TYPE);
        return head.statusCode() == 200
                && type != null
                && type.toLowerCase(Locale.ROOT).startsWith("text/event-stream")
                && !isEncoded(head);
    }

    private static boolean isEncoded(HttpClientResponse head) {
        String encoding = head.getHeader(HttpHeaders.CONTENT_ENCODING);
        return encoding != null && !encoding.equals("identity");
    }
}
