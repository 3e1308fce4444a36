package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.observe.ClusterView;
import dev.sluicegate.operator.observe.Owners;
import dev.sluicegate.operator.reason.EventReason;
import dev.sluicegate.operator.render.GatewayObjects;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.status.Transitions.Notice;
import dev.sluicegate.operator.write.ChangedException;
import dev.sluicegate.operator.write.RefusedException;
import dev.sluicegate.operator.write.Writes;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The deletion of gateways with {@code --cascade=orphan}: all their objects stay, and nothing is drained. */
final class OrphanDeletion {
    private static final Logger LOG = LoggerFactory.getLogger(OrphanDeletion.class);

    private final Writes writes;
    private final ClusterView cluster;
    private final Events events;

    OrphanDeletion(Writes writes, ClusterView cluster, Events events) {
        this.writes = writes;
        this.cluster = cluster;
        this.events = events;
    }

    /**
     * True if this gateway, which is being deleted, was deleted so: Kubernetes' finalizer for that is there, or has done its work and
     * is gone. The API server itself is asked, because a view that is late would begin a drain that nobody wants.
     */
    boolean isRequested(RouterGateway gateway) {
        try {
            return isBeingMade(gateway)
                    || writes.read(GatewayObjects.serviceAccount(gateway))
                            .filter(Owners.of(gateway, cluster)::isOrphan)
                            .isPresent();
        } catch (RefusedException e) {
            LOG.warn("it is not known whether orphans are to be left: {}", e.getMessage());
            return false;
        }
    }

    /**
     * Marks the record of the accepted spec, so that all stays that belongs to it.
     *
     * @return true if the gateway can go; false if Kubernetes has not taken it off everything yet, or the mark has to be tried again
     */
    boolean keepObjects(RouterGateway gateway, Instant now) {
        if (isBeingMade(gateway)) {
            return false;
        }
        try {
            Owners.of(gateway, cluster).record().ifPresent(it -> writes.annotate(it, Names.ORPHANED, "true"));
        } catch (ChangedException | RefusedException e) {
            LOG.warn("the gateway waits, so that its pods are not taken for forgotten ones: {}", e.getMessage());
            return false;
        }
        String sentence =
                "its pods go on serving. A gateway of the same name takes them over; without one, they go with ConfigMap "
                        + Names.accepted(gateway.getMetadata().getName());
        events.record(gateway, List.of(Notice.normal(EventReason.Orphaned, sentence)), now);
        return true;
    }

    private static boolean isBeingMade(RouterGateway gateway) {
        return Objects.requireNonNullElse(gateway.getMetadata().getFinalizers(), List.<String>of())
                .contains("orphan");
    }
}
