package dev.sluicegate.e2e.scale;

import dev.sluicegate.e2e.apiserver.ApiCall;
import dev.sluicegate.e2e.apiserver.ApiFaults;
import dev.sluicegate.e2e.apiserver.Fate;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The operator's calls to the API server, counted by what they do. Nothing is disturbed. Safe for any thread. */
public final class ApiCounts implements ApiFaults {
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final LongAdder writes = new LongAdder();
    private final Set<String> wholeLists = ConcurrentHashMap.newKeySet();

    @Override
    public Fate fate(ApiCall call) {
        return new Fate.Passed();
    }

    @Override
    public void answered(ApiCall call, int status) {
        String verb = call.isWatch() ? "WATCH" : call.isList() ? "LIST" : call.method();
        counts.computeIfAbsent(verb + " " + call.resource() + (status < 300 ? "" : " " + status), _ -> new LongAdder())
                .increment();
        if (call.isWrite()) {
            writes.increment();
        }
        if (call.isList() && !call.isBounded()) {
            wholeLists.add(call.resource());
        }
    }

    /** The resources that were ever listed with all objects in one answer. */
    public Set<String> wholeLists() {
        return Set.copyOf(wholeLists);
    }

    /** How many calls tried to change something of a gateway's. */
    public long writes() {
        return writes.sum();
    }

    /** All calls since the last time, by verb and resource. */
    public Map<String, Long> take() {
        Map<String, Long> taken = new TreeMap<>();
        counts.forEach((call, count) -> {
            long calls = count.sumThenReset();
            if (calls > 0) {
                taken.put(call, calls);
            }
        });
        return taken;
    }
}
