package dev.sluicegate.router.response;

import dev.sluicegate.router.translate.ResponseCodec;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Translates the response. Gives out whole events only, so there is always a place between two for what must be said. */
final class TranslatingPipe implements ResponsePipe {
    private final ResponseCodec codec;
    private final boolean events;
    private Buffer translated = Buffer.buffer();

    /** @param events whether the response is a stream of events */
    TranslatingPipe(ResponseCodec codec, boolean events) {
        this.codec = codec;
        this.events = events;
    }

    @Override
    public void accept(Buffer bytes) {
        HeapBytes heap = HeapBytes.of(bytes);
        translated.appendBytes(codec.accept(heap.array(), heap.from(), heap.to()));
    }

    @Override
    public void finish() {
        translated.appendBytes(codec.end());
    }

    @Override
    public int ready() {
        return translated.length();
    }

    @Override
    public @Nullable Buffer take() {
        return translated.length() == 0 ? null : takeAll();
    }

    @Override
    public Buffer takeAll() {
        Buffer all = translated;
        translated = Buffer.buffer();
        return all;
    }

    @Override
    public boolean betweenEvents() {
        return events;
    }

    @Override
    public boolean mayEnd() {
        return codec.complete();
    }

    @Override
    public boolean isWhole() {
        return events && codec.complete();
    }

    @Override
    public @Nullable String problem() {
        return codec.problem();
    }
}
