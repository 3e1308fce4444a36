package dev.sluicegate.e2e.provider;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.regex.Pattern;

/** Writes one answer as a stream, token by token, at its pace, no faster than its reader reads. Confined to one event loop. */
final class PacedStream {
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Directive directive;
    private final Answer answer;
    private final Pacer pacer;
    /** A token's event in two halves: writing JSON anew for each would cost most of what this provider does. */
    private final String[] tokenEvent;

    private int next;

    PacedStream(HttpServerRequest request, Directive directive, Answer answer, Pacer pacer) {
        this.request = request;
        this.response = request.response();
        this.directive = directive;
        this.answer = answer;
        this.pacer = pacer;
        this.tokenEvent = answer.token(0).split(Pattern.quote(directive.token(0)), 2);
    }

    void start() {
        response.setChunked(true)
                .putHeader("content-type", "text/event-stream; charset=utf-8")
                .putHeader("cache-control", "no-cache");
        if (directive.fault() == Fault.FIRST_EVENT_ERROR) {
            response.end(answer.failing());
            return;
        }
        response.write(answer.opening());
        step();
    }

    private void step() {
        while (!response.ended() && !response.closed()) {
            if (directive.fault().strikesAt(next, directive.tokens())) {
                strike();
                return;
            }
            if (next == directive.tokens()) {
                response.end(answer.closing());
                return;
            }
            if (response.writeQueueFull()) {
                response.drainHandler(drained -> step());
                return;
            }
            response.write(tokenEvent[0] + directive.token(next++) + tokenEvent[1]);
            if (directive.paceMs() > 0) {
                pacer.after(directive.paceMs(), this::step);
                return;
            }
        }
    }

    private void strike() {
        switch (directive.fault()) {
            case RESET_AFTER_FIRST_BYTE -> Reset.connectionOf(request);
            case EOF -> response.end();
            case STALL, NONE, RESET_BEFORE_FIRST_BYTE, RATE_LIMITED, OVERLOADED, SERVER_ERROR, FIRST_EVENT_ERROR -> {}
        }
    }
}
