package dev.sluicegate.operator.reconcile;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterGatewayStatus;
import dev.sluicegate.operator.status.Transitions;
import dev.sluicegate.operator.status.WriteDecision;
import dev.sluicegate.operator.write.ChangedException;
import dev.sluicegate.operator.write.GatewayWrites;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Statuses, and an Event for each transition that a status shows. Safe for any thread, one gateway at a time. */
final class Statuses {
    /** @param version the gateway's version that this write made */
    private record Written(RouterGatewayStatus status, Instant at, String version) {}

    /** The fate of a status. */
    enum Outcome {
        /** It says nothing that has to be written now. */
        UNCHANGED,
        WRITTEN,
        /** The gateway has changed since it was read, so the status would speak of another. */
        OUTDATED
    }

    private final GatewayWrites writes;
    private final Events events;
    private final Map<String, Written> written = new ConcurrentHashMap<>();

    Statuses(GatewayWrites writes, Events events) {
        this.writes = writes;
        this.events = events;
    }

    /** The newest status: our own last one for as long as the watch has not reported it or a later one, which another may have written. */
    @Nullable RouterGatewayStatus latest(RouterGateway gateway) {
        Written own = written.get(gateway.getMetadata().getUid());
        return own == null || !isNewer(own, gateway) ? gateway.getStatus() : own.status();
    }

    /**
     * Writes it if it is worth that.
     *
     * @param isThere whether there is a pod of this name
     * @throws dev.sluicegate.operator.write.RefusedException if it has to be written and cannot be
     */
    Outcome publish(RouterGateway gateway, RouterGatewayStatus after, Predicate<String> isThere, Instant now) {
        RouterGatewayStatus before = latest(gateway);
        String uid = gateway.getMetadata().getUid();
        Written own = written.get(uid);
        if (!WriteDecision.isDue(before, after, own == null ? Instant.MIN : own.at(), now)) {
            return Outcome.UNCHANGED;
        }
        try {
            String version = writes.status(gateway, after, newest(gateway, own));
            written.put(uid, new Written(after, now, version));
        } catch (ChangedException e) {
            written.remove(uid);
            return Outcome.OUTDATED;
        }
        events.record(gateway, Transitions.between(before, after, isThere), now);
        return Outcome.WRITTEN;
    }

    void forget(RouterGateway gateway) {
        written.remove(gateway.getMetadata().getUid());
    }

    /** The later of the version that was read and the one that our own last write made. */
    private static String newest(RouterGateway gateway, @Nullable Written own) {
        return own != null && isNewer(own, gateway)
                ? own.version()
                : gateway.getMetadata().getResourceVersion();
    }

    private static boolean isNewer(Written own, RouterGateway read) {
        return new BigInteger(own.version())
                        .compareTo(new BigInteger(read.getMetadata().getResourceVersion()))
                > 0;
    }
}
