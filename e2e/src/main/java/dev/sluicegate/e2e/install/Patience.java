package dev.sluicegate.e2e.install;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Waits for conditions in a cluster, and says what was there instead when they do not come true. */
final class Patience {
    private static final Duration INTERVAL = Duration.ofMillis(200);

    private Patience() {}

    /** @param instead describes what is there, for the message of the exception */
    static void until(String what, Duration limit, Callable<Boolean> condition, Supplier<String> instead) {
        try {
            Awaitility.await(what)
                    .atMost(limit)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(INTERVAL)
                    .ignoreExceptions()
                    .until(condition);
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException(
                    "not within " + limit.toSeconds() + " s: " + what + "; " + instead.get(), e);
        }
    }
}
