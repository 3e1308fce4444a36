package dev.sluicegate.operator.rollout;

import static java.util.Comparator.comparing;

import dev.sluicegate.operator.rollout.PodState.Kubelet;
import java.time.Instant;
import java.util.List;

/** Forgets revisions without pods that are beyond the history limit, the oldest first to go. */
final class History {
    private History() {}

    static List<Action> forget(Fleet fleet) {
        if (fleet.desired().deleting()) {
            return List.of(); // they go with the gateway
        }
        return fleet.others()
                .filter(it -> !fleet.isStable(it.revision()) && isEmpty(fleet, it))
                .sorted(comparing(History::lastUsed).reversed().thenComparing(RevisionState::revision))
                .skip(fleet.desired().historyLimit())
                .<Action>map(it -> new Action.Forget(it.revision()))
                .toList();
    }

    private static boolean isEmpty(Fleet fleet, RevisionState revision) {
        return revision.wanted() == 0
                && fleet.observed().pods().stream()
                        .noneMatch(it -> it.revision().equals(revision.revision()) && it.kubelet() != Kubelet.ENDED);
    }

    private static Instant lastUsed(RevisionState revision) {
        Instant proven = revision.provenAt();
        return proven == null ? revision.createdAt() : proven;
    }
}
