package dev.sluicegate.operator.rollout;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import dev.sluicegate.operator.reason.Outlook;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import java.util.Comparator;
import java.util.List;

/** The choice of the pods of a failed revision whose evidence is kept. Pure. */
public final class WorstPods {
    /** More would tell the same again. */
    private static final int MOST = 3;

    private static final Comparator<PodState> WORST_FIRST = comparing(WorstPods::outlook)
            .reversed()
            .thenComparing(PodState::isOpen)
            .thenComparing(it -> it.router() instanceof RouterReport.Answered)
            .thenComparing(comparingLong(WorstPods::failed).reversed())
            // the one that is overdue is the oldest
            .thenComparing(PodState::createdAt)
            .thenComparing(PodState::name);

    private WorstPods() {}

    /**
     * The worst first, at most 3. What cannot come up alone comes before what may, a pod that is not open before one that is, and among open ones the
     * silent router, then the one that has failed most requests. Pods that are well are named only if all are.
     */
    public static List<PodState> of(Observed observed, String revision) {
        List<PodState> all = observed.pods()
                .filter(it -> it.revision().equals(revision))
                .sorted(WORST_FIRST)
                .toList();
        boolean allAreWell = all.stream().noneMatch(WorstPods::isUnwell);
        return all.stream().filter(it -> allAreWell || isUnwell(it)).limit(MOST).toList();
    }

    private static boolean isUnwell(PodState it) {
        return !it.isOpen() || it.problem() != null || !(it.router() instanceof RouterReport.Answered);
    }

    private static Outlook outlook(PodState pod) {
        Problem problem = pod.problem();
        return problem == null ? Outlook.FINE : problem.outlook();
    }

    private static long failed(PodState pod) {
        return Bake.answer(pod).map(it -> Bake.totals(it).failed()).orElse(0L);
    }
}
