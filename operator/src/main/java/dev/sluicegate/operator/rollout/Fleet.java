package dev.sluicegate.operator.rollout;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;
import static java.util.Comparator.naturalOrder;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What is there, seen from what is wanted: the groups and numbers that the steps share. */
final class Fleet {
    private final Target target;
    private final Desired desired;
    private final Observed observed;
    private final Instant now;
    private final Optional<RevisionState> stable;
    private final List<Seat> serving;
    private final List<Seat> retired;
    private final Optional<String> incumbent;
    private final boolean held;
    private final List<Seat> canaries;
    private final List<Seat> kept;
    private final List<Seat> outdated;
    private final Set<String> condemned;

    Fleet(Target target, Observed observed, Instant now) {
        this.target = target;
        this.desired = target.desired();
        this.observed = observed;
        this.now = now;
        this.condemned = Watchdog.condemned(observed);
        this.stable = observed.stable();
        this.serving = select(observed.seats(), Seat::isServing);
        this.retired = select(observed.seats(), Seat::isRetired);
        this.incumbent =
                stable.map(RevisionState::revision).or(() -> most(it -> !isWanted(it.revision()) && it.wasAdmitted()));
        this.held = desired.paused() && !desired.deleting() && (target.isBaking() || !servesOnlyWanted());
        this.canaries = serving.stream()
                .filter(it -> target.isBaking() && it.revision().equals(target.candidate()) && !mustMove(it))
                .sorted(comparing(Seat::isOpen).reversed().thenComparingInt(Seat::number))
                .limit(target.canaries())
                .toList();
        this.outdated = select(serving, this::isOutdated);
        this.kept = select(serving, it -> !isOutdated(it) && !isCanary(it));
    }

    private static List<Seat> select(List<Seat> seats, Predicate<Seat> which) {
        List<Seat> selected = new ArrayList<>(seats.size());
        for (Seat seat : seats) {
            if (which.test(seat)) {
                selected.add(seat);
            }
        }
        return selected;
    }

    Target target() {
        return target;
    }

    /** What is wanted, with the revision that was chosen. */
    Desired desired() {
        return desired;
    }

    Observed observed() {
        return observed;
    }

    Instant now() {
        return now;
    }

    /** The record of the revision that all pods shall run; empty before it is created. */
    Optional<RevisionState> wanted() {
        return observed.revision(desired.revision());
    }

    boolean isWanted(String revision) {
        return desired.revision().equals(revision);
    }

    /** The revision that was proven last. */
    Optional<RevisionState> stable() {
        return stable;
    }

    boolean isStable(String revision) {
        return stable.isPresent() && stable.get().revision().equals(revision);
    }

    /** The revision whose pods are healed until others are open: the stable one, or before there is one, that which serves most. */
    boolean isIncumbent(String revision) {
        return incumbent.isPresent() && incumbent.get().equals(revision);
    }

    /** Seats in the Service, their pods ready or not. */
    List<Seat> serving() {
        return serving;
    }

    /** Seats that have left the Service, their pods drained or not, and still ask for their pod. */
    List<Seat> retired() {
        return retired;
    }

    /** Seats of a candidate that has yet to pass, beside those of the revision that all others run. */
    List<Seat> canaries() {
        return canaries;
    }

    boolean isCanary(Seat seat) {
        return canaries.contains(seat);
    }

    /** The record of the revision that is on its way to be proven; empty before it is created. */
    Optional<RevisionState> upcoming() {
        return observed.revision(target.upcoming());
    }

    /** Seats in the Service that stay, unless there are too many. */
    List<Seat> kept() {
        return kept;
    }

    /** Seats in the Service that others shall take the place of: of other revisions, those that must move, and while held those that cannot open. */
    List<Seat> outdated() {
        return outdated;
    }

    private boolean isOutdated(Seat seat) {
        return !isCanary(seat) && (mustMove(seat) || (held ? cannotOpen(seat) : !isWanted(seat.revision())));
    }

    /** Its pod cannot stay where it is, or does not do its work. */
    boolean mustMove(Seat seat) {
        return seat.mustMove() || isCondemned(seat);
    }

    /** The watchdog has decided that its pod has to go. */
    boolean isCondemned(Seat seat) {
        return !condemned.isEmpty() && seat.live().anyMatch(it -> condemned.contains(it.name()));
    }

    /** Its pod waits for its admission, and pods of its revision are not admitted any more. */
    private boolean cannotOpen(Seat seat) {
        return !isWanted(seat.revision())
                && !isHome(seat.revision())
                && !isIncumbent(seat.revision())
                && seat.live().anyMatch(it -> it.gate() == PodState.Gate.CLOSED);
    }

    /** When the pod of a seat that was retired then has to be empty; empty is never. */
    Optional<Instant> drainDeadline(Seat seat, Instant retiredAt) {
        // what has to make way for another revision than the restarted one is not replaced by the restart
        boolean restarts = desired.revision().equals(target.candidate()) && !desired.deleting();
        Optional<Duration> limit = observed.revision(seat.revision())
                .filter(_ -> restarts)
                .flatMap(it -> desired.restarts().of(it.restarts()));
        Duration timeout = limit.orElse(desired.drainTimeout());
        Duration budget = desired.terminationBudget();
        boolean longer = timeout.isZero() || timeout.compareTo(budget) > 0;
        return desired.drainDeadline(retiredAt, longer && Watchdog.isUndrainable(this, seat) ? budget : timeout);
    }

    long open() {
        return observed.seats().stream().filter(Seat::isOpen).count();
    }

    boolean othersServe() {
        return serving.stream().anyMatch(it -> !isWanted(it.revision()));
    }

    /** Paused, and there is something to hold still: the pods run another revision than the wanted one, all or some of them. */
    boolean isHeld() {
        return held;
    }

    /** The pods of the candidate are no more than a trial, or a failure, beside those of the stable revision. */
    boolean isUnprovenBeside() {
        return target.isBaking() || target.rolledBack().isPresent();
    }

    private boolean servesOnlyWanted() {
        return !othersServe() && (!serving.isEmpty() || isStable(desired.revision()));
    }

    /** The revision that gets more seats when there are too few: the wanted one, but while held what has been there before it. */
    Optional<String> home() {
        if (!held) {
            return Optional.of(desired.revision());
        }
        return stable.map(RevisionState::revision)
                .or(() -> most(it -> isWanted(it.revision())))
                .or(() -> most(it -> true))
                .filter(it -> observed.revision(it).isPresent());
    }

    boolean isHome(String revision) {
        return home().filter(revision::equals).isPresent();
    }

    /** The revision of most of these serving seats. */
    private Optional<String> most(Predicate<Seat> which) {
        return serving.stream()
                .filter(which)
                .map(Seat::revision)
                .distinct()
                .max(comparingLong((String revision) -> serving.stream()
                                .filter(which)
                                .filter(it -> it.revision().equals(revision))
                                .count())
                        .thenComparing(naturalOrder()));
    }
}
