package dev.sluicegate.router.response;

import dev.sluicegate.router.provider.Protocol;
import dev.sluicegate.router.translate.StreamEnd;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Gives a stream of events the terminator that its provider has left out, where its last events say that the answer was whole. Some
 * servers end the response after the reason of the end, and clients take that for a broken connection, or wait.
 */
final class CompletingPipe implements ResponsePipe {
    /** Enough for the last events of any answer: some follow the one with the reason, and each write has at least one. */
    private static final int TAIL_WRITES = 16;

    private static final int TAIL_BYTES = 32 * 1024;

    private final PassThroughPipe inner;
    private final Protocol protocol;
    private final Deque<Buffer> tail = new ArrayDeque<>(TAIL_WRITES + 1);
    private int tailBytes;
    private @Nullable Buffer last;
    private boolean completed;

    CompletingPipe(PassThroughPipe inner, Protocol protocol) {
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
            // usage that the client shall not see says as well as any that the answer was whole
            completed = inner.usageHidden() || StreamEnd.isReached(protocol.api(), tail());
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

    /** Without copying: a stream may be one of thousands, and hardly any needs this. */
    private void remember(Buffer bytes) {
        tail.addLast(bytes);
        tailBytes += bytes.length();
        while (tail.size() > TAIL_WRITES || tailBytes - tail.getFirst().length() >= TAIL_BYTES) {
            tailBytes -= tail.removeFirst().length();
        }
    }

    private byte[] tail() {
        Buffer all = Buffer.buffer(tailBytes);
        tail.forEach(all::appendBuffer);
        return all.getBytes(Math.max(0, tailBytes - TAIL_BYTES), tailBytes);
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
    public boolean isWhole() {
        return inner.isWhole();
    }

    @Override
    public @Nullable String problem() {
        return inner.problem();
    }
}
