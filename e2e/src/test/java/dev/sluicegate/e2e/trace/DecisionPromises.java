package dev.sluicegate.e2e.trace;

import dev.sluicegate.operator.rollout.Action;
import dev.sluicegate.operator.rollout.CanaryRules;
import dev.sluicegate.operator.rollout.Desired;
import dev.sluicegate.operator.rollout.Observed;
import dev.sluicegate.operator.rollout.PodState;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.operator.rollout.Seat;
import dev.sluicegate.operator.rollout.TracedDecision;
import dev.sluicegate.operator.rollout.Traffic;
import dev.sluicegate.router.adminapi.RouterStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The promises that a single decision can break, by what it was made on. The numbers are those of {@code Invariants}, which has them in words
 * and checks them where everything is known.
 */
final class DecisionPromises {
    private final Desired desired;
    private final Observed observed;
    private final Instant now;
    private final List<Action> actions;
    private final List<String> broken = new ArrayList<>();

    /** The subjects of what has been decided before the action that is looked at. */
    private final Set<String> retired = new HashSet<>();

    private final Set<String> toldOpen = new HashSet<>();

    DecisionPromises(TracedDecision decision) {
        this.desired = decision.desired();
        this.observed = decision.observed();
        this.now = decision.now();
        this.actions = decision.actions();
    }

    /** A sentence for each that is broken. */
    List<String> broken() {
        openSeatsStay();
        surgeIsBounded();
        actions.forEach(this::check);
        return List.copyOf(broken);
    }

    private void expect(boolean kept, int promise, String sentence) {
        if (!kept) {
            broken.add(promise + ": " + sentence);
        }
    }

    private void check(Action action) {
        switch (action) {
            case Action.CloseSeat(var id) -> seat(id).live().forEach(this::maybeEnded);
            case Action.RetireSeat(var id, var _) -> retired.add(id);
            case Action.Withdraw(var id, var pod, var _) ->
                expect(isRetired(id), 5, "%s is withdrawn though its seat's template is on".formatted(pod));
            case Action.TellDrain(var id, var pod, var _) ->
                expect(isRetired(id), 8, "%s is told to drain though it serves".formatted(pod));
            case Action.TellOpen(var _, var pod) -> toldOpen.add(pod);
            case Action.Restore(var id, var pod) ->
                expect(
                        toldOpen.contains(pod) || !drains(pod(id, pod)),
                        6,
                        "%s comes back though its router drains".formatted(pod));
            case Action.OpenGate(var id, var pod) ->
                expect(
                        serves(pod(id, pod)),
                        6,
                        "%s is admitted though its router does not serve its revision".formatted(pod));
            case Action.Promote(var revision, var _) -> proven(revision);
            case Action.CreateSeat create ->
                expect(
                        observed.revision(create.revision()).isPresent()
                                || actions.contains(new Action.CreateRecord(create.revision())),
                        9,
                        "%s has no record".formatted(create.seat()));
            case Action.MarkFailed(var revision, var _) ->
                expect(
                        observed.stable()
                                .filter(it -> !it.revision().equals(revision))
                                .isPresent(),
                        12,
                        "%s is given up though no other is proven".formatted(revision));
            case Action.DeleteRecord(var revision) ->
                expect(
                        observed.seats().stream().noneMatch(it -> it.revision().equals(revision)),
                        9,
                        "%s is forgotten but has seats".formatted(revision));
            case Action.DeleteSeat(var id) ->
                expect(seat(id).live().findAny().isEmpty(), 1, "%s is deleted but has a pod".formatted(id));
            case Action.SetBake(var revision, var bake) ->
                expect(
                        !bake.passed() || hasBaked(revision),
                        14,
                        "the canary of %s passes before its bake is over".formatted(revision));
            case Action.SetReplaced(var _, var replaced) ->
                expect(
                        !isOpen(replaced.getLast().pod())
                                || replaced.stream().limit(replaced.size() - 1).noneMatch(it -> serves(it.pod())),
                        17,
                        "%s is replaced while another one that has to go serves"
                                .formatted(replaced.getLast().pod()));
            case Action.ReopenSeat _,
                    Action.Ungate _,
                    Action.CreateRecord _,
                    Action.ChangeConfig _,
                    Action.RequestFileSync _,
                    Action.TellConfig _ -> {}
        }
    }

    private boolean isOpen(String pod) {
        return observed.pods().anyMatch(it -> it.name().equals(pod) && it.isOpen());
    }

