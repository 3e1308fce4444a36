package dev.sluicegate.router.limits;

import java.util.function.Consumer;

/** Keeps callers within what they may use. Safe for any thread; never blocks. */
public interface Limiter extends AutoCloseable {
    /**
     * Asks for one request.
     *
     * @param caller the caller's id
     * @param reservation the most that the request will use, as far as is known; given back at its end, when what it has used is charged
     * @param then gets the verdict, once; before this returns, or later on another thread
     */
    void admit(String caller, Allowance allowance, Reservation reservation, Consumer<Verdict> then);

    /** Why limits are not kept as they should be, as a sentence; empty as long as they are. */
    default String problem() {
        return "";
    }

    @Override
    default void close() {}
}
