package dev.sluicegate.router.limits;

import java.util.List;
import java.util.function.Consumer;

/** Keeps callers within what they may use. Safe for any thread; never blocks. */
public interface Limiter extends AutoCloseable {
    /**
     * Asks for one request. All of its quotas admit it, and it is taken from each, or one refuses it, and nothing is taken.
     *
     * @param quotas each with a limit; none if the request counts for nobody
     * @param reservation the most that the request will use, as far as is known; given back at its end, when what it has used is charged
     * @param then gets the verdict, once; before this returns, or later on another thread
     */
    void admit(List<Quota> quotas, Reservation reservation, Consumer<Verdict> then);

    /** Why limits are not kept as they should be, as a sentence; empty as long as they are. */
    default String problem() {
        return "";
    }

    @Override
    default void close() {}
}
