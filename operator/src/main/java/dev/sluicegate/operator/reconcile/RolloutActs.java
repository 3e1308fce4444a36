package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.model.Refusal;
import dev.sluicegate.operator.observe.ClusterView;
import dev.sluicegate.operator.observe.Observation;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.render.Revision;
import dev.sluicegate.operator.render.RevisionObjects;
import dev.sluicegate.operator.rollout.Action;
import dev.sluicegate.operator.write.ChangedException;
import dev.sluicegate.operator.write.RefusedException;
import dev.sluicegate.operator.write.Writes;
import dev.sluicegate.router.adminapi.DrainRequest;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what the rollout has decided, for one gateway and one observation. */
final class RolloutActs {
    private static final Logger LOG = LoggerFactory.getLogger(RolloutActs.class);

    private final Writes writes;
    private final ClusterView cluster;
    private final Patches patches;
    private final DrainCommands drains;
    private final RouterGateway gateway;
    private final Optional<Revision> wanted;
    private final String adminToken;
    private final Map<String, ReplicaSet> sets;
    private final Map<String, Pod> pods;

    RolloutActs(
            Writes writes,
            ClusterView cluster,
            DrainCommands drains,
            RouterGateway gateway,
            Optional<Revision> wanted,
            String adminToken,
            Observation observation) {
        this.writes = writes;
        this.cluster = cluster;
        this.patches = new Patches(writes);
        this.drains = drains;
        this.gateway = gateway;
        this.wanted = wanted;
        this.adminToken = adminToken;
        this.sets = new HashMap<>(observation.replicaSets());
        this.pods = new HashMap<>(observation.pods());
    }

    /**
     * What came of it.
     *
     * @param current false if something had changed since the observation, so that it is decided again at once
     * @param refusals what the API server refused; the other actions were done all the same
     */
    record Outcome(boolean current, List<Refusal> refusals) {
        static final Outcome DONE = new Outcome(true, List.of());
    }

    Outcome perform(List<Action> actions, Instant now) {
        boolean current = true;
        List<Refusal> refusals = new ArrayList<>();
        for (Action action : actions) {
            try {
                LOG.info("gateway={}/{} action={}", namespace(), name(), action);
                perform(action, now);
            } catch (ChangedException e) {
                LOG.info("gateway={}/{} has changed meanwhile, looking again: {}", namespace(), name(), e.getMessage());
                current = false;
            } catch (RefusedException e) {
                LOG.warn("gateway={}/{} {}", namespace(), name(), e.getMessage());
                refusals.add(e.refusal());
            }
        }
        return new Outcome(current, List.copyOf(refusals));
    }

    private void perform(Action action, Instant now) {
        switch (action) {
            case Action.CreateRevision create -> createRevision(create);
            case Action.Scale scale ->
                sets.computeIfPresent(scale.revision(), (_, set) -> patches.scale(set, scale.replicas()));
            case Action.OpenGate open -> pods.computeIfPresent(open.pod(), (_, pod) -> patches.openGate(pod, now));
            case Action.Retire retire -> pods.computeIfPresent(retire.pod(), (_, pod) -> retire(pod, retire, now));
            case Action.Reopen reopen -> pods.computeIfPresent(reopen.pod(), (_, pod) -> reopen(pod));
            case Action.MarkForRemoval mark -> pods.computeIfPresent(mark.pod(), (_, pod) -> mark(pod, now));
            case Action.Promote promote ->
                sets.computeIfPresent(promote.revision(), (_, set) -> patches.promote(set, promote.at()));
            case Action.Forget forget -> forget(forget.revision());
        }
    }

    private void createRevision(Action.CreateRevision create) {
        Revision revision = wanted.filter(it -> it.name().equals(create.revision()))
                .orElseThrow(() -> new IllegalStateException("not the wanted revision: " + create));
        writes.create(gateway, RevisionObjects.configMap(gateway, revision));
        writes.create(gateway, RevisionObjects.replicaSet(gateway, revision, create.replicas()));
    }

    private Pod retire(Pod pod, Action.Retire retire, Instant now) {
        Map<String, @Nullable String> annotations = new HashMap<>();
        annotations.put(Names.RETIRED_AT, retiredAt(pod).orElse(now.toString()));
        annotations.put(
                Names.DRAIN_DEADLINE,
                retire.deadline() == null ? Names.NEVER : retire.deadline().toString());
        Pod retired = carries(pod, annotations) ? pod : patches.traffic(pod, false, annotations);
        drains.drain(
                retired,
                adminToken,
                new DrainRequest(retire.deadline(), "this pod is being replaced or is no longer needed", null));
        return retired;
    }

    /** Told first: a pod is in the Service only if its router serves. */
    private Pod reopen(Pod pod) {
        if (!drains.reopen(pod, adminToken)) {
            return pod;
        }
        Map<String, @Nullable String> annotations = new HashMap<>();
        annotations.put(Names.RETIRED_AT, null);
        annotations.put(Names.DRAIN_DEADLINE, null);
        return patches.traffic(pod, true, annotations);
    }

    private Pod mark(Pod pod, Instant now) {
        Map<String, @Nullable String> annotations = new HashMap<>();
        annotations.put(Names.DELETION_COST, Names.LOWEST_COST);
        annotations.put(Names.RETIRED_AT, retiredAt(pod).orElse(now.toString()));
        return patches.traffic(pod, false, annotations);
    }

    private void forget(String revision) {
        ReplicaSet set = sets.remove(revision);
        if (set != null) {
            writes.delete(set);
        }
        cluster.get(ConfigMap.class, namespace(), Names.revisionObject(name(), revision))
                .filter(it -> Writes.belongsTo(gateway, it))
                .ifPresent(writes::delete);
    }

    private static Optional<String> retiredAt(Pod pod) {
        return Names.OFF.equals(pod.getMetadata().getLabels().get(Names.TRAFFIC))
                ? Optional.ofNullable(
                        orEmpty(pod.getMetadata().getAnnotations()).get(Names.RETIRED_AT))
                : Optional.empty();
    }

    private static boolean carries(Pod pod, Map<String, @Nullable String> annotations) {
        return Names.OFF.equals(pod.getMetadata().getLabels().get(Names.TRAFFIC))
                && orEmpty(pod.getMetadata().getAnnotations()).entrySet().containsAll(annotations.entrySet());
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return Objects.requireNonNullElse(map, Map.of());
    }

    private String name() {
        return gateway.getMetadata().getName();
    }

    private String namespace() {
        return gateway.getMetadata().getNamespace();
    }
}
