package dev.sluicegate.operator.rollout;

import static java.util.Comparator.comparing;
import static java.util.Comparator.reverseOrder;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes pods out of the Service: those of other revisions, and those of the wanted one that are too many. */
final class Retirement {
    /** Who goes first: what has come least far, then what is broken, then what carries least. A router that does not answer may carry much. */
    private static final Comparator<PodState> FIRST_TO_GO = comparing(PodState::isOpen)
            .thenComparing(PodState::kubelet)
            .thenComparing(it -> it.problem() == null)
            .thenComparingInt(it -> it.inFlight().orElse(Integer.MAX_VALUE))
            .thenComparing(PodState::createdAt, reverseOrder())
            .thenComparing(PodState::name);

    private Retirement() {}

    static List<Action> retire(Fleet fleet) {
        return Stream.concat(
                        choose(fleet).stream().map(it -> leave(fleet, it)),
                        Stream.concat(fleet.retired(), fleet.marked())
                                .filter(it -> mustBeToldAgain(fleet, it))
                                .map(it -> new Action.Retire(it.name(), deadlineOfRetired(fleet, it))))
                .toList();
    }

    /** The names of the pods that leave the Service in this step. */
    static Set<String> leaving(Fleet fleet) {
        return choose(fleet).stream().map(PodState::name).collect(Collectors.toSet());
    }

    private static Action leave(Fleet fleet, PodState pod) {
        return pod.carriesNothing()
                ? new Action.MarkForRemoval(pod.name())
                : new Action.Retire(pod.name(), deadline(fleet));
    }

    private static List<PodState> choose(Fleet fleet) {
        Allowance allowance = new Allowance(fleet);
        List<PodState> chosen = new ArrayList<>();
        for (PodState pod : old(fleet)) {
            if (allowance.replaces(pod)) {
                chosen.add(pod);
            }
        }
        for (PodState pod : surplus(fleet)) {
            if (allowance.givesUp(pod)) {
                chosen.add(pod);
            }
        }
        return chosen;
    }

    /** Pods of other revisions; while held they stay. */
    private static List<PodState> old(Fleet fleet) {
        return fleet.isHeld()
                ? List.of()
                : fleet.on()
                        .filter(it -> !fleet.isWanted(it.revision()))
                        .sorted(FIRST_TO_GO)
                        .toList();
    }

    /** As many pods as are too many, of the wanted revision or, while held, of any. */
    private static List<PodState> surplus(Fleet fleet) {
        List<PodState> pods = fleet.on()
                .filter(it -> fleet.isHeld() || fleet.isWanted(it.revision()))
                .sorted(FIRST_TO_GO)
                .toList();
        return pods.subList(0, Math.max(0, pods.size() - fleet.desired().replicas()));
    }

    /** A router that was never told to drain, or has forgotten it; or one that may drain for ever while the gateway is to go. */
    private static boolean mustBeToldAgain(Fleet fleet, PodState pod) {
        boolean isToBeMarked = !pod.marked() && Drains.isOver(pod, fleet.now());
        if (isToBeMarked || Reopening.names(fleet).contains(pod.name())) {
            return false;
        }
        boolean unbounded = !pod.marked() && Drains.written(pod) == null;
        return Drains.mustBeTold(pod) || (fleet.desired().deleting() && unbounded);
    }

    private static @Nullable Instant deadlineOfRetired(Fleet fleet, PodState pod) {
        Instant written = Drains.written(pod);
        return written == null && fleet.desired().deleting() ? deadline(fleet) : written;
    }

    private static @Nullable Instant deadline(Fleet fleet) {
        Desired desired = fleet.desired();
        if (!desired.drainTimeout().isZero()) {
            return fleet.now().plus(desired.drainTimeout());
        }
        return desired.deleting() ? fleet.now().plus(desired.terminationBudget()) : null;
    }
}
