package dev.sluicegate.operator.rollout;

import static dev.sluicegate.operator.rollout.Invariants.check;

import dev.sluicegate.operator.rollout.Invariants.Broken;
import dev.sluicegate.operator.rollout.PodState.Gate;
import dev.sluicegate.operator.rollout.SmallState.Health;
import dev.sluicegate.operator.rollout.SmallState.PodObject;
import dev.sluicegate.operator.rollout.SmallState.Router;
import dev.sluicegate.operator.rollout.SmallState.SeatObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The promises that {@link Invariants} has in words, for small worlds. */
final class SmallInvariants {
    private SmallInvariants() {}

    static void podEnds(SeatObject seat, PodObject pod) {
        if (seat.tampered()) {
            return;
        }
        check(!pod.isOpen(), () -> "1: %s is ended while it is open".formatted(pod.name()));
        check(!pod.carries() || !pod.answers(), () -> "1: %s is ended while it carries a stream".formatted(pod.name()));
        check(
                !pod.wasOpen() || pod.outForLong() || pod.router() == Router.NONE,
                () -> "2: %s is ended just after it left the Service".formatted(pod.name()));
    }

    static void podWithdrawn(SmallState after, SeatObject seat, PodObject pod, SmallState.Plan plan, boolean stale) {
        check(
                stale || !seat.isServing(),
                () -> "5: %s is withdrawn though its seat's template is on".formatted(pod.name()));
        if (pod.isOpen()) {
            check(
                    after.open() + plan.lost() >= plan.replicas(),
                    () -> "3: %s is withdrawn though only %d of %d are left open"
                            .formatted(pod.name(), after.open(), plan.replicas()));
        }
    }

    static void seatCreated(SmallState after, SmallState.Plan plan) {
        long serving = after.seats().stream().filter(SeatObject::isServing).count();
        check(
                serving <= plan.replicas() + Math.max(1, plan.maxSurge()) + plan.lost(),
                () -> "4: there are %d seats in the Service".formatted(serving));
    }

    /** A failure is remembered for the wish that it was, and it counts for the step that has begun after it. */
    static void ofAChosenRevision(SmallState state, String revision, SmallState.Plan plan) {
        RevisionState record = state.records().stream()
                .filter(it -> it.revision().equals(revision))
                .findFirst()
                .orElseThrow();
        check(
                plan.changed().contains(revision)
                        || record.failure() == null
                        || !record.failure().attempt().equals(plan.since()),
                () -> "12: %s is tried again though it has failed".formatted(revision));
    }

    /** One pod at most is a canary. */
    static void canaryCreated(SmallState after, String revision, SmallState.Plan plan) {
        long there = after.seats().stream()
                .filter(it -> it.isServing() && it.revision().equals(revision) && !it.tampered())
                .count();
        check(
                plan.lost() > 0 || there <= 1 || !mustBake(after, revision, plan),
                () -> "14: %d pods of %s are started before its canary has passed".formatted(there, revision));
    }

    /** Another revision is proven, and this one's canary has not passed since it is wanted. */
    private static boolean mustBake(SmallState state, String revision, SmallState.Plan plan) {
        Bake bake = state.record(revision).bake();
        boolean passed = bake != null && bake.passed() && bake.attempt().equals(plan.since());
        Optional<RevisionState> stable = new Observed(state.records(), List.of()).stable();
        return plan.canary()
                && !plan.changed().contains(revision)
                && !passed
                && stable.filter(it -> !it.revision().equals(revision)).isPresent();
    }

    static void baked(SmallState state, Action.SetBake set) {
        Bake before = state.record(set.revision()).bake();
        check(
                !set.bake().passed()
                        || (before != null
                                && before.attempt().equals(set.bake().attempt())
                                && before.since().equals(Scene.LONG_AGO)),
                () -> "14: the canary of %s passes before its bake is over".formatted(set.revision()));
    }

    static void markedFailed(SmallState state, Action.MarkFailed failed) {
        check(failed.revision().startsWith("bad"), () -> "12: %s is given up though it is good".formatted(failed));
        check(
                state.records().stream()
                        .anyMatch(it -> it.provenAt() != null && !it.revision().equals(failed.revision())),
                () -> "12: %s is given up though no other is proven".formatted(failed));
    }

