package dev.sluicegate.operator.rollout;

import static java.util.Objects.requireNonNull;

import dev.sluicegate.operator.rollout.PodState.Gate;
import dev.sluicegate.operator.rollout.PodState.Kubelet;
import dev.sluicegate.operator.rollout.SmallState.Health;
import dev.sluicegate.operator.rollout.SmallState.PodObject;
import dev.sluicegate.operator.rollout.SmallState.Router;
import dev.sluicegate.operator.rollout.SmallState.SeatObject;
import dev.sluicegate.operator.rollout.SmallState.Spec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Everything that can happen next in a small world, for an exploration of all interleavings. The ReplicaSet controller works from
 * what it has seen of a seat, which may be old; the operator's writes come in their order, at any time after it has looked.
 *
 * @param wishes what is wanted, one after the other; each change may come at any time
 * @param faults of which one happens, at any time, in every possible place; none if it is empty
 * @param illnesses of pods, which come beside the fault and after the last wish, one after the other, each at any time and to any pod that may
 *     have been open
 * @param idle nobody sends anything, so that there are fewer states
 */
record SmallWorld(String name, List<Desired> wishes, List<Fault> faults, List<Health> illnesses, boolean idle) {
    /** Between the decision of the watchdog and the next that may follow it, and less than its window. */
    private static final Instant A_WHILE_AGO = Scene.NOW.minus(Watchdog.FIRST_DELAY.multipliedBy(10));

    /** What goes wrong. */
    enum Fault {
        CRASH,
        DELETE,
        EVICT,
        FOREIGN_LABEL,
        FOREIGN_DRAIN,
        /** While it has no pod. */
        SEAT_DELETED,
        SEAT_CLOSED,
        /** Of one pod; no other is there, and none comes there. */
        NODE_LEAVING,
        OPERATOR_DIES,
        OTHER_OPERATOR
    }

    @Override
    public String toString() {
        return name;
    }

    SmallState start() {
        return new SmallState(0, faults.isEmpty() ? 0 : 1, 0, List.of(), List.of(), SmallState.Plan.NONE, null);
    }

    Desired desired(SmallState state) {
        return wishes.get(state.stage());
    }

    void next(SmallState state, Decision decision, Consumer<SmallState> found) {
        if (state.stage() + 1 < wishes.size()) {
            found.accept(state.staged(state.stage() + 1));
        }
        SmallOperator operator = new SmallOperator(this, decision);
        operator.next(state, found);
        for (SeatObject seat : state.seats()) {
            controller(state, seat, found);
            for (PodObject pod : seat.pods()) {
                life(state, seat, pod, found);
                traffic(state, seat, pod, found);
            }
        }
        state.records().forEach(it -> bakeTimePasses(state, it, found));
        state.records().forEach(it -> delayPasses(state, it, found));
        if (state.ill() < illnesses.size() && state.stage() + 1 == wishes.size()) {
            illness(state, illnesses.get(state.ill()), found);
        }
        if (state.faults() > 0) {
            faults.forEach(it -> fault(state.faulted(), it, found));
        }
    }

    private static void controller(SmallState state, SeatObject seat, Consumer<SmallState> found) {
        if (!seat.spec().equals(seat.seen())) {
            found.accept(state.change(seat, seat.seen(seat.spec())));
        }
        Spec seen = seat.seen();
        if (seen == null) {
            return;
        }
        SmallState reported = state;
        SeatObject after = seat;
        int count = seat.hasUnseenPods() ? 0 : (int) seat.live();
        if (seat.reported() != count && seat.spec().equals(seen)) {
            after = seat.reported(count);
            reported = state.change(seat, after).touched(seat.id());
        }
        if (seat.hasUnseenPods()) {
            // what it expects is not there yet, so it only reports
            seat.pods().stream()
                    .filter(PodObject::unseen)
                    .forEach(it -> found.accept(
                            state.change(seat, it, PodObject::nowSeen).touched(SmallOperator.podsOf(seat.id()))));
            if (!after.equals(seat)) {
                found.accept(reported);
            }
        } else if (seat.live() < seen.size()) {
            List<PodObject> pods = new ArrayList<>(seat.pods());
            pods.add(new PodObject(
                    freeName(state, seat),
                    Kubelet.PENDING,
                    seen.on(),
                    seen.gated() ? Gate.CLOSED : Gate.ABSENT,
                    false,
                    Router.NONE,
                    false,
                    false,
                    false,
                    false,
                    0,
                    false,
                    !seat.spec().equals(seen),
                    Health.WELL));
            found.accept(reported.change(after, after.with(pods)));
        } else if (seat.live() > seen.size()) {
            PodObject pod =
                    seat.pods().stream().filter(PodObject::isLive).findFirst().orElseThrow();
            SmallInvariants.podEnds(seat, pod);
            found.accept(end(reported, after, pod));
        } else if (!after.equals(seat)) {
            found.accept(reported);
        }
    }

