package dev.sluicegate.router.limits;

import java.util.function.Consumer;

/** Keeps callers within what they may use. Safe for any thread; never blocks. */
public interface Limiter extends AutoCloseable {
    /**
     * Asks for one request.
     *
     * @param caller the caller's id
     * @param then gets the verdict, once; before this returns, or later on another thread
     */
    void admit(String caller, Allowance allowance, Consumer<Verdict> then);

    /** Why limits are not kept as they should be, as a sentence; empty as long as they are. */
    default String problem() {
        return "";
    }

    @Override
    default void close() {}
}
