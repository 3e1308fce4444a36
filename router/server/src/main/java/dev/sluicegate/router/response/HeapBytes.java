package dev.sluicegate.router.response;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;

/** A buffer's bytes, which lie in {@code array} from {@code from} to {@code to}: the buffer's own where it has an array. */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HeapBytes(byte[] array, int from, int to) {
    public static HeapBytes of(Buffer buffer) {
        ByteBuf bytes = ((BufferInternal) buffer).getByteBuf();
        if (bytes.hasArray()) {
            int from = bytes.arrayOffset() + bytes.readerIndex();
            return new HeapBytes(bytes.array(), from, from + bytes.readableBytes());
        }
        byte[] copy = buffer.getBytes();
        return new HeapBytes(copy, 0, copy.length);
    }
}
