package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.model.Refusal;
import dev.sluicegate.operator.observe.ClusterView;
import dev.sluicegate.operator.observe.Owners;
import dev.sluicegate.operator.render.EndpointRights;
import dev.sluicegate.operator.render.GatewayObjects;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.write.ChangedException;
import dev.sluicegate.operator.write.RefusedException;
import dev.sluicegate.operator.write.Writes;
import dev.sluicegate.router.config.DrainSettings.Eviction;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The objects around a gateway's pods: record of the accepted spec, ServiceAccount, Service, budgets, rights. One object that is refused keeps none of the others, nor the pods, from being looked after. */
final class GatewayResources {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayResources.class);

    /**
     * The outcome.
     *
     * @param refusals what the API server refused
     * @param overwritten what others had written into our fields and was written back, a sentence each
     * @param current false if something had changed since it was last seen
     */
    record Outcome(List<Refusal> refusals, List<String> overwritten, boolean current) {
        static final Outcome NOTHING = new Outcome(List.of(), List.of(), true);
    }

    private final Writes writes;
    private final ClusterView cluster;

    GatewayResources(Writes writes, ClusterView cluster) {
        this.writes = writes;
        this.cluster = cluster;
    }

    /** Makes the owner of all that comes after. Where it is refused, {@link #provide} says so, and the gateway alone is the owner. */
    void begin(RouterGateway owner) {
        attempt(owner, new ArrayList<>(), () -> {
            ConfigMap record = writes.create(owner, GatewayObjects.nothingAccepted(owner));
            if (Owners.isKept(record)) {
                writes.annotate(record, Names.ORPHANED, null);
            }
        });
    }

    /**
     * Deletes the record of a gateway that is drained, and Kubernetes then deletes what belonged to it. Where that is refused the
     * gateway goes all the same, and the record later: {@link LeftoverRecords}.
     *
     * @return false if it has changed meanwhile
     */
    boolean end(RouterGateway owner) {
        return Owners.of(owner, cluster)
                .record()
                .map(record -> attempt(owner, new ArrayList<>(), () -> writes.delete(record)))
                .orElse(true);
    }

    /** @param eviction that holds, which may be another than the spec's */
    Outcome provide(RouterGateway owner, EffectiveSpec spec, Eviction eviction) {
        List<Supplier<HasMetadata>> wanted = new ArrayList<>(List.of(
                () -> GatewayObjects.accepted(owner, spec.accepted()),
                () -> GatewayObjects.serviceAccount(owner),
                () -> GatewayObjects.service(
                        owner, spec.gateway().service(), spec.gateway().speaksTls()),
                () -> GatewayObjects.openBudget(owner, spec.gateway().replicas(), eviction),
                () -> GatewayObjects.drainingBudget(owner, eviction)));
        // never taken away again: pods of an earlier revision may still need them, and a rollback would
        EndpointRights.of(owner, spec.gateway().rolling().config()).forEach(object -> wanted.add(() -> object));
        List<Refusal> refusals = new ArrayList<>();
        List<String> overwritten = new ArrayList<>();
        boolean current = true;
        for (Supplier<HasMetadata> object : wanted) {
            current &= attempt(
                    owner, refusals, () -> writes.apply(owner, object.get()).ifPresent(overwritten::add));
        }
        Owners owners = Owners.of(owner, cluster);
        for (HasMetadata object : created(owners)) {
            current &= attempt(owner, refusals, () -> writes.adopt(owners, object));
        }
        return new Outcome(List.copyOf(refusals), List.copyOf(overwritten), current);
    }

    /** What is not applied again and lacks an owner: its owners may have been made after it, if the record was deleted or an earlier operator made none. */
    private List<HasMetadata> created(Owners owners) {
        List<HasMetadata> created = new ArrayList<>(cluster.of(ReplicaSet.class, owners.gateway()));
        cluster.of(ConfigMap.class, owners.gateway()).stream()
                .filter(map -> !owners.isRecord(map))
                .forEach(created::add);
        created.removeIf(object -> !owners.own(object) || owners.of(object).equals(Owners.references(object)));
        return created;
    }

    private static boolean attempt(RouterGateway owner, List<Refusal> refusals, Runnable write) {
        try {
            write.run();
        } catch (RefusedException e) {
            LOG.warn(
                    "gateway={}/{} {}",
                    owner.getMetadata().getNamespace(),
                    owner.getMetadata().getName(),
                    e.getMessage());
            refusals.add(e.refusal());
        } catch (ChangedException e) {
            return false;
        }
        return true;
    }
}
