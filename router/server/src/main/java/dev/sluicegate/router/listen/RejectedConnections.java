package dev.sluicegate.router.listen;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** The counts of how often a connection's bounds were enforced on something that never became a request. Safe for any thread. */
public final class RejectedConnections {
    /** The reason of a refusal. */
    public enum Reason {
        /** Not HTTP, or HTTP that two readers could read in two ways. */
        MALFORMED,
        /** A request line or headers beyond the limit. */
        HEAD_TOO_LARGE,
        /** A request's head did not come in time. */
        HEAD_TIMEOUT,
        /** There were as many connections as there may be. */
        TOO_MANY_CONNECTIONS,
        /** The client did not speak TLS, did not trust the certificate, or had none of its own that is trusted. */
        TLS_HANDSHAKE
    }

    private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);

    RejectedConnections() {
        for (Reason reason : Reason.values()) {
            counts.put(reason, new LongAdder());
        }
    }

    void add(Reason reason) {
        Objects.requireNonNull(counts.get(reason)).increment();
    }

    public long count(Reason reason) {
        return Objects.requireNonNull(counts.get(reason)).sum();
    }
}
