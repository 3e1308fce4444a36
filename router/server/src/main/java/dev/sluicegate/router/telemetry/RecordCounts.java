package dev.sluicegate.router.telemetry;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The counts of records that could not be written, since the router's start, whoever wrote them. Safe for any thread. */
public final class RecordCounts {
    /** The kind of what is written in the background. */
    public enum Kind {
        ACCESS_LOG,
        ACCOUNTING,
        TRACES
    }

    private final Map<Kind, LongAdder> dropped = adders();
    private final Map<Kind, LongAdder> failed = adders();

    private static Map<Kind, LongAdder> adders() {
        Map<Kind, LongAdder> adders = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            adders.put(kind, new LongAdder());
        }
        return adders;
    }

    void drop(Kind kind, long records) {
        adder(dropped, kind).add(records);
    }

    void fail(Kind kind) {
        adder(failed, kind).increment();
    }

    /** Records that are lost. */
    public long dropped(Kind kind) {
        return adder(dropped, kind).sum();
    }

    /** Writes that failed, and records that could not be put into words. */
    public long failed(Kind kind) {
        return adder(failed, kind).sum();
    }

    private static LongAdder adder(Map<Kind, LongAdder> adders, Kind kind) {
        LongAdder adder = adders.get(kind);
        if (adder == null) {
            throw new IllegalStateException("there is one for each kind");
        }
        return adder;
    }
}
