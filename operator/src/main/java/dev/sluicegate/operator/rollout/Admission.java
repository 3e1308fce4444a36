package dev.sluicegate.operator.rollout;

import dev.sluicegate.operator.rollout.PodState.Gate;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.adminapi.RouterStatus.Phase;
import java.util.List;

/** Opens the gate of each pod that has itself said that it serves its revision's config. */
final class Admission {
    private Admission() {}

    static List<Action> admit(Plan plan) {
        Fleet fleet = plan.fleet();
        return plan.staying().stream()
                .filter(it -> fleet.isWanted(it.revision())
                        || fleet.isCanary(it)
                        || fleet.isHome(it.revision())
                        || fleet.isIncumbent(it.revision()))
                .flatMap(seat -> seat.live()
                        .filter(it -> it.isOn() && it.gate() == Gate.CLOSED && isAcknowledged(fleet, it))
                        .<Action>map(it -> new Action.OpenGate(seat.id(), it.name())))
                .toList();
    }

    static boolean isAcknowledged(Fleet fleet, PodState pod) {
        return pod.router() instanceof RouterReport.Answered(RouterStatus status)
                && status.phase() == Phase.SERVING
                && fleet.observed().isAcknowledged(pod);
    }
}
