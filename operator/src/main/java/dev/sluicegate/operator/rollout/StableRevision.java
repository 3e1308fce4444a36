package dev.sluicegate.operator.rollout;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;

import java.util.List;
import java.util.Optional;

/** The stable revision: the one that was proven last. */
public final class StableRevision {
    private StableRevision() {}

    /** The stable one of these; empty if none was ever proven. */
    public static Optional<RevisionState> of(List<RevisionState> revisions) {
        return revisions.stream()
                .filter(it -> it.provenAt() != null)
                .max(comparing(RevisionState::provenAt, nullsFirst(naturalOrder()))
                        .thenComparing(RevisionState::revision));
    }
}
