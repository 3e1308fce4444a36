package dev.sluicegate.router.response;

import dev.sluicegate.router.provider.Protocol;
import dev.sluicegate.router.sse.EventStream;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/**
 * Passes the response on as it is: collects the pieces of one read so that they leave as one write, and keeps back the beginning of
 * an event until the event is whole, so that there is always a place between two events for what must be said.
 */
final class PassThroughPipe implements ResponsePipe {
    /** An event that is larger passes in pieces; until its end no notice can be placed. */
    private static final int LARGEST_HELD_EVENT = 1 << 20;

    private final @Nullable EventStream events;
    private final @Nullable Meter hidden;
    private @Nullable Buffer collected;
    private int complete;
    private boolean split;

    private PassThroughPipe(@Nullable EventStream events, @Nullable Meter hidden) {
        this.events = events;
        this.hidden = hidden;
    }

    /** @param hidden has accepted what this does, and knows of the usage that the client shall not see; null if it shall see all */
    static PassThroughPipe ofEvents(Protocol protocol, @Nullable Meter hidden) {
        return new PassThroughPipe(new EventStream(protocol::endsStream), hidden);
    }

    static PassThroughPipe ofBytes() {
        return new PassThroughPipe(null, null);
    }

    @Override
    public void accept(Buffer bytes) {
        int before = collected == null ? 0 : collected.length();
        collected = collected == null ? bytes : append(collected, bytes);
        if (events == null) {
            complete = collected.length();
            return;
        }
        int boundary = scan(events, bytes);
        if (boundary > 0) {
            complete = before + boundary;
            split = false;
        }
        if (collected.length() - complete > LARGEST_HELD_EVENT || split) {
            complete = collected.length();
            split = events.insideEvent();
        }
        if (hidden != null && hidden.hasBeenTold() && complete > 0) {
            hideUsage(collected);
        }
    }

    /** An event is held until it is whole, and its usage is known when it is: before that, there is nothing to look for. */
    private void hideUsage(Buffer all) {
        Buffer seen = Buffer.buffer(all.length());
        int looked = UsageChunk.copyOthers(all.getBytes(0, complete), seen);
        complete = seen.length();
        collected = seen.appendBuffer(all, looked, all.length() - looked);
    }

    private static Buffer append(Buffer first, Buffer next) {
        // the first may be a view of a network buffer, which must not grow
        return Buffer.buffer(first.length() + next.length() + 1024)
                .appendBuffer(first)
                .appendBuffer(next);
    }

    private static int scan(EventStream events, Buffer bytes) {
        ByteBuf buf = ((BufferInternal) bytes).getByteBuf();
        if (buf.hasArray()) {
            int from = buf.arrayOffset() + buf.readerIndex();
            return events.accept(buf.array(), from, from + buf.readableBytes()) - from;
        }
        byte[] copy = bytes.getBytes();
        return events.accept(copy, 0, copy.length);
    }

    @Override
    public void finish() {
        // what is still kept back goes with takeAll
    }

    @Override
    public int ready() {
        return complete;
    }

    @Override
    public @Nullable Buffer take() {
        Buffer all = collected;
        if (all == null || complete == 0) {
            return null;
        }
        if (complete == all.length()) {
            collected = null;
            complete = 0;
            return all;
        }
        Buffer whole = all.getBuffer(0, complete);
        collected = all.getBuffer(complete, all.length());
        complete = 0;
        return whole;
    }

    @Override
    public Buffer takeAll() {
        Buffer all = collected;
        collected = null;
        complete = 0;
        return all == null ? Buffer.buffer() : all;
    }

    @Override
    public boolean betweenEvents() {
        return events != null && !split;
    }

    @Override
    public boolean mayEnd() {
        return events == null || events.ended();
    }

    @Override
    public @Nullable String problem() {
        return null;
    }
}