    private boolean serves(String pod) {
        return observed.seats().stream()
                .anyMatch(it ->
                        it.isServing() && it.live().anyMatch(live -> live.name().equals(pod)));
    }

    private boolean hasBaked(String revision) {
        CanaryRules rules = desired.canary();
        return rules != null
                && (rules.promoted()
                        || observed.revision(revision)
                                .flatMap(it -> Optional.ofNullable(it.bake()))
                                .filter(it -> !now.isBefore(it.since().plus(rules.bake())))
                                .isPresent());
    }

    /** 1: it is out of the Service and carries nothing, or its deadline has passed. */
    private void maybeEnded(PodState pod) {
        expect(!pod.isOpen(), 1, "%s is ended while it is open".formatted(pod.name()));
        int carried = pod.inFlight().orElse(0);
        if (carried > 0 && pod.isAlive()) {
            expect(
                    deadline(pod).filter(it -> !now.isBefore(it)).isPresent(),
                    1,
                    "%s is ended while it carries %s".formatted(pod.name(), carried));
        }
    }

    private Optional<Instant> deadline(PodState pod) {
        if (pod.router() instanceof RouterReport.Answered(RouterStatus status) && status.drain() != null) {
            return Optional.ofNullable(status.drain().deadline());
        }
        if (!(pod.traffic() instanceof Traffic.Off(Instant since)) || since == null) {
            return Optional.empty();
        }
        Instant deletion = desired.deletingSince();
        if (!desired.drainTimeout().isZero()) {
            return Optional.of(since.plus(desired.drainTimeout()));
        }
        return Optional.ofNullable(deletion)
                .map(it -> (it.isAfter(since) ? it : since).plus(desired.terminationBudget()));
    }

    /** 3: open seats never become fewer than wanted by our doing. */
    private void openSeatsStay() {
        List<Seat> open = observed.seats().stream().filter(Seat::isOpen).toList();
        List<Seat> leaving = open.stream()
                .filter(Seat::isServing)
                .filter(it -> actions.stream().anyMatch(action -> isRetirementOf(it, action)))
                .toList();
        long staying = open.stream()
                .filter(it -> !leaving.contains(it))
                .filter(it -> it.isServing() || actions.contains(new Action.ReopenSeat(it.id())))
                .count();
        expect(
                leaving.isEmpty() || staying >= desired.replicas(),
                3,
                "%s seats leave and %s of %s stay open".formatted(leaving.size(), staying, desired.replicas()));
    }

    private static boolean isRetirementOf(Seat seat, Action action) {
        return action instanceof Action.RetireSeat && action.subject().equals(seat.id());
    }

    /** 4: never more seats in the Service than allowed by our doing. */
    private void surgeIsBounded() {
        long created =
                actions.stream().filter(Action.CreateSeat.class::isInstance).count();
        long serving = observed.seats().stream().filter(Seat::isServing).count();
        expect(
                created == 0 || serving + created <= desired.replicas() + Math.max(1, desired.maxSurge()),
                4,
                "%s seats are created beside %s".formatted(created, serving));
    }

    /** 7: all wanted pods are open and no other revision is in the Service. */
    private void proven(String revision) {
        List<Seat> serving = observed.seats().stream().filter(Seat::isServing).toList();
        long open = serving.stream()
                .filter(it -> it.revision().equals(revision) && it.isOpen())
                .count();
        expect(
                open >= desired.replicas()
                        && serving.stream().allMatch(it -> it.revision().equals(revision)),
                7,
                "%s is proven with %s of %s pods open, beside other revisions or not"
                        .formatted(revision, open, desired.replicas()));
    }

    private boolean isRetired(String id) {
        return retired.contains(id) || !seat(id).isServing();
    }

    private boolean serves(PodState pod) {
        return pod.router() instanceof RouterReport.Answered(RouterStatus status)
                && status.phase() == RouterStatus.Phase.SERVING
                && status.revision().equals(pod.revision())
                && observed.revision(pod.revision())
                        .filter(it -> it.configHash().equals(status.configHash()))
                        .isPresent();
    }

    private static boolean drains(PodState pod) {
        return pod.router() instanceof RouterReport.Answered(RouterStatus status)
                && (status.phase() == RouterStatus.Phase.DRAINING || status.phase() == RouterStatus.Phase.DRAINED);
    }

    private Seat seat(String id) {
        return observed.seats().stream()
                .filter(it -> it.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(id + " was not observed"));
    }

    private PodState pod(String seat, String name) {
        return seat(seat).pods().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " was not observed"));
    }
}
