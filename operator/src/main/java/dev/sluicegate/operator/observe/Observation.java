package dev.sluicegate.operator.observe;

import dev.sluicegate.operator.rollout.Observed;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.Map;

/**
 * One look at a gateway's revisions, seats and pods.
 *
 * @param observed what the rollout decides on
 * @param records by revision, as they were when {@code observed} was read
 * @param seats by their ids, likewise
 * @param pods by name, likewise
 * @param cuts how many requests and streams a pod has cut, by its name, as far as it has said so
 */
public record Observation(
        Observed observed,
        Map<String, ConfigMap> records,
        Map<String, ReplicaSet> seats,
        Map<String, Pod> pods,
        Map<String, Long> cuts) {
    public Observation {
        records = Map.copyOf(records);
        seats = Map.copyOf(seats);
        pods = Map.copyOf(pods);
        cuts = Map.copyOf(cuts);
    }
}
