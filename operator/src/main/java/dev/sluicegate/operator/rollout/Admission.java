package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.PodState.Gate;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.adminapi.RouterStatus.Phase;
import java.util.List;
import java.util.Set;

/** Opens the gate of each pod that has itself said that it serves its revision's config. */
final class Admission {
    private Admission() {}

    static List<Action> admit(Fleet fleet) {
        Set<String> leaving = Retirement.leaving(fleet);
        return fleet.on()
                .filter(it -> it.gate() == Gate.CLOSED && !leaving.contains(it.name()))
                .filter(it -> fleet.isWanted(it.revision())
                        || fleet.isHome(it.revision())
                        || fleet.isIncumbent(it.revision()))
                .filter(it -> isAcknowledged(fleet, it))
                .<Action>map(it -> new Action.OpenGate(it.name()))
                .toList();
    }

    static boolean isAcknowledged(Fleet fleet, PodState pod) {
        return pod.router() instanceof RouterReport.Answered(RouterStatus status)
                && status.phase() == Phase.SERVING
                && Acknowledgement.isGiven(fleet.observed(), pod);
    }
}
