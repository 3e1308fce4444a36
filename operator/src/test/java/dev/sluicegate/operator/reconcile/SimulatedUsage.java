package dev.sluicegate.operator.reconcile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluicegate.operator.observe.RouterClient.Answer;
import dev.sluicegate.router.adminapi.AdminApi.AdminJson;
import dev.sluicegate.router.adminapi.KeyUsage;
import dev.sluicegate.router.adminapi.KeyUsage.Counts;
import dev.sluicegate.router.adminapi.RouterStatus.RequestTotals;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What the routers have counted for RouterKeys: each for itself, and until its process ends. */
final class SimulatedUsage {
    private static final Instant START = Instant.parse("2026-11-21T11:30:00Z");
    private static final ObjectMapper MAPPER = AdminJson.mapper();

    private final Map<String, Map<String, Counts>> counts = new ConcurrentHashMap<>();
    private final Map<String, Instant> starts = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private boolean old;

    /** One request of 100 and 20 tokens ends in this pod, for this many billionths. */
    void request(String pod, String id, long cost) {
        counts.computeIfAbsent(pod, _ -> new ConcurrentHashMap<>())
                .merge(
                        id,
                        new Counts(id, 1, 100, 20, cost, World.NOON),
                        (before, more) -> new Counts(
                                id,
                                before.requests() + 1,
                                before.inputTokens() + 100,
                                before.outputTokens() + 20,
                                before.cost() + cost,
                                World.NOON));
    }

    /** The container of the pod is restarted. */
    void restart(String pod) {
        counts.remove(pod);
        starts.merge(pod, START.plusSeconds(60), (before, _) -> before.plus(Duration.ofMillis(1)));
    }

    /** The routers are of a release that does not count by keys. */
    void isOld() {
        old = true;
    }

    /** How often a router was asked. */
    int asked() {
        return asked.get();
    }

    RequestTotals totals(String pod) {
        long ended = counts.getOrDefault(pod, Map.of()).values().stream()
                .mapToLong(Counts::requests)
                .sum();
        return new RequestTotals(ended, 0, 0, 0);
    }

    Optional<Answer> answer(String pod) {
        asked.incrementAndGet();
        if (old) {
            return Optional.of(new Answer(404, new byte[0]));
        }
        try {
            return Optional.of(new Answer(
                    200,
                    MAPPER.writeValueAsBytes(new KeyUsage(
                            starts.getOrDefault(pod, START),
                            List.copyOf(counts.getOrDefault(pod, Map.of()).values())))));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
