package dev.sluicegate.operator.rollout;

import java.util.Optional;

/**
 * The choice before all steps: which revision all pods shall run. It is the candidate, unless that is remembered as failed, else the
 * stable one. A rollback is nothing but this choice: from it on everything goes as when a person takes a change back.
 *
 * @param desired what is wanted, with the revision that was chosen
 * @param candidate the revision that the spec asks for
 * @param rolledBack why the candidate was not chosen; empty if it was
 */
record Target(Desired desired, String candidate, Optional<RevisionState.Failure> rolledBack) {

    static Target of(Desired desired, Observed observed) {
        String candidate = desired.revision();
        Optional<RevisionState> stable =
                observed.stable().filter(it -> !it.revision().equals(candidate));
        Optional<RevisionState.Failure> failure = observed.revision(candidate)
                .flatMap(it -> Optional.ofNullable(it.failure()))
                .filter(it -> it.attempt().equals(desired.since()));
        return stable.isPresent() && failure.isPresent() && desired.rollsBack() && !desired.deleting()
                ? new Target(desired.withRevision(stable.get().revision()), candidate, failure)
                : new Target(desired, candidate, Optional.empty());
    }
}
