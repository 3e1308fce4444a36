package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The time at which this process first reconciled each gateway. Safe for any thread. */
final class FirstReconciliations {
    private final Map<String, Instant> since = new ConcurrentHashMap<>();

    /** When it was first asked for this gateway: now, or before. */
    Instant since(RouterGateway gateway, Instant now) {
        return since.computeIfAbsent(gateway.getMetadata().getUid(), _ -> now);
    }

    void forget(RouterGateway gateway) {
        since.remove(gateway.getMetadata().getUid());
    }
}
