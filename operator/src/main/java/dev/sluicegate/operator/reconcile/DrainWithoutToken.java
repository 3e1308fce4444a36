package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.rollout.Step;
import java.time.Duration;

/**
 * The end of a gateway whose routers cannot be told to drain, because their token is gone. Kubernetes drains them by its own deletion of
 * their pods, within the termination budget; so it is given that much of the drain's limit, and until then they go on with what they
 * carry. Pure.
 */
final class DrainWithoutToken {
    /** Zero would be without limit. */
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private DrainWithoutToken() {}

    /**
     * The part of the drain's limit that comes before Kubernetes' own.
     *
     * @param drainTimeout zero is without limit, and then Kubernetes drains them at once
     */
    static Duration drainTimeout(Duration drainTimeout, Duration terminationBudget) {
        Duration wait = drainTimeout.minus(terminationBudget);
        return wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait;
    }

    /** The same step, whose sentence says so. */
    static Step explained(Step step, RouterGateway gateway) {
        return step.verdict() instanceof Step.Verdict.Draining
                ? new Step(
                        step.actions(),
                        step.verdict(),
                        "%s; no router can be told to drain, because Secret %s with their token is gone, so Kubernetes drains them then"
                                .formatted(
                                        step.sentence(),
                                        Names.adminSecret(gateway.getMetadata().getName())),
                        step.warm(),
                        step.watchdog(),
                        step.requeueAfter())
                : step;
    }
}
