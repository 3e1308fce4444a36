package dev.sluicegate.router.response;

import dev.sluicegate.router.provider.Protocol;
import dev.sluicegate.router.sse.EventStream;
import dev.sluicegate.router.translate.CallRepair;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Passes the response on as it is: the pieces of one read leave as one write, without being copied, and the beginning of an event is kept
 * back until the event is whole, so that there is always a place between two events for what must be said.
 */
final class PassThroughPipe implements ResponsePipe {
    /** An event that is larger passes in pieces; until its end no notice can be placed. */
    private static final int LARGEST_HELD_EVENT = 1 << 20;

    private final @Nullable EventStream events;
    private final @Nullable Meter hidden;
    private final @Nullable CallRepair repair;
    private final List<ByteBuf> ready = new ArrayList<>();
    private int readyBytes;
    private @Nullable Buffer begun;
    private boolean split;
    private boolean usageHidden;
    private boolean whole;

    private PassThroughPipe(@Nullable EventStream events, @Nullable Meter hidden, @Nullable CallRepair repair) {
        this.events = events;
        this.hidden = hidden;
        this.repair = repair;
    }

    /**
     * @param hidden has accepted what this does, and knows of the usage that the client shall not see; null if it shall see all
     * @param repair null if the provider's chunks are right
     */
    static PassThroughPipe ofEvents(Protocol protocol, @Nullable Meter hidden, @Nullable CallRepair repair) {
        return new PassThroughPipe(new EventStream(protocol::endsStream), hidden, repair);
    }

    static PassThroughPipe ofBytes() {
        return new PassThroughPipe(null, null, null);
    }

    @Override
    public void accept(Buffer bytes) {
        if (events == null) {
            release(bytes);
            return;
        }
        int boundary = scan(events, bytes);
        // one whose blank line is missing goes with the end
        whole |= events.ended() && !events.insideEvent();
        if (boundary > 0) {
            releaseEnded(boundary == bytes.length() ? bytes : bytes.slice(0, boundary));
            split = false;
        }
        if (boundary < bytes.length()) {
            // a copy: of a large read, little is left
            begun = (begun == null ? Buffer.buffer() : begun).appendBuffer(bytes, boundary, bytes.length() - boundary);
        }
        if (begun != null && (split || begun.length() > LARGEST_HELD_EVENT)) {
            releaseBegun();
            split = events.insideEvent();
        }
        if (hidden != null && hidden.hasBeenTold() && readyBytes > 0) {
            hideUsage();
        }
    }

    /** What was begun is whole with this. */
    private void releaseEnded(Buffer ended) {
        if (repair == null || split) {
            releaseBegun();
            release(ended);
        } else {
            Buffer whole = begun == null ? ended : begun.appendBuffer(ended);
            begun = null;
            release(RepairedEvents.of(whole, repair));
        }
    }

    private void release(Buffer bytes) {
        ready.add(((BufferInternal) bytes).getByteBuf());
        readyBytes += bytes.length();
    }

    private void releaseBegun() {
        if (begun != null) {
            release(begun);
            begun = null;
        }
    }

    /** An event is kept back until it is whole, and its usage is known when it is: before that, there is nothing to look for. */
    private void hideUsage() {
        byte[] whole = takeReady().getBytes();
        Buffer others = Buffer.buffer(whole.length);
        int looked = UsageChunk.copyOthers(whole, others);
        usageHidden |= others.length() < looked;
        if (others.length() > 0) {
            release(others);
        }
        if (looked < whole.length) {
            Buffer rest = Buffer.buffer().appendBytes(whole, looked, whole.length - looked);
            begun = begun == null ? rest : rest.appendBuffer(begun);
        }
    }

    /** Whether a chunk for the usage alone has come, which is among nothing that {@link #take} gave. */
    boolean usageHidden() {
        return usageHidden;
    }

    private static int scan(EventStream events, Buffer bytes) {
        HeapBytes heap = HeapBytes.of(bytes);
        return events.accept(heap.array(), heap.from(), heap.to()) - heap.from();
    }

    @Override
    public void finish() {
        // what is still kept back goes with takeAll
    }

    @Override
    public int ready() {
        return readyBytes;
    }

    @Override
    public @Nullable Buffer take() {
        return readyBytes == 0 ? null : takeReady();
    }

    @Override
    public Buffer takeAll() {
        releaseBegun();
        return readyBytes == 0 ? Buffer.buffer() : takeReady();
    }

    private Buffer takeReady() {
        ByteBuf all = ready.size() == 1 ? ready.getFirst() : Unpooled.wrappedBuffer(ready.toArray(ByteBuf[]::new));
        ready.clear();
        readyBytes = 0;
        return BufferInternal.buffer(all);
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
    public boolean isWhole() {
        return whole;
    }

    @Override
    public @Nullable String problem() {
        return null;
    }
}
