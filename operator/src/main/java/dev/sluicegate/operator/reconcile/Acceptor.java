package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.model.Acceptance;
import dev.sluicegate.operator.model.Accepted;
import dev.sluicegate.operator.model.MountedFile;
import dev.sluicegate.operator.model.Refusal;
import dev.sluicegate.operator.observe.ClusterView;
import dev.sluicegate.operator.observe.Observer;
import dev.sluicegate.operator.render.GatewayObjects;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.render.Revision;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The acceptance of specs, with what it depends on gathered from the cluster. */
final class Acceptor {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);

    private final ClusterView cluster;
    private final String defaultImage;
    private final SecretRotations rotations = new SecretRotations();

    Acceptor(ClusterView cluster, String defaultImage) {
        this.cluster = cluster;
        this.defaultImage = defaultImage;
    }

    Acceptance.Verdict accept(RouterGateway gateway, String adminToken, Instant now) {
        String name = gateway.getMetadata().getName();
        String drainWaitToken = AdminTokens.drainWaitToken(adminToken);
        return Acceptance.decide(
                input(gateway, adminToken, now),
                (rolling, image, secretsHash) -> Revision.name(name, rolling, image, secretsHash, drainWaitToken));
    }

    /** For a gateway whose spec cannot be looked at yet: what was accepted before stays in force. */
    Acceptance.Verdict refuse(RouterGateway gateway, Refusal refusal, Instant now) {
        return Acceptance.refuse(input(gateway, "", now), refusal);
    }

    void forget(RouterGateway gateway) {
        rotations.forget(gateway.getMetadata().getUid());
    }

    private boolean takesUp(RouterGateway gateway, String secretsHash, Instant now) {
        String namespace = gateway.getMetadata().getNamespace();
        int sharers = MountedFile.of(gateway.getSpec()).stream()
                .filter(MountedFile::rolls)
                .mapToInt(file -> cluster.references(namespace, file.source()))
                .max()
                .orElse(1);
        boolean due = rotations.isDue(gateway.getMetadata().getUid(), secretsHash, sharers, now);
        if (!due) {
            LOG.info(
                    "gateway={}/{} a Secret has changed that {} gateways may share; its pods are replaced in its turn",
                    namespace,
                    gateway.getMetadata().getName(),
                    sharers);
        }
        return due;
    }

    private Acceptance.Input input(RouterGateway gateway, String adminToken, Instant now) {
        String namespace = gateway.getMetadata().getNamespace();
        return new Acceptance.Input(
                gateway.getMetadata().getUid(),
                gateway.getSpec(),
                Objects.requireNonNullElse(gateway.getMetadata().getAnnotations(), Map.of()),
                previous(gateway),
                Observer.kept(gateway, cluster),
                source -> cluster.data(namespace, source),
                secretsHash -> takesUp(gateway, secretsHash, now),
                adminToken,
                defaultImage,
                // the record of one that is deleted may have gone already: what is accepted then must not change with
                // each look
                Optional.ofNullable(gateway.getMetadata().getDeletionTimestamp())
                        .map(Instant::parse)
                        .orElse(now));
    }

    private Optional<Accepted> previous(RouterGateway gateway) {
        ObjectMeta metadata = gateway.getMetadata();
        return cluster.get(ConfigMap.class, metadata.getNamespace(), Names.accepted(metadata.getName()))
                .flatMap(map -> Optional.ofNullable(map.getData()))
                // none is in the record of a gateway that is new
                .flatMap(data -> Optional.ofNullable(data.get(GatewayObjects.ACCEPTED_KEY)))
                .flatMap(json -> accepted(metadata, json));
    }

    private static Optional<Accepted> accepted(ObjectMeta gateway, String json) {
        try {
            return Optional.of(Accepted.fromJson(json, gateway.getUid()));
        } catch (RuntimeException e) {
            LOG.warn(
                    "the record of the accepted spec is unreadable, as if there were none gateway={}/{}",
                    gateway.getNamespace(),
                    gateway.getName(),
                    e);
            return Optional.empty();
        }
    }
}
