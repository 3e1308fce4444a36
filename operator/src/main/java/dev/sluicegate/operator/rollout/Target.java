package dev.sluicegate.operator.rollout;

import java.util.Optional;

/**
 * The choice before all steps: which revision all pods shall run. It is the candidate, unless that is remembered as failed or its canary
 * has not passed yet, else the stable one. A rollback is nothing but this choice: from it on everything goes as when a person takes a
 * change back. And a canary is nothing but some pods of the candidate beside a gateway that runs the stable revision.
 *
 * @param desired what is wanted, with the revision that was chosen
 * @param candidate the revision that the spec asks for
 * @param rolledBack why the candidate was not chosen; empty if it was, or bakes
 * @param canaries how many pods of the candidate serve beside those of the chosen revision; 0 if no canary has to pass
 */
record Target(Desired desired, String candidate, Optional<RevisionState.Failure> rolledBack, int canaries) {

    static Target of(Desired desired, Observed observed) {
        String candidate = desired.revision();
        Optional<RevisionState> stable =
                observed.stable().filter(it -> !it.revision().equals(candidate) && !desired.deleting());
        if (stable.isEmpty()) {
            return new Target(desired, candidate, Optional.empty(), 0);
        }
        Desired back = desired.withRevision(stable.get().revision());
        Optional<RevisionState> record = observed.revision(candidate);
        Optional<RevisionState.Failure> failure = record.flatMap(it -> Optional.ofNullable(it.failure()))
                .filter(it -> it.attempt().equals(desired.since()));
        if (failure.isPresent() && desired.rollsBack()) {
            return new Target(back, candidate, failure, 0);
        }
        boolean passed = record.flatMap(it -> Optional.ofNullable(it.bake()))
                .filter(it -> it.passed() && it.attempt().equals(desired.since()))
                .isPresent();
        CanaryRules rules = desired.canary();
        return rules == null || passed || desired.replicas() == 0
                ? new Target(desired, candidate, Optional.empty(), 0)
                : new Target(back, candidate, Optional.empty(), canaries(rules, desired));
    }

    private static int canaries(CanaryRules rules, Desired desired) {
        return Math.min(rules.replicas(), Math.min(Math.max(1, desired.maxSurge()), desired.replicas()));
    }

    /** The chosen revision is the stable one, until the canary has passed. */
    boolean isBaking() {
        return canaries > 0;
    }

    /** The revision that is on its way to be proven: the one that bakes, else the chosen one. */
    String upcoming() {
        return isBaking() ? candidate : desired.revision();
    }
}
