package dev.sluicegate.router.upstream;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The knowledge whether a provider can be asked what a stream took. Some refuse a request that asks ({@code stream_options}): that is learned from their
 * answers, so that no stream fails because of what its client has not sent. Safe for any thread.
 */
public final class StreamUsageSupport {
    private enum State {
        UNKNOWN,
        TAKEN,
        /** A request with the wish was refused, and the same one without it is on its way. */
        DOUBTED,
        NOT_ASKED
    }

    private final AtomicReference<State> state;

    StreamUsageSupport(boolean ask) {
        state = new AtomicReference<>(ask ? State.UNKNOWN : State.NOT_ASKED);
    }

    boolean isAsked() {
        State now = state.get();
        return now == State.UNKNOWN || now == State.TAKEN;
    }

    /** A request with the wish was accepted. */
    public void taken() {
        if (state.get() != State.TAKEN) {
            state.compareAndSet(State.UNKNOWN, State.TAKEN);
            state.compareAndSet(State.DOUBTED, State.TAKEN);
        }
    }

    /**
     * A request with the wish was refused as invalid.
     *
     * @return whether that may be because of the wish; then the same is to be asked without it, and {@link #judge} to be told
     */
    public boolean doubt() {
        state.compareAndSet(State.UNKNOWN, State.DOUBTED);
        return state.get() != State.TAKEN;
    }

    /**
     * Says what became of the same request without the wish.
     *
     * @param accepted false if that is not known, too
     * @return whether the provider will not be asked from now on
     */
    public boolean judge(boolean accepted) {
        return state.compareAndSet(State.DOUBTED, accepted ? State.NOT_ASKED : State.UNKNOWN) && accepted;
    }
}
