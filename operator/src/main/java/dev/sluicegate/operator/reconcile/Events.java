package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.model.Fingerprint;
import dev.sluicegate.operator.reason.EventReason;
import dev.sluicegate.operator.render.Names;
import dev.sluicegate.operator.status.Transitions.Notice;
import dev.sluicegate.operator.write.WriteConcurrency;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateways' Events. The same notice about the same gateway is one Event that is counted; a gateway has a budget of them. */
final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);

    /** The API server's limit, pkg/apis/core/validation/events.go in kubernetes/kubernetes. */
    private static final int LONGEST_NOTE = 1024;

    private final KubernetesClient client;
    private final EventBudget budget = new EventBudget();
    private final WriteConcurrency concurrency;

    Events(KubernetesClient client, WriteConcurrency concurrency) {
        this.client = client;
        this.concurrency = concurrency;
    }

    /** An Event that cannot be written is lost; it must not hold up what it tells about. */
    void record(RouterGateway gateway, List<Notice> notices, Instant now) {
        for (Notice notice : notices) {
            LOG.info(
                    "gateway={}/{} {} {}: {}",
                    gateway.getMetadata().getNamespace(),
                    gateway.getMetadata().getName(),
                    notice.kind(),
                    notice.reason(),
                    notice.sentence());
            if (budget.allows(gateway.getMetadata().getUid(), notice.kind(), now)) {
                leftOut(gateway, now).ifPresent(it -> write(gateway, it, now));
                write(gateway, notice, now);
            }
        }
    }

    void forget(RouterGateway gateway) {
        budget.forget(gateway.getMetadata().getUid());
    }

    private Optional<Notice> leftOut(RouterGateway gateway, Instant now) {
        int count = budget.leftOut(gateway.getMetadata().getUid(), now);
        return count == 0
                ? Optional.empty()
                : Optional.of(Notice.warning(
                        EventReason.EventsLeftOut, count + " Events were left out; the operator's log has them"));
    }

    private void write(RouterGateway gateway, Notice notice, Instant now) {
        try {
            write(gateway, notice, now.truncatedTo(ChronoUnit.SECONDS).toString());
        } catch (KubernetesClientException e) {
            LOG.warn("event not written reason={} error={}", notice.reason(), e.getMessage());
        }
    }

    private void write(RouterGateway gateway, Notice notice, String now) {
        Event event = event(gateway, notice, now);
        try {
            concurrency.inTurn(() -> client.resource(event).create());
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            count(event, now);
        }
    }

    private void count(Event event, String now) {
        Event there = client.resource(event).get();
        if (there != null) {
            int count = Objects.requireNonNullElse(there.getCount(), 1) + 1;
            client.resource(event)
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            "{\"count\":%d,\"lastTimestamp\":\"%s\"}".formatted(count, now));
        }
    }

    private static Event event(RouterGateway gateway, Notice notice, String now) {
        String name = gateway.getMetadata().getName();
        String text = notice.sentence();
        String id = Fingerprint.of(gateway.getMetadata().getUid(), List.of(notice.reason(), text));
        return new EventBuilder()
                .withNewMetadata()
                .withName(name + "." + id.substring(0, 16))
                .withNamespace(gateway.getMetadata().getNamespace())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(gateway.getApiVersion())
                .withKind(gateway.getKind())
                .withName(name)
                .withNamespace(gateway.getMetadata().getNamespace())
                .withUid(gateway.getMetadata().getUid())
                .endInvolvedObject()
                .withType(notice.kind().name())
                .withReason(notice.reason())
                .withMessage(text.length() <= LONGEST_NOTE ? text : text.substring(0, LONGEST_NOTE - 1) + "…")
                .withNewSource()
                .withComponent(Names.FIELD_MANAGER)
                .endSource()
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .build();
    }
}
