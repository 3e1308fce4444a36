package dev.sluicegate.router.response;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** What lies between upstream and client. */
sealed interface ResponsePipe permits PassThroughPipe, CompletingPipe, TranslatingPipe {
    /** Takes the upstream's next bytes, which become the pipe's own. */
    void accept(Buffer bytes);

    /** The upstream's response has ended as HTTP sees it. To be called once, before {@link #mayEnd}. */
    void finish();

    /** How many bytes may go to the client now. */
    int ready();

    /** What may go to the client now; null if there is nothing. */
    @Nullable Buffer take();

    /** Everything that is left, at a good end. */
    Buffer takeAll();

    /** Whether an event may be written after what {@link #take} gave. */
    boolean betweenEvents();

    /** Whether the stream may end here as its protocol sees it. */
    boolean mayEnd();

    /** Whether it is a stream whose terminator is among what {@link #take} has given or will give. */
    boolean isWhole();

    /** Why the response cannot reach the client, as what follows "the provider "; null as long as it can. */
    @Nullable String problem();
}
