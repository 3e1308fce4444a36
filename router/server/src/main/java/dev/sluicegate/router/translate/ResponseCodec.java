package dev.sluicegate.router.translate;

import org.jspecify.annotations.Nullable;

/**
 * One response on its way from the provider's protocol into the client's. What it gives out is whole events, or one whole body, and
 * does not depend on how the bytes were split. A terminator comes out only after the
 * provider's own, or where the provider said why its answer ended and then ended the stream without one. Not thread-safe.
 */
public sealed interface ResponseCodec permits StreamCodec, BodyCodec {
    /** The media type of what comes out. */
    String contentType();

    /**
     * Takes the response's next bytes, which it does not keep.
     *
     * @return what can be sent to the client now; empty if there is nothing
     */
    byte[] accept(byte[] bytes, int from, int to);

    /**
     * The response has ended as HTTP sees it. To be called once.
     *
     * @return what is left for the client; empty if there is nothing
     */
    byte[] end();

    /** Whether the client has all that its protocol wants for a complete response, be it an answer or the provider's error. */
    boolean complete();

    /**
     * Why the response could not be translated, as what follows "the provider "; null as long as it can. Nothing more comes out
     * then, and the client must be told by an error.
     */
    @Nullable String problem();

    /** What the provider has counted so far; null as long as it has not said. */
    @Nullable TokenUsage usage();
}
