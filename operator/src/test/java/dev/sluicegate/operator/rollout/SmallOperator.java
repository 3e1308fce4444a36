package dev.sluicegate.operator.rollout;

import static java.util.Objects.requireNonNull;

import dev.sluicegate.operator.api.RestartTokens;
import dev.sluicegate.operator.rollout.SmallState.PodObject;
import dev.sluicegate.operator.rollout.SmallState.Router;
import dev.sluicegate.operator.rollout.SmallState.SeatObject;
import dev.sluicegate.operator.rollout.SmallState.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The operator's part in a small world: it looks, and then does one thing after the other. */
record SmallOperator(SmallWorld world, Decision decision) {

    void next(SmallState state, Consumer<SmallState> found) {
        if (state.plan().isDone()) {
            SmallState.Plan plan = plan(state);
            if (!plan.isDone()) {
                found.accept(state.with(plan));
            }
        } else {
            found.accept(act(state, state.plan(), false));
        }
        SmallState.Plan stale = state.stale();
        if (stale != null) {
            found.accept(act(state, stale, true));
        }
    }

    private SmallState.Plan plan(SmallState state) {
        Desired desired = world.desired(state);
        Observed observed = SmallView.of(state);
        Step step = decision.decide(desired, observed, Scene.NOW);
        KeptWarm.decided(desired, observed, step);
        SmallInvariants.replaces(state, step);
        return step.actions().isEmpty()
                ? SmallState.Plan.NONE
                : new SmallState.Plan(
                        step.actions(),
                        desired.since(),
                        desired.replicas(),
                        desired.maxSurge(),
                        desired.canary() != null,
                        Set.of(),
                        Set.of(),
                        0);
    }

    private SmallState act(SmallState state, SmallState.Plan plan, boolean stale) {
        Action action = plan.actions().getFirst();
        Optional<SmallState> done =
                plan.failed().contains(action.subject()) ? Optional.empty() : perform(state, action, plan, stale);
        SmallState after = done.orElse(state);
        SmallState.Plan next = plan.next(done.isPresent());
        if (!stale) {
            return after.with(next);
        }
        return after.withStale(next.isDone() ? null : next);
    }

    private Optional<SmallState> perform(SmallState state, Action action, SmallState.Plan plan, boolean stale) {
        return switch (action) {
            case Action.CreateRecord(var revision) -> Optional.of(createRecord(state, revision));
            case Action.CreateSeat create -> createSeat(state, create, plan, stale);
            case Action.RetireSeat(var id, var _) ->
                seat(state, id, plan, stale, it -> new Spec(it.size(), false, it.gated()));
            case Action.ReopenSeat(var id) -> seat(state, id, plan, stale, it -> new Spec(it.size(), true, it.gated()));
            case Action.CloseSeat(var id) ->
                decision.readsPodsBeforeItCloses() && hasUnseen(state, id, plan)
                        ? Optional.empty()
                        : seat(state, id, plan, stale, it -> new Spec(0, it.on(), it.gated()));
            case Action.Ungate(var id) -> seat(state, id, plan, stale, it -> new Spec(it.size(), it.on(), false));
            case Action.DeleteSeat(var id) ->
                find(state, id)
                        .filter(it -> !plan.changed().contains(id))
                        .map(it -> told(state.change(it, null), id, stale));
            case Action.Withdraw(var id, var name, var _) ->
                pod(
                        state,
                        id,
                        name,
                        plan,
                        stale,
                        it -> it.labelled(false),
                        (after, seat, pod) -> SmallInvariants.podWithdrawn(after, seat, pod, plan, stale));
            case Action.Restore(var id, var name) ->
                pod(state, id, name, plan, stale, it -> it.labelled(true), (after, seat, pod) -> {
                    if (plan.lost() == 0 && !stale && pod.isLive()) {
                        SmallInvariants.podRestored(pod);
                    }
                });
            case Action.OpenGate(var id, var name) ->
                pod(state, id, name, plan, stale, PodObject::admitted, (after, seat, pod) -> {
                    if (plan.lost() == 0 && !stale) {
                        SmallInvariants.podAdmitted(pod);
                    }
                });
            case Action.TellDrain(var id, var name, var _) ->
                router(
                        state,
                        id,
                        name,
                        it -> it.router() == Router.SERVING ? it.with(Router.SETTLING) : it,
                        (seat, pod) -> {
                            if (!stale) {
                                SmallInvariants.toldToDrain(seat, pod);
                            }
                        });
            case Action.TellOpen(var id, var name) ->
                router(state, id, name, it -> it.isLive() ? it.with(Router.SERVING) : it, (seat, pod) -> {});
            case Action.Promote promote -> promote(state, promote, plan, stale);
            case Action.MarkFailed failed -> markFailed(state, failed, plan, stale);
            case Action.SetBake bake -> setBake(state, bake, plan, stale);
            case Action.SetReplaced replaced -> setReplaced(state, replaced, plan, stale);
            case Action.ChangeConfig _, Action.TellConfig _, Action.RequestFileSync _ ->
                throw new AssertionError("no config changes here");
            case Action.DeleteRecord(var revision) -> deleteRecord(state, revision, plan, stale);
        };
    }

