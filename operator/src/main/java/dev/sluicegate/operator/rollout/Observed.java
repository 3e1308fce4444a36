package dev.sluicegate.operator.rollout;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The observed state: what is there. It may lag behind the cluster, as caches do, but the caller must see to it that it contains all that the operator
 * itself has written: a decision that does not see its own last one would take it twice, for another seat.
 *
 * @param revisions one for each record of the gateway, in any order
 * @param seats with their pods, in any order
 */
public record Observed(List<RevisionState> revisions, List<Seat> seats) {
    public Observed {
        revisions = List.copyOf(revisions);
        seats = List.copyOf(seats);
    }

    /** The record of this revision, if there is one. */
    public Optional<RevisionState> revision(String name) {
        return revisions.stream().filter(it -> it.revision().equals(name)).findFirst();
    }

    /** Every pod, terminating and ended ones included. */
    public Stream<PodState> pods() {
        return seats.stream().flatMap(it -> it.pods().stream());
    }

    /** Why a pod of this revision cannot be created. */
    public Optional<Problem> creationProblem(String revision) {
        return seats.stream()
                .filter(it -> it.revision().equals(revision) && it.isServing())
                .flatMap(it -> Optional.ofNullable(it.problem()).stream())
                .findFirst();
    }
}
