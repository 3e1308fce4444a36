package dev.sluicegate.operator.rollout;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;

import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.router.adminapi.RouterStatus;
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

    /** The stable revision: the one that was proven last; empty if none ever was. */
    public Optional<RevisionState> stable() {
        return revisions.stream()
                .filter(it -> it.provenAt() != null)
                .max(comparing(RevisionState::provenAt, nullsFirst(naturalOrder()))
                        .thenComparing(RevisionState::revision));
    }

    /** True if this pod has acknowledged its revision: its router itself reports that it runs this revision with this config. */
    public boolean isAcknowledged(PodState pod) {
        return pod.router() instanceof RouterReport.Answered(RouterStatus status)
                && status.revision().equals(pod.revision())
                && revision(pod.revision())
                        .filter(it -> it.configHash().equals(status.configHash()))
                        .isPresent();
    }

    /** Every pod, terminating and ended ones included. */
    public Stream<PodState> pods() {
        return seats.stream().flatMap(it -> it.pods().stream());
    }

    /** Why a pod of this revision cannot be created. */
    public Optional<Problem> creationProblem(String revision) {
        return uncreated(revision).map(Seat::problem);
    }

    /** A seat of this revision whose pod cannot be created. */
    Optional<Seat> uncreated(String revision) {
        return seats.stream()
                .filter(it -> it.revision().equals(revision) && it.isServing() && it.problem() != null)
                .findFirst();
    }
}
