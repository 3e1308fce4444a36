package dev.sluicegate.operator.rollout;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What is there, seen from what is wanted: the groups and numbers that the steps share. */
record Fleet(Desired desired, Observed observed, Instant now) {

    /** The ReplicaSet of the revision that all pods shall run; empty before it is created. */
    Optional<RevisionState> wanted() {
        return observed.revision(desired.revision());
    }

    /** The revision that was proven last. */
    Optional<RevisionState> stable() {
        return StableRevision.of(observed.revisions());
    }

    boolean isStable(String revision) {
        return stable().filter(it -> it.revision().equals(revision)).isPresent();
    }

    /** The revision whose pods are healed until others are open: the stable one, or before there is one, that which serves most. */
    Optional<RevisionState> incumbent() {
        return stable().or(() -> observed.revisions().stream()
                .filter(it -> !isWanted(it.revision()) && count(it, PodState::wasAdmitted) > 0)
                .max(comparingInt((RevisionState it) -> count(it, PodState::wasAdmitted))
                        .thenComparing(RevisionState::createdAt)));
    }

    boolean isIncumbent(String revision) {
        return incumbent().filter(it -> it.revision().equals(revision)).isPresent();
    }

    boolean isWanted(String revision) {
        return desired.revision().equals(revision);
    }

    Stream<RevisionState> others() {
        return observed.revisions().stream().filter(it -> !isWanted(it.revision()));
    }

    Stream<PodState> live() {
        return observed.pods().stream().filter(PodState::isLive);
    }

    Stream<PodState> live(RevisionState replicaSet) {
        return live().filter(it -> it.revision().equals(replicaSet.revision()));
    }

    /** Pods that the Service selects, ready or not. */
    Stream<PodState> on() {
        return live().filter(PodState::isOn);
    }

    long open() {
        return live().filter(PodState::isOpen).count();
    }

    /** Pods that were retired, drained or not, and are not marked. */
    Stream<PodState> retired() {
        return live().filter(it -> !it.isOn() && !it.marked());
    }

    Stream<PodState> marked() {
        return live().filter(it -> !it.isOn() && it.marked());
    }

    /** How many pods in the Service this ReplicaSet has, or will have when its controller has created all that it is asked for. */
    int expectedOn(RevisionState replicaSet) {
        int on = count(replicaSet, PodState::isOn);
        int off = count(replicaSet, pod -> !pod.isOn());
        return Math.max(on, replicaSet.wanted() - off);
    }

    int count(RevisionState replicaSet, Predicate<PodState> which) {
        return (int) live(replicaSet).filter(which).count();
    }

    /** Paused, and there is something to hold still: the pods run another revision than the wanted one, all or some of them. */
    boolean isHeld() {
        return desired.paused() && !desired.deleting() && !runsOnlyWanted();
    }

    private boolean runsOnlyWanted() {
        return others().allMatch(it -> expectedOn(it) == 0)
                && wanted().filter(it -> expectedOn(it) > 0 || isStable(it.revision()))
                        .isPresent();
    }

    /** The revision that gets more pods when there are too few: the wanted one, but while held what has been there before it. */
    Optional<RevisionState> home() {
        if (!isHeld()) {
            return wanted();
        }
        return stable().or(() -> observed.revisions().stream()
                .filter(it -> expectedOn(it) > 0)
                .max(comparing((RevisionState it) -> isWanted(it.revision())).thenComparingInt(this::expectedOn)));
    }

    boolean isHome(String revision) {
        return home().filter(it -> it.revision().equals(revision)).isPresent();
    }
}
