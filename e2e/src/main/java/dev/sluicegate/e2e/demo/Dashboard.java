package dev.sluicegate.e2e.demo;

import dev.sluicegate.e2e.load.LoadProgress;
import dev.sluicegate.operator.api.RouterGatewayStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The view of a rollout as lines of text. Pure. */
final class Dashboard {
    private Dashboard() {}

    static List<String> lines(Optional<RouterGatewayStatus> status, LoadProgress load) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "  clients: %,d requests done, of them %,d streams; open now: %,d, of them %,d streams; cut or failed: %,d"
                        .formatted(
                                load.finished(),
                                load.finishedStreams(),
                                load.open(),
                                load.openStreams(),
                                load.failed()));
        status.ifPresent(it -> gateway(it, lines));
        return lines;
    }

    private static void gateway(RouterGatewayStatus status, List<String> lines) {
        if (status.rollout() != null) {
            lines.add(
                    "  operator: " + Objects.requireNonNullElse(status.rollout().step(), ""));
        }
        lines.add("  %-24s %-9s %-12s %9s %8s".formatted("POD", "PHASE", "REVISION", "IN-FLIGHT", "OLDEST"));
        for (RouterGatewayStatus.PodRow pod :
                Objects.requireNonNullElse(status.pods(), List.<RouterGatewayStatus.PodRow>of())) {
            lines.add("  %-24s %-9s %-12s %9s %8s"
                    .formatted(
                            pod.name(),
                            pod.phase(),
                            pod.revision(),
                            pod.inFlight() == null ? "-" : pod.inFlight(),
                            pod.oldestStreamSeconds() == null ? "-" : pod.oldestStreamSeconds() + " s"));
        }
    }
}