    /** The API server has a pod of the seat that the plan was made without. */
    private static boolean hasUnseen(SmallState state, String id, SmallState.Plan plan) {
        return plan.changed().contains(podsOf(id))
                || find(state, id).filter(SeatObject::hasUnseenPods).isPresent();
    }

    /** The name of a change: pods of the seat that were there unseen are seen now. */
    static String podsOf(String seat) {
        return "pods of " + seat;
    }

    /** What one operator writes is a change for the other. */
    private static SmallState told(SmallState state, String object, boolean stale) {
        if (stale) {
            return state.with(state.plan().changed(object));
        }
        SmallState.Plan other = state.stale();
        return other == null ? state : state.withStale(other.changed(object));
    }

    private static SmallState createRecord(SmallState state, String revision) {
        if (state.records().stream().anyMatch(it -> it.revision().equals(revision))) {
            return state;
        }
        List<RevisionState> records = new ArrayList<>(state.records());
        records.add(new RevisionState(
                revision, "hash-of-" + revision, 0, null, null, null, RestartTokens.NONE, List.of(), Scene.NOW));
        return state.withRecords(records);
    }

    private static Optional<SmallState> createSeat(
            SmallState state, Action.CreateSeat create, SmallState.Plan plan, boolean stale) {
        if (find(state, create.seat()).isPresent()) {
            return Optional.of(state);
        }
        SeatObject seat = new SeatObject(
                create.revision(), create.number(), new Spec(1, true, create.gated()), null, 0, false, List.of());
        SmallState after = state.change(seat, seat);
        if (!stale) {
            SmallInvariants.seatCreated(after, plan);
            SmallInvariants.canaryCreated(after, create.revision(), plan);
            SmallInvariants.ofAChosenRevision(state, create.revision(), plan);
        }
        return Optional.of(told(after, create.seat(), stale));
    }

    private static Optional<SmallState> promote(
            SmallState state, Action.Promote promote, SmallState.Plan plan, boolean stale) {
        if (plan.changed().contains(promote.revision())) {
            return Optional.empty();
        }
        if (!stale) {
            SmallInvariants.proven(state, promote.revision(), plan);
        }
        return Optional.of(told(
                state.withRecords(state.records().stream()
                        .map(it -> it.revision().equals(promote.revision()) ? it.proven(promote.at()) : it)
                        .toList()),
                promote.revision(),
                stale));
    }

