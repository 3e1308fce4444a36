package dev.sluicegate.operator.rollout;

import java.time.Duration;
import java.util.List;

/**
 * What happens to a gateway, from its creation on.
 *
 * @param seed of all that the events do not say: delays, arrivals, the length of streams
 * @param drainTimeout zero is without limit
 */
record Scenario(long seed, int replicas, int maxSurge, int maxDraining, Duration drainTimeout, List<Chapter> chapters) {
    Scenario {
        chapters = List.copyOf(chapters);
    }

    /** An event, and how many seconds pass before the next one. */
    record Chapter(Event event, int seconds) {}

    sealed interface Event {}

    /** Another revision is wanted. One whose name starts with "bad" has an image that cannot be pulled. */
    record Change(String revision) implements Event {}

    record Resize(int replicas) implements Event {}

    record Pause(boolean paused) implements Event {}

    /** The container of a pod crashes and is restarted later. */
    record Crash(int pod) implements Event {}

    /** {@code kubectl delete pod}. */
    record Delete(int pod) implements Event {}

    record Evict(int pod) implements Event {}

    /** A pod's readiness fails for some seconds, without a reason. */
    record Waver(int pod) implements Event {}

    /** A pod's admin port cannot be reached. */
    record Silence(int pod, int seconds) implements Event {}

    record OperatorDown(int seconds) implements Event {}

    record DeleteGateway() implements Event {}
}