    static void podAdmitted(PodObject pod) {
        check(
                pod.router() != Router.NONE && !pod.router().drains(),
                () -> "6: %s is admitted though its router does not serve".formatted(pod.name()));
    }

    static void podRestored(PodObject pod) {
        check(
                !pod.router().drains(),
                () -> "6: %s comes back to the Service though its router drains".formatted(pod.name()));
    }

    static void proven(SmallState state, String revision, SmallState.Plan plan) {
        check(
                !mustBake(state, revision, plan),
                () -> "14: %s is proven though its canary has not passed".formatted(revision));
        long open = state.seats().stream()
                .filter(it -> it.isServing() && it.revision().equals(revision))
                .flatMap(it -> it.pods().stream())
                .filter(PodObject::isOpen)
                .count();
        check(
                open + plan.lost() >= plan.replicas(),
                () -> "7: %s is proven with %d of %d pods open".formatted(revision, open, plan.replicas()));
        check(
                plan.lost() > 0
                        || state.seats().stream()
                                .filter(SeatObject::isServing)
                                .allMatch(it -> it.revision().equals(revision)
                                        || plan.changed().contains(it.id())),
                () -> "7: %s is proven while other revisions serve".formatted(revision));
    }

    static void toldToDrain(SeatObject seat, PodObject pod) {
        check(!seat.isServing(), () -> "8: %s is told to drain though it serves".formatted(pod.name()));
    }

    static void recordDeleted(SmallState state, String revision) {
        check(
                state.record(revision).replaced().isEmpty(),
                () -> "17: %s is forgotten, and whom it has replaced".formatted(revision));
        check(
                state.seats().stream().noneMatch(it -> it.revision().equals(revision)),
                () -> "9: %s is forgotten but has seats".formatted(revision));
    }

    /** By what is there when it is decided. A pod that is not open may be the one that another waits for. */
    static void replaces(SmallState state, Step step) {
        for (Action action : step.actions()) {
            if (action instanceof Action.SetReplaced(var _, var replaced)) {
                String name = replaced.getLast().pod();
                PodObject pod = running(state)
                        .filter(it -> it.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new Broken("17: %s is replaced and does not run".formatted(name)));
                check(pod.health() != Health.WELL, () -> "17: %s is replaced and well".formatted(name));
                check(!isCommon(state, pod), () -> "17: %s is replaced for what most have in common".formatted(name));
                check(
                        !pod.isOpen() || !isReplacedOneServing(state),
                        () -> "17: %s is replaced while another still serves".formatted(name));
            }
        }
    }

    /** By what is there when it is written. */
    static void replaced(SmallState state, WatchdogRules rules) {
        int before = state.replaced().size();
        check(
                before < rules.maxRestarts(),
                () -> "17: one more is replaced after %d, at most %d may be".formatted(before, rules.maxRestarts()));
        check(
                state.replaced().stream().noneMatch(it -> it.at().equals(Scene.NOW)),
                () -> "17: one more is replaced at once after another");
    }

    /** A pod that is ill alone serves though it may be replaced. */
    static boolean isReplacementOwed(SmallState state, Desired desired) {
        WatchdogRules rules = desired.watchdog();
        return rules != null
                && state.replaced().size() < rules.maxRestarts()
                && running(state)
                        .anyMatch(it -> it.on()
                                && it.health() != Health.WELL
                                && !state.isReplaced(it.name())
                                && !isCommon(state, it));
    }

    private static boolean isReplacedOneServing(SmallState state) {
        return state.seats().stream()
                .filter(SeatObject::isServing)
                .flatMap(it -> it.pods().stream())
                .anyMatch(it -> it.isLive() && state.isReplaced(it.name()));
    }

    private static boolean isCommon(SmallState state, PodObject pod) {
        List<PodObject> comparable = running(state)
                .filter(it -> !state.isReplaced(it.name()) && (it.answers() || !pod.answers()))
                .toList();
        long alike =
                comparable.stream().filter(it -> it.health() == pod.health()).count();
        return comparable.size() > 1 && alike * 2 > comparable.size();
    }

    private static Stream<PodObject> running(SmallState state) {
        return state.seats().stream()
                .flatMap(it -> it.pods().stream())
                .filter(it -> it.isLive() && it.gate() != Gate.CLOSED && it.router() != Router.NONE);
    }
}