    private static Optional<SmallState> markFailed(
            SmallState state, Action.MarkFailed failed, SmallState.Plan plan, boolean stale) {
        if (plan.changed().contains(failed.revision())) {
            return Optional.empty();
        }
        if (!stale) {
            SmallInvariants.markedFailed(state, failed);
        }
        return Optional.of(told(
                state.withRecords(state.records().stream()
                        .map(it -> it.revision().equals(failed.revision()) ? it.with(failed.failure()) : it)
                        .toList()),
                failed.revision(),
                stale));
    }

    private static Optional<SmallState> setBake(
            SmallState state, Action.SetBake set, SmallState.Plan plan, boolean stale) {
        if (plan.changed().contains(set.revision())) {
            return Optional.empty();
        }
        if (!stale) {
            SmallInvariants.baked(state, set);
        }
        return Optional.of(told(
                state.withRecords(state.records().stream()
                        .map(it -> it.revision().equals(set.revision()) ? it.with(set.bake()) : it)
                        .toList()),
                set.revision(),
                stale));
    }

    private Optional<SmallState> setReplaced(
            SmallState state, Action.SetReplaced set, SmallState.Plan plan, boolean stale) {
        if (plan.changed().contains(set.revision())) {
            return Optional.empty();
        }
        if (!stale) {
            SmallInvariants.replaced(state, requireNonNull(world.desired(state).watchdog()));
        }
        return Optional.of(told(
                state.withRecords(state.records().stream()
                        .map(it -> it.revision().equals(set.revision()) ? it.with(set.replaced()) : it)
                        .toList()),
                set.revision(),
                stale));
    }

    private static Optional<SmallState> deleteRecord(
            SmallState state, String revision, SmallState.Plan plan, boolean stale) {
        if (plan.changed().contains(revision)) {
            return Optional.empty();
        }
        if (!stale) {
            SmallInvariants.recordDeleted(state, revision);
        }
        return Optional.of(told(
                state.withRecords(state.records().stream()
                        .filter(it -> !it.revision().equals(revision))
                        .toList()),
                revision,
                stale));
    }

    private static Optional<SeatObject> find(SmallState state, String id) {
        return state.seats().stream().filter(it -> it.id().equals(id)).findFirst();
    }

    private static Optional<SmallState> seat(
            SmallState state, String id, SmallState.Plan plan, boolean stale, UnaryOperator<Spec> change) {
        return find(state, id)
                .filter(_ -> !plan.changed().contains(id))
                .map(it -> told(state.change(it, it.with(change.apply(it.spec()))), id, stale));
    }

    private interface PodCheck {
        void check(SmallState after, SeatObject seat, PodObject before);
    }

    private interface RouterCheck {
        void check(SeatObject seat, PodObject pod);
    }

    private static Optional<SmallState> pod(
            SmallState state,
            String id,
            String name,
            SmallState.Plan plan,
            boolean stale,
            UnaryOperator<PodObject> change,
            PodCheck check) {
        SeatObject seat = find(state, id).orElse(null);
        PodObject pod = podOf(seat, name);
        if (seat == null || pod == null || plan.changed().contains(name)) {
            return Optional.empty();
        }
        SmallState after = state.change(seat, pod, it -> change.apply(requireNonNull(it)));
        check.check(after, seat, pod);
        return Optional.of(told(after, name, stale));
    }

    private static Optional<SmallState> router(
            SmallState state, String id, String name, UnaryOperator<PodObject> change, RouterCheck check) {
        SeatObject seat = find(state, id).orElse(null);
        PodObject pod = podOf(seat, name);
        if (seat == null || pod == null || pod.router() == Router.NONE || !pod.answers()) {
            return Optional.empty();
        }
        check.check(seat, pod);
        return Optional.of(state.change(seat, pod, it -> change.apply(requireNonNull(it))));
    }

    private static @Nullable PodObject podOf(@Nullable SeatObject seat, String name) {
        return seat == null
                ? null
                : seat.pods().stream()
                        .filter(it -> it.name().equals(name))
                        .findFirst()
                        .orElse(null);
    }
}
