package dev.sluicegate.operator.rollout;

import java.util.List;
import java.util.Optional;

/**
 * The observed state: what is there. It may lag behind the cluster, as caches do, but the caller must see to it that it contains all that the operator
 * itself has written: a decision that does not see its own last one would take it twice, for another pod.
 *
 * @param revisions one for each ReplicaSet of the gateway, in any order
 * @param pods every pod of these ReplicaSets, terminating and ended ones included, in any order
 */
public record Observed(List<RevisionState> revisions, List<PodState> pods) {
    public Observed {
        revisions = List.copyOf(revisions);
        pods = List.copyOf(pods);
    }

    /** The ReplicaSet of this revision, if there is one. */
    public Optional<RevisionState> revision(String name) {
        return revisions.stream().filter(it -> it.revision().equals(name)).findFirst();
    }
}
