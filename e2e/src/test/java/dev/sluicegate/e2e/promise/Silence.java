package dev.sluicegate.e2e.promise;

import dev.sluicegate.e2e.apiserver.OperatorOnHost;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** The wait for an operator that has nothing to write any more. */
final class Silence {
    /** Longer than one that waits for something, such as a pod that drains, looks again. */
    static final Duration SHORT = Duration.ofSeconds(5);

    /** Longer than one that waits for nothing looks again. */
    static final Duration LONG = Duration.ofSeconds(35);

    private Silence() {}

    /** @param end what has to hold meanwhile */
    static void await(OperatorOnHost operator, Duration silence, Callable<Boolean> end) {
        AtomicInteger last = new AtomicInteger(-1);
        Awaitility.await("an end at which nothing is written for " + silence)
                .atMost(Stage.PATIENCE)
                .ignoreExceptions()
                .during(silence)
                .until(() -> {
                    int now = operator.taken().size();
                    return now == last.getAndSet(now) && end.call();
                });
    }
}
