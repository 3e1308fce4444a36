package dev.sluicegate.operator.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.rollout.Observed;
import dev.sluicegate.operator.rollout.RouterReport;
import dev.sluicegate.router.adminapi.AdminJson;
import dev.sluicegate.router.adminapi.RouterStatus;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Looks at a gateway: its ReplicaSets and pods as the caches know them, and its routers as they answer now. */
public final class Observer {
    private static final ObjectMapper MAPPER = AdminJson.mapper();

    private final Routers routers;

    public Observer(Routers routers) {
        this.routers = routers;
    }

    /** Takes a second at most, if a router does not answer. */
    public Observation observe(RouterGateway gateway, ClusterView sources, String adminToken) {
        Map<String, ReplicaSet> sets = sources.of(ReplicaSet.class, gateway).stream()
                .filter(set -> isControlledBy(
                        set.getMetadata().getOwnerReferences(),
                        Set.of(gateway.getMetadata().getUid())))
                .collect(Collectors.toMap(ReplicaSetReader::revision, Function.identity(), (a, b) -> a));
        Set<String> uids =
                sets.values().stream().map(set -> set.getMetadata().getUid()).collect(Collectors.toSet());
        List<Pod> pods = sources.of(Pod.class, gateway).stream()
                .filter(pod -> isControlledBy(pod.getMetadata().getOwnerReferences(), uids))
                .toList();
        Map<String, RouterReport> reports = routers.ask(gateway.getMetadata().getUid(), pods, adminToken);
        return new Observation(
                new Observed(
                        sets.values().stream().map(ReplicaSetReader::read).toList(),
                        pods.stream()
                                .map(pod -> PodReader.read(
                                        pod,
                                        Objects.requireNonNull(
                                                reports.get(pod.getMetadata().getName()))))
                                .toList()),
                sets,
                pods.stream().collect(Collectors.toMap(pod -> pod.getMetadata().getName(), Function.identity())),
                cuts(pods, reports));
    }

    private static Map<String, Long> cuts(List<Pod> pods, Map<String, RouterReport> reports) {
        Map<String, Long> cuts = new HashMap<>();
        for (Pod pod : pods) {
            String name = pod.getMetadata().getName();
            if (reports.get(name) instanceof RouterReport.Answered answered) {
                cuts.put(name, answered.status().outcomes().getOrDefault(RouterStatus.Outcome.CUT, 0L));
            } else {
                PodReader.lastWords(pod).flatMap(Observer::cutOf).ifPresent(cut -> cuts.put(name, cut));
            }
        }
        return cuts;
    }

    /** The router's last line is JSON with its outcomes; anything else ended without saying. */
    private static Optional<Long> cutOf(String lastWords) {
        try {
            return Optional.of(MAPPER.readTree(lastWords).path("outcomes").path("cut"))
                    .filter(it -> it.isIntegralNumber())
                    .map(it -> it.asLong());
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static boolean isControlledBy(List<OwnerReference> owners, Set<String> uids) {
        return owners.stream()
                .anyMatch(owner -> Boolean.TRUE.equals(owner.getController()) && uids.contains(owner.getUid()));
    }
}
