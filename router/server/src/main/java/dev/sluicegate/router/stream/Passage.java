package dev.sluicegate.router.stream;

import dev.sluicegate.router.provider.Protocol;
import dev.sluicegate.router.sse.EventStream;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/**
 * What lies between upstream and client: collects the pieces of one read so that they leave as one write, and keeps back the
 * beginning of an event until the event is whole, so that there is always a place between two events for what must be said.
 */
final class Passage {
    /** An event that is larger passes in pieces; until its end no notice can be placed. */
    private static final int LARGEST_HELD_EVENT = 1 << 20;

    private final @Nullable EventStream events;
    private @Nullable Buffer collected;
    private int complete;
    private boolean split;

    private Passage(@Nullable EventStream events) {
        this.events = events;
    }

    static Passage ofEvents(Protocol protocol) {
        return new Passage(new EventStream(protocol::endsStream));
    }

    static Passage ofBytes() {
        return new Passage(null);
    }

    /** Takes the upstream's next bytes, which become the passage's own. */
    void accept(Buffer bytes) {
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

    /** How many bytes may go to the client now. */
    int ready() {
        return complete;
    }

    /** What may go to the client now; null if there is nothing. */
    @Nullable Buffer take() {
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

    /** Everything that is left, at a good end. */
    Buffer takeAll() {
        Buffer all = collected;
        collected = null;
        complete = 0;
        return all == null ? Buffer.buffer() : all;
    }

    /** Whether an event may be written after what {@link #take} gave. */
    boolean betweenEvents() {
        return events != null && !split;
    }

    /** Whether the stream may end here as its protocol sees it. */
    boolean mayEnd() {
        return events == null || events.ended();
    }
}