    private static String freeName(SmallState state, SeatObject seat) {
        for (int i = 0; ; i++) {
            String name = seat.id() + "-" + i;
            if (!state.isReplaced(name)
                    && seat.pods().stream().noneMatch(it -> it.name().equals(name))) {
                return name;
            }
        }
    }

    /** Its deletion begins, and its hook drains it. */
    private static SmallState end(SmallState state, SeatObject seat, PodObject pod) {
        return state.change(seat, pod, it -> requireNonNull(it).ending()).touched(pod.name());
    }

    private static void life(SmallState state, SeatObject seat, PodObject pod, Consumer<SmallState> found) {
        if (pod.terminating()) {
            found.accept(state.change(seat, pod, _ -> null).touched(pod.name()));
            return;
        }
        boolean ready = pod.answers() && pod.router().accepts() && pod.gate() != Gate.CLOSED;
        switch (pod.kubelet()) {
            case PENDING, STOPPED -> {
                if (!pod.isHopeless(seat.revision())) {
                    found.accept(
                            write(state, seat, pod, pod.with(Kubelet.RUNNING).with(Router.SERVING)));
                }
            }
            case RUNNING -> {
                if (ready) {
                    found.accept(write(state, seat, pod, pod.with(Kubelet.READY)));
                }
            }
            case READY -> {
                if (seat.revision().equals("badlate")) {
                    found.accept(write(state.lost(), seat, pod, pod.crashed()));
                }
                if (seat.revision().equals("baderrs") && pod.on() && !pod.erred()) {
                    found.accept(state.change(seat, pod, PodObject::erring));
                }
                if (!ready) {
                    found.accept(write(pod.on() ? state.lost() : state, seat, pod, pod.with(Kubelet.RUNNING)));
                }
            }
            case ENDED -> {}
        }
    }

    private void traffic(SmallState state, SeatObject seat, PodObject pod, Consumer<SmallState> found) {
        if (pod.terminating()) {
            return;
        }
        boolean reached = pod.isOpen() || (pod.wasOpen() && !pod.on() && !pod.outForLong());
        if (!idle && !pod.carries() && reached && pod.answers() && pod.router().accepts()) {
            found.accept(state.change(seat, pod, it -> it.carrying(true)));
        }
        if (pod.carries()) {
            found.accept(state.change(seat, pod, it -> it.carrying(false)));
        }
        if (pod.answers() && pod.router() == Router.SETTLING && (pod.outForLong() || pod.on())) {
            found.accept(state.change(seat, pod, it -> it.with(Router.FINISHING)));
        }
        if (!pod.on() && !pod.outForLong()) {
            found.accept(state.change(seat, pod, PodObject::outForLongNow));
        }
    }

    /** In a world without time, what began now has begun long ago. */
    private static void bakeTimePasses(SmallState state, RevisionState record, Consumer<SmallState> found) {
        Bake bake = record.bake();
        if (bake != null && !bake.passed() && bake.since().equals(Scene.NOW)) {
            Bake over = new Bake(bake.attempt(), Scene.LONG_AGO, false, bake.baselines());
            found.accept(state.withRecords(state.records().stream()
                    .map(it -> it.revision().equals(record.revision()) ? it.with(over) : it)
                    .toList()));
        }
    }

