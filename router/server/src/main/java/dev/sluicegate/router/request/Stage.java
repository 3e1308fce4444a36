package dev.sluicegate.router.request;

import dev.sluicegate.router.response.ClientResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One step of {@link RequestPath}: it answers a request, or hands it on to the next one. A stage keeps nothing of a request, so one of
 * each serves all requests of an event loop.
 *
 * @param <I> what is known of a request before
 * @param <O> what is known of it after
 */
abstract class Stage<I, O> {
    private @Nullable Stage<O, ?> next;

    /** Answers the request, or calls {@link #next} or {@link #resume} once, now or later on the request's event loop. */
    abstract void enter(I request);

    final void follow(Stage<O, ?> stage) {
        next = stage;
    }

    final void next(O request) {
        Objects.requireNonNull(next).enter(request);
    }

    /** The same from a callback, where nobody else would catch a mistake of our own. */
    final void resume(ClientResponse response, O request) {
        try {
            next(request);
        } catch (RuntimeException e) {
            RouterFault.answer(response, e);
        }
    }
}
