package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.observe.Observer.Observation;
import dev.sluicegate.operator.rollout.Seat;
import dev.sluicegate.operator.write.ChangedException;
import dev.sluicegate.operator.write.RefusedException;
import dev.sluicegate.operator.write.Writes;
import io.fabric8.kubernetes.api.model.Pod;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The removal of pods that have ended, evicted ones for the most part, once another has taken their place. Nobody else does it: a ReplicaSet
 * leaves them, and Kubernetes collects them when there are 12,500 (--terminated-pod-gc-threshold of kube-controller-manager).
 */
final class EndedPods {
    private static final Logger LOG = LoggerFactory.getLogger(EndedPods.class);

    private EndedPods() {}

    /** To be called when the status has told of them. */
    static void remove(Writes writes, Observation observation) {
        observation.observed().seats().stream().flatMap(Seat::replaced).forEach(it -> {
            Pod pod = observation.pods().get(it.name());
            if (pod != null) {
                remove(writes, pod);
            }
        });
    }

    private static void remove(Writes writes, Pod pod) {
        try {
            writes.delete(pod);
        } catch (ChangedException | RefusedException e) {
            LOG.warn(
                    "ended pod={} is left for the next time: {}",
                    pod.getMetadata().getName(),
                    e.getMessage());
        }
    }
}