    /** The same of the time between two pods that are replaced. */
    private static void delayPasses(SmallState state, RevisionState record, Consumer<SmallState> found) {
        if (record.replaced().stream().anyMatch(it -> it.at().equals(Scene.NOW))) {
            RevisionState later = record.with(record.replaced().stream()
                    .map(it -> new Replacement(A_WHILE_AGO, it.pod(), it.cause(), it.sentence()))
                    .toList());
            found.accept(state.withRecords(state.records().stream()
                    .map(it -> it.revision().equals(record.revision()) ? later : it)
                    .toList()));
        }
    }

    /** A pod that hangs before its revision is proven holds its rollout up until a deadline, and there is none in a world without time. */
    private void illness(SmallState state, Health ill, Consumer<SmallState> found) {
        for (SeatObject seat : state.seats()) {
            boolean proven = seat.revision().equals(desired(state).revision())
                    && state.record(seat.revision()).provenAt() != null
                    && seat.isServing();
            seat.pods().stream()
                    .filter(it -> it.isLive() && it.gate() != Gate.CLOSED && it.router() != Router.NONE)
                    .filter(it -> it.health() == Health.WELL && (proven || ill != Health.HANGING))
                    .forEach(pod -> found.accept(state.oneMoreIll().change(seat, pod, it -> it.falling(ill))));
        }
    }

    private static SmallState write(SmallState state, SeatObject seat, PodObject pod, PodObject next) {
        return state.change(seat, pod, _ -> next).touched(pod.name());
    }

    private void fault(SmallState state, Fault fault, Consumer<SmallState> found) {
        switch (fault) {
            case OPERATOR_DIES -> {
                if (!state.plan().isDone()) {
                    found.accept(state.with(SmallState.Plan.NONE));
                }
            }
            case OTHER_OPERATOR -> {
                if (!state.plan().isDone()) {
                    found.accept(state.withStale(state.plan()).with(SmallState.Plan.NONE));
                }
            }
            case SEAT_DELETED, SEAT_CLOSED -> state.seats().forEach(seat -> tamper(state, fault, seat, found));
            case NODE_LEAVING ->
                state.seats()
                        .forEach(seat -> seat.pods().stream()
                                .filter(PodObject::isLive)
                                .forEach(pod -> found.accept(state.change(seat, pod, PodObject::onLeavingNode))));
            case CRASH, DELETE, EVICT, FOREIGN_LABEL, FOREIGN_DRAIN ->
                state.seats()
                        .forEach(seat -> seat.pods().stream()
                                .filter(PodObject::isLive)
                                .forEach(pod -> fail(state.lost(), fault, seat, pod, found)));
        }
    }

    private static void tamper(SmallState state, Fault fault, SeatObject seat, Consumer<SmallState> found) {
        SmallState after = seat.live() > 0 ? state.lost() : state;
        if (fault == Fault.SEAT_CLOSED) {
            found.accept(after.change(
                            seat,
                            seat.with(new Spec(0, seat.spec().on(), seat.spec().gated()))
                                    .tamperedWith())
                    .touched(seat.id()));
        } else if (seat.pods().isEmpty()) {
            // the garbage collector's work on its pods would only add states
            found.accept(after.change(seat, null).touched(seat.id()));
        }
    }

    private static void fail(
            SmallState state, Fault fault, SeatObject seat, PodObject pod, Consumer<SmallState> found) {
        switch (fault) {
            case CRASH -> {
                if (pod.router() != Router.NONE) {
                    found.accept(write(state, seat, pod, pod.crashed()));
                }
            }
            case DELETE -> found.accept(end(state, seat, pod));
            case EVICT -> found.accept(state.change(seat, pod, _ -> null).touched(pod.name()));
            case FOREIGN_LABEL ->
                found.accept(state.change(seat.tamperedWith(), pod, it -> it.labelled(!it.on()))
                        .touched(pod.name()));
            case FOREIGN_DRAIN -> {
                if (pod.router() == Router.SERVING) {
                    found.accept(state.change(seat, pod, it -> it.with(Router.SETTLING)));
                }
            }
            case SEAT_DELETED, SEAT_CLOSED, NODE_LEAVING, OPERATOR_DIES, OTHER_OPERATOR -> {}
        }
    }
}
