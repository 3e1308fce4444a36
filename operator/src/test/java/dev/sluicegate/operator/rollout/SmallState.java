package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.PodState.Gate;
import dev.sluicegate.operator.rollout.PodState.Kubelet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All that there is in a small world at one moment. Time does not pass in it: that something has settled, or was out of the Service
 * for long enough, is a change like any other.
 *
 * @param stage how many of the world's wishes have been made
 * @param faults how many faults may still happen
 * @param ill how many pods have fallen ill
 * @param plan what the operator has decided and not done yet
 * @param stale the same of an operator that was paused while another took over; null if there is none
 */
record SmallState(
        int stage,
        int faults,
        int ill,
        List<RevisionState> records,
        List<SeatObject> seats,
        Plan plan,
        @Nullable Plan stale) {

    /** How a router is. */
    enum Router {
        /** There is none. */
        NONE,
        SERVING,
        /** Told to drain; late arrivals are still served. */
        SETTLING,
        /** No longer; what it carries goes on. */
        FINISHING,
        DRAINED;

        boolean accepts() {
            return this == SERVING || this == SETTLING;
        }

        boolean drains() {
            return this == SETTLING || this == FINISHING || this == DRAINED;
        }
    }

    /** Whether a router does its work. */
    enum Health {
        WELL,
        /** Its memory is near the limit; it serves as long as it is there. */
        FULL,
        /** Its process stands still: it answers nobody, and what it carries goes on for no client. */
        HANGING
    }

    /** What a seat asks for, and what its controller has seen of that. */
    record Spec(int size, boolean on, boolean gated) {}

    /**
     * A seat.
     *
     * @param seen by its controller; null if it does not know the seat
     */
    record SeatObject(
            String revision,
            int number,
            Spec spec,
            @Nullable Spec seen,
            int reported,
            boolean tampered,
            List<PodObject> pods) {
        String id() {
            return Seat.idOf(revision, number);
        }

        boolean isServing() {
            return spec.size > 0 && spec.on;
        }

        SeatObject with(Spec next) {
            return new SeatObject(revision, number, next, seen, reported, tampered, pods);
        }

        SeatObject seen(Spec next) {
            return new SeatObject(revision, number, spec, next, reported, tampered, pods);
        }

        SeatObject reported(int next) {
            return new SeatObject(revision, number, spec, seen, next, tampered, pods);
        }

        SeatObject tamperedWith() {
            return new SeatObject(revision, number, spec, seen, reported, true, pods);
        }

        SeatObject with(List<PodObject> next) {
            return new SeatObject(revision, number, spec, seen, reported, tampered, List.copyOf(next));
        }

        long live() {
            return pods.stream().filter(PodObject::isLive).count();
        }

        boolean hasUnseenPods() {
            return pods.stream().anyMatch(PodObject::unseen);
        }
    }

    /**
     * A pod.
     *
     * @param carries a stream
     * @param wasOpen clients have been sent to it
     * @param outForLong it has been out of the Service for the settle time
     * @param leaving its node is being left; a new pod is always on another
     * @param process 1 after a restart of its container, so that its counts begin anew
     * @param erred it has failed most of its requests, as pods of "baderrs" do
     * @param unseen its controller has just made it from what it knew of the seat before, and no view shows it yet
     * @param health whether its router does its work
     */
    record PodObject(
            String name,
            Kubelet kubelet,
            boolean on,
            Gate gate,
            boolean terminating,
            Router router,
            boolean carries,
            boolean wasOpen,
            boolean outForLong,
            boolean leaving,
            int process,
            boolean erred,
            boolean unseen,
            Health health) {
        boolean isLive() {
            return !terminating;
        }

        boolean isOpen() {
            return isLive() && on && kubelet == Kubelet.READY;
        }

        boolean answers() {
            return health != Health.HANGING;
        }

        PodObject with(Kubelet next) {
            return changed(it -> {
                it.kubelet = next;
                it.wasOpen |= it.on && next == Kubelet.READY;
            });
        }

        PodObject with(Router next) {
            boolean empty = next == Router.FINISHING && !carries;
            return changed(it -> it.router = empty ? Router.DRAINED : next);
        }

        PodObject labelled(boolean next) {
            return changed(it -> {
                it.on = next;
                it.outForLong = false;
            });
        }

        PodObject admitted() {
            return changed(it -> it.gate = Gate.OPEN);
        }

        /** Its hook drains it, whatever it carries; that is the router's part. */
        PodObject ending() {
            return changed(it -> {
                it.terminating = true;
                it.router = Router.NONE;
                it.carries = false;
                it.wasOpen = false;
                it.outForLong = false;
            });
        }

        /** Its router has ended for good: kubelet says that it crashes again and again. */
        boolean isHopeless(String revision) {
            return revision.equals("badlate") ? kubelet == Kubelet.STOPPED : revision.equals("bad");
        }

        /** Its clients are gone. */
        PodObject crashed() {
            return changed(it -> {
                it.kubelet = Kubelet.STOPPED;
                it.router = Router.NONE;
                it.carries = false;
                it.wasOpen = false;
                it.process = 1 - process;
                it.erred = false;
                it.health = Health.WELL;
            });
        }

        PodObject carrying(boolean next) {
            return changed(it -> {
                it.router = !next && router == Router.FINISHING ? Router.DRAINED : router;
                it.carries = next;
            });
        }

        PodObject outForLongNow() {
            return changed(it -> it.outForLong = true);
        }

        /** It fails most of what it is asked. */
        PodObject erring() {
            return changed(it -> it.erred = true);
        }

        /** Its router does its work no more, or not for long. */
        PodObject falling(Health ill) {
            return changed(it -> it.health = ill);
        }

        PodObject onLeavingNode() {
            return changed(it -> it.leaving = true);
        }

        PodObject nowSeen() {
            return changed(it -> it.unseen = false);
        }

        private PodObject changed(Consumer<PodChange> change) {
            PodChange copy = new PodChange(this);
            change.accept(copy);
            return copy.pod(name);
        }
    }

    /** A pod that is changed piece by piece. */
    private static final class PodChange {
        private Kubelet kubelet;
        private boolean on;
        private Gate gate;
        private boolean terminating;
        private Router router;
        private boolean carries;
        private boolean wasOpen;
        private boolean outForLong;
        private boolean leaving;
        private int process;
        private boolean erred;
        private boolean unseen;
        private Health health;

        PodChange(PodObject pod) {
            kubelet = pod.kubelet;
            on = pod.on;
            gate = pod.gate;
            terminating = pod.terminating;
            router = pod.router;
            carries = pod.carries;
            wasOpen = pod.wasOpen;
            outForLong = pod.outForLong;
            leaving = pod.leaving;
            process = pod.process;
            erred = pod.erred;
            unseen = pod.unseen;
            health = pod.health;
        }

        PodObject pod(String name) {
            return new PodObject(
                    name,
                    kubelet,
                    on,
                    gate,
                    terminating,
                    router,
                    carries,
                    wasOpen,
                    outForLong,
                    leaving,
                    process,
                    erred,
                    unseen,
                    health);
        }
    }

    /**
     * What an operator has decided and not done yet.
     *
     * @param since when what is wanted became so
     * @param canary the first pods bake
     * @param changed objects that others have changed since it looked: its writes to them fail
     * @param failed what it shall not go on with
     * @param lost how many open pods have failed since it looked
     */
    record Plan(
            List<Action> actions,
            Instant since,
            int replicas,
            int maxSurge,
            boolean canary,
            Set<String> changed,
            Set<String> failed,
            int lost) {
        static final Plan NONE = new Plan(List.of(), Scene.LONG_AGO, 0, 0, false, Set.of(), Set.of(), 0);

        boolean isDone() {
            return actions.isEmpty();
        }

        Plan changed(String object) {
            return isDone()
                    ? this
                    : new Plan(actions, since, replicas, maxSurge, canary, plus(changed, object), failed, lost);
        }

        Plan losing() {
            return isDone() ? this : new Plan(actions, since, replicas, maxSurge, canary, changed, failed, lost + 1);
        }

        /** The next action is over. */
        Plan next(boolean done) {
            if (actions.size() == 1) {
                return NONE;
            }
            return new Plan(
                    List.copyOf(actions.subList(1, actions.size())),
                    since,
                    replicas,
                    maxSurge,
                    canary,
                    changed,
                    done ? failed : plus(failed, actions.getFirst().subject()),
                    lost);
        }

        private static Set<String> plus(Set<String> set, String more) {
            Set<String> all = new TreeSet<>(set);
            all.add(more);
            return all;
        }
    }

    SmallState with(Plan next) {
        return new SmallState(stage, faults, ill, records, seats, next, stale);
    }

    SmallState withStale(@Nullable Plan next) {
        return new SmallState(stage, faults, ill, records, seats, plan, next);
    }

    SmallState withRecords(List<RevisionState> next) {
        return new SmallState(stage, faults, ill, List.copyOf(next), seats, plan, stale);
    }

    SmallState withSeats(List<SeatObject> next) {
        return new SmallState(stage, faults, ill, records, List.copyOf(next), plan, stale);
    }

    SmallState staged(int next) {
        return new SmallState(next, faults, ill, records, seats, plan, stale);
    }

    SmallState faulted() {
        return new SmallState(stage, faults - 1, ill, records, seats, plan, stale);
    }

    SmallState oneMoreIll() {
        return new SmallState(stage, faults, ill + 1, records, seats, plan, stale);
    }

    /** What the watchdog has decided, whichever revision's pod it was. */
    List<Replacement> replaced() {
        return records.stream().flatMap(it -> it.replaced().stream()).toList();
    }

    boolean isReplaced(String pod) {
        return replaced().stream().anyMatch(it -> it.pod().equals(pod));
    }

    long open() {
        return seats.stream()
                .filter(it -> it.spec.size > 0)
                .flatMap(it -> it.pods.stream())
                .filter(PodObject::isOpen)
                .count();
    }

    /** The record of the revision. */
    RevisionState record(String revision) {
        return records.stream()
                .filter(it -> it.revision().equals(revision))
                .findFirst()
                .orElseThrow();
    }

    /** A pod that shall stay is on a node that is being left. */
    boolean staysWhereItCannot() {
        return seats.stream()
                .filter(SeatObject::isServing)
                .flatMap(it -> it.pods.stream())
                .anyMatch(it -> it.isLive() && it.leaving);
    }

    /** With one seat changed; null takes it away. */
    SmallState change(SeatObject seat, @Nullable SeatObject next) {
        List<SeatObject> all = new ArrayList<>(seats);
        all.removeIf(it -> it.id().equals(seat.id()));
        if (next != null) {
            all.add(next);
            all.sort(Comparator.comparing(SeatObject::id));
        }
        return withSeats(all);
    }

    /** With one pod changed; null takes it away. */
    SmallState change(SeatObject seat, PodObject pod, Function<PodObject, @Nullable PodObject> change) {
        List<PodObject> pods = new ArrayList<>();
        for (PodObject it : seat.pods) {
            PodObject next = it.name.equals(pod.name) ? change.apply(it) : it;
            if (next != null) {
                pods.add(next);
            }
        }
        return change(seat, seat.with(pods));
    }

    /** Somebody else has changed these objects, so that writes of plans that were made before fail. */
    SmallState touched(String object) {
        return new SmallState(
                stage, faults, ill, records, seats, plan.changed(object), stale == null ? null : stale.changed(object));
    }

    /** An open pod has failed by itself. */
    SmallState lost() {
        return new SmallState(stage, faults, ill, records, seats, plan.losing(), stale == null ? null : stale.losing());
    }
}
