package dev.sluicegate.router.response;

import dev.sluicegate.router.provider.Protocol;
import dev.sluicegate.router.translate.StreamEnd;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Gives a stream of events the terminator that its provider has left out, where its last events say that the answer was whole. Some
 * servers end the response after the reason of the end, and clients take that for a broken connection, or wait.
 */
final class CompletingPipe implements ResponsePipe {
    /** Enough for the last events of any answer. */
    private static final int TAIL = 16 * 1024;

    private final ResponsePipe inner;
    private final Protocol protocol;
    private Buffer tail = Buffer.buffer();
    private @Nullable Buffer last;
    private boolean completed;

    CompletingPipe(ResponsePipe inner, Protocol protocol) {
        this.inner = inner;
        this.protocol = protocol;
    }

    @Override
    public void accept(Buffer bytes) {
        inner.accept(bytes);
    }

    @Override
    public void finish() {
        inner.finish();
        Buffer whole = take();
        Buffer rest = inner.takeAll();
        last = whole == null ? rest : Buffer.buffer().appendBuffer(whole).appendBuffer(rest);
        boolean lineEnded = rest.length() == 0 || isLineEnd(rest.getByte(rest.length() - 1));
        if (!inner.mayEnd() && lineEnded && protocol.terminator().length > 0) {
            remember(rest);
            completed = StreamEnd.isReached(protocol.api(), tail.getBytes());
            if (completed) {
                last = Buffer.buffer()
                        .appendBuffer(last)
                        .appendString(rest.length() == 0 ? "" : "\n")
                        .appendBytes(protocol.terminator());
            }
        }
    }

    private static boolean isLineEnd(byte b) {
        return b == '\n' || b == '\r';
    }

    @Override
    public int ready() {
        return inner.ready();
    }

    @Override
    public @Nullable Buffer take() {
        Buffer whole = inner.take();
        if (whole != null) {
            remember(whole);
        }
        return whole;
    }

    private void remember(Buffer bytes) {
        int length = bytes.length();
        if (tail.length() + length > 2 * TAIL) {
            int kept = Math.max(0, Math.min(tail.length(), TAIL - length));
            tail = Buffer.buffer().appendBuffer(tail, tail.length() - kept, kept);
        }
        int from = Math.max(0, length - TAIL);
        tail.appendBuffer(bytes, from, length - from);
    }

    @Override
    public Buffer takeAll() {
        return last == null ? inner.takeAll() : last;
    }

    @Override
    public boolean betweenEvents() {
        return inner.betweenEvents();
    }

    @Override
    public boolean mayEnd() {
        return completed || inner.mayEnd();
    }

    @Override
    public @Nullable String problem() {
        return inner.problem();
    }
}
