package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.model.Refusal;
import dev.sluicegate.operator.observe.Sources;
import dev.sluicegate.operator.render.GatewayObjects;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.render.Revision;
import dev.sluicegate.operator.render.RevisionObjects;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Provides what surrounds a gateway's pods. If some of it is refused, the pods are looked after all the same. */
final class GatewayResources {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayResources.class);

    private final Applier applier;
    private final Sources sources;

    GatewayResources(Applier applier, Sources sources) {
        this.applier = applier;
        this.sources = sources;
    }

    /**
     * @return what the API server refused, if anything
     * @throws NameTakenException if an object is there already and belongs to somebody else
     */
    Optional<Refusal> provide(RouterGateway owner, InForce inForce, String adminToken) {
        try {
            applier.apply(owner, ConfigMap.class, GatewayObjects.accepted(owner, inForce.accepted()));
            applier.apply(owner, ServiceAccount.class, GatewayObjects.serviceAccount(owner));
            applier.apply(
                    owner,
                    Service.class,
                    GatewayObjects.service(owner, inForce.gateway().service()));
            applier.apply(
                    owner,
                    PodDisruptionBudget.class,
                    GatewayObjects.disruptionBudget(owner, inForce.gateway().replicas()));
            healConfig(owner, inForce, adminToken);
            return Optional.empty();
        } catch (KubernetesClientException e) {
            LOG.warn(
                    "gateway={}/{} not everything could be applied: {}",
                    owner.getMetadata().getNamespace(),
                    owner.getMetadata().getName(),
                    e.getMessage());
            return Optional.of(refusal(e));
        }
    }

    static Refusal refusal(KubernetesClientException e) {
        return new Refusal(
                e.getCode() == HttpURLConnection.HTTP_FORBIDDEN ? "Forbidden" : "ApplyFailed",
                "the API server refused what the gateway needs: " + e.getMessage());
    }

    /** Pods of the wanted revision that start later need its ConfigMap. */
    private void healConfig(RouterGateway owner, InForce inForce, String adminToken) {
        Revision wanted = inForce.revision(owner.getMetadata().getName(), adminToken);
        String name = Names.revisionObject(wanted.gateway(), wanted.name());
        if (sources.get(ReplicaSet.class, owner.getMetadata().getNamespace(), name)
                .isPresent()) {
            applier.applyOnce(owner, ConfigMap.class, RevisionObjects.configMap(owner, wanted));
        }
    }
}
