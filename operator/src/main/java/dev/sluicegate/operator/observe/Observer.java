package dev.sluicegate.operator.observe;

import static java.util.Comparator.comparing;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.model.KeptRevision;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.rollout.Observed;
import dev.sluicegate.operator.rollout.PodState.RouterReport;
import dev.sluicegate.operator.rollout.RevisionState;
import dev.sluicegate.operator.rollout.Seat;
import dev.sluicegate.router.adminapi.RouterStatus;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at a gateway: its records, seats and pods as the caches know them, and its routers as they answer now. */
public final class Observer {
    private static final int MOST_FAULTS = 5;

    private final Routers routers;

    public Observer(Routers routers) {
        this.routers = routers;
    }

    /** Takes a second at most, if a router does not answer. */
    public Observation observe(RouterGateway gateway, ClusterView cluster, String adminToken) {
        Owners owners = Owners.of(gateway, cluster);
        Map<String, ConfigMap> records = records(owners, cluster);
        Map<SeatReader.Key, ReplicaSet> seats = new HashMap<>();
        cluster.of(ReplicaSet.class, gateway).stream()
                .filter(owners::own)
                .forEach(set -> SeatReader.key(set).ifPresent(key -> seats.put(key, set)));
        Set<String> uids =
                seats.values().stream().map(set -> set.getMetadata().getUid()).collect(Collectors.toSet());
        List<Pod> pods = cluster.of(Pod.class, gateway).stream()
                .filter(pod -> isControlledBy(pod, uids))
                .toList();
        Map<String, RouterReport> reports = routers.ask(gateway.getMetadata().getUid(), pods, adminToken);
        return new Observation(
                new Observed(
                        records.entrySet().stream()
                                .map(it -> RecordReader.read(it.getKey(), it.getValue()))
                                .toList(),
                        seats.entrySet().stream()
                                .map(it -> seat(it.getKey(), it.getValue(), pods, cluster, reports))
                                .sorted(comparing(Seat::revision).thenComparingInt(Seat::number))
                                .toList()),
                records,
                seats.entrySet().stream()
                        .collect(Collectors.toMap(it -> it.getKey().id(), Map.Entry::getValue)),
                pods.stream().collect(Collectors.toMap(pod -> pod.getMetadata().getName(), Function.identity())),
                cuts(pods, reports),
                ForeignBudgets.selecting(
                        pods, cluster.foreignBudgets(gateway.getMetadata().getNamespace())),
                faults(records.values(), seats.values(), pods));
    }

    private static Map<String, ConfigMap> records(Owners owners, ClusterView cluster) {
        Map<String, ConfigMap> records = new HashMap<>();
        cluster.of(ConfigMap.class, owners.gateway()).stream()
                .filter(owners::own)
                .forEach(map -> RecordReader.revision(map).ifPresent(revision -> records.put(revision, map)));
        return records;
    }

    /** The revisions of a gateway that have a record. */
    public static List<KeptRevision> kept(RouterGateway gateway, ClusterView cluster) {
        Map<String, ConfigMap> records = records(Owners.of(gateway, cluster), cluster);
        Optional<String> stable = new Observed(
                        records.entrySet().stream()
                                .map(it -> RecordReader.read(it.getKey(), it.getValue()))
                                .toList(),
                        List.of())
                .stable()
                .map(RevisionState::revision);
        return records.entrySet().stream()
                .map(it -> RecordReader.kept(it.getKey(), it.getValue(), stable))
                .toList();
    }

    private static List<String> faults(Collection<ConfigMap> records, Collection<ReplicaSet> seats, List<Pod> pods) {
        return Stream.concat(
                        records.stream()
                                .flatMap(it -> Stream.of(Instants.fault(it, Names.PROVEN_AT), RecordReader.fault(it))),
                        Stream.concat(seats.stream(), pods.stream()).map(it -> Instants.fault(it, Names.RETIRED_AT)))
                .flatMap(Optional::stream)
                .sorted()
                .limit(MOST_FAULTS)
                .toList();
    }

    private static Seat seat(
            SeatReader.Key key,
            ReplicaSet set,
            List<Pod> pods,
            ClusterView cluster,
            Map<String, RouterReport> reports) {
        Set<String> uid = Set.of(set.getMetadata().getUid());
        return SeatReader.read(
                key,
                set,
                pods.stream()
                        .filter(pod -> isControlledBy(pod, uid))
                        .map(pod -> PodReader.read(
                                pod,
                                key.revision(),
                                Optional.ofNullable(pod.getSpec().getNodeName()).flatMap(cluster::node),
                                Objects.requireNonNull(
                                        reports.get(pod.getMetadata().getName()))))
                        .toList());
    }

    private static Map<String, Long> cuts(List<Pod> pods, Map<String, RouterReport> reports) {
        Map<String, Long> cuts = new HashMap<>();
        for (Pod pod : pods) {
            String name = pod.getMetadata().getName();
            Optional<ContainerStatus> router = PodReader.router(pod);
            if (reports.get(name) instanceof RouterReport.Answered answered) {
                long before = router.flatMap(EndReader::previous)
                        .flatMap(EndReader::cut)
                        .orElse(0L);
                cuts.put(name, before + answered.status().outcomes().getOrDefault(RouterStatus.Outcome.CUT, 0L));
            } else {
                router.flatMap(EndReader::latest).flatMap(EndReader::cut).ifPresent(cut -> cuts.put(name, cut));
            }
        }
        return cuts;
    }

    private static boolean isControlledBy(HasMetadata object, Set<String> uids) {
        return object.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> Boolean.TRUE.equals(owner.getController()) && uids.contains(owner.getUid()));
    }

    /**
     * One look at a gateway's revisions, seats and pods.
     *
     * @param observed what the rollout decides on
     * @param records by revision, as they were when {@code observed} was read
     * @param seats by their ids, likewise
     * @param pods by name, likewise
     * @param cuts how many requests and streams a pod has cut, by its name, as far as it has said so
     * @param foreignBudgets names of disruption budgets of others that select its pods as well
     * @param faults what others have written there that cannot be read, a sentence each; a few of them
     */
    public record Observation(
            Observed observed,
            Map<String, ConfigMap> records,
            Map<String, ReplicaSet> seats,
            Map<String, Pod> pods,
            Map<String, Long> cuts,
            List<String> foreignBudgets,
            List<String> faults) {
        public Observation {
            records = Map.copyOf(records);
            seats = Map.copyOf(seats);
            pods = Map.copyOf(pods);
            cuts = Map.copyOf(cuts);
            foreignBudgets = List.copyOf(foreignBudgets);
            faults = List.copyOf(faults);
        }
    }
}
