package dev.sluicegate.operator.status;

import dev.sluicegate.operator.rollout.Observed;
import dev.sluicegate.operator.rollout.PodState;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.operator.rollout.Traffic;
import dev.sluicegate.router.adminapi.RouterStatus;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The requests and streams that drains wait for, as the routers name them. */
final class Blockers {
    private record InPod(String pod, RouterStatus.Blocker blocker) {}

    private Blockers() {}

    /** One line each, the oldest first, and a last one with how many more there are; null if there are none. */
    static @Nullable List<String> of(Observed observed) {
        List<PodState> draining = observed.pods()
                .filter(it -> it.terminating() || it.traffic() instanceof Traffic.Off)
                .toList();
        List<InPod> named = draining.stream()
                .flatMap(pod -> drain(pod).flatMap(it -> it.blockers().stream().map(at -> new InPod(pod.name(), at))))
                .sorted(Comparator.comparingLong((InPod it) -> it.blocker().ageMs())
                        .reversed())
                .toList();
        long all = named.size()
                + draining.stream()
                        .flatMap(Blockers::drain)
                        .mapToLong(RouterStatus.Drain::moreBlockers)
                        .sum();
        List<String> lines = RouterStatus.Blocker.listed(
                named, it -> it.pod() + ": " + it.blocker().text(), all);
        return lines.isEmpty() ? null : lines;
    }

    private static Stream<RouterStatus.Drain> drain(PodState pod) {
        return pod.router() instanceof RouterReport.Answered(RouterStatus status)
                ? Stream.ofNullable(status.drain())
                : Stream.empty();
    }
}
