package dev.sluicegate.operator.rollout;

import dev.sluicegate.router.adminapi.RouterStatus;
import java.time.Instant;

/** The report that a pod's router gave when it was last asked. */
public sealed interface RouterReport {
    /** It answered {@code GET /status}. */
    record Answered(RouterStatus status) implements RouterReport {}

    /**
     * It did not answer, or there is nobody to ask.
     *
     * @param since when it last answered; if it never did, when the pod was created
     */
    record Silent(Instant since) implements RouterReport {}
}
