package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.model.Acceptance;
import dev.sluicegate.operator.model.Accepted;
import dev.sluicegate.operator.observe.Sources;
import dev.sluicegate.operator.render.GatewayObjects;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.render.Revision;
import dev.sluicegate.router.adminapi.AdminApi;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers what the acceptance of a spec depends on. */
final class Acceptor {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);

    private final Sources sources;
    private final String defaultImage;

    Acceptor(Sources sources, String defaultImage) {
        this.sources = sources;
        this.defaultImage = defaultImage;
    }

    Acceptance.Verdict accept(RouterGateway gateway, String adminToken, Instant now) {
        String namespace = gateway.getMetadata().getNamespace();
        String name = gateway.getMetadata().getName();
        String drainWaitToken = AdminApi.drainWaitToken(adminToken);
        Acceptance.Input input = new Acceptance.Input(
                gateway.getMetadata().getUid(),
                gateway.getSpec(),
                previous(namespace, name),
                source -> sources.data(namespace, source),
                adminToken,
                defaultImage,
                now);
        return Acceptance.decide(
                input,
                (rolling, image, secretsHash) -> Revision.name(name, rolling, image, secretsHash, drainWaitToken));
    }

    private Optional<Accepted> previous(String namespace, String name) {
        return sources.get(ConfigMap.class, namespace, Names.accepted(name)).flatMap(map -> {
            try {
                return Optional.of(Accepted.fromJson(map.getData().getOrDefault(GatewayObjects.ACCEPTED_KEY, "")));
            } catch (RuntimeException e) {
                LOG.warn(
                        "the record of the accepted spec is unreadable, as if there were none gateway={}/{}",
                        namespace,
                        name,
                        e);
                return Optional.empty();
            }
        });
    }
}
