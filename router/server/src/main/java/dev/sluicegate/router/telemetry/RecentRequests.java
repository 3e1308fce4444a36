package dev.sluicegate.router.telemetry;

import dev.sluicegate.router.account.InFlightRequest.RequestRecord;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The recent past: how many requests of the last minute failed, and the last failures. Safe for any thread. */
public final class RecentRequests implements Consumer<RequestRecord> {
    private static final int SECONDS = 60;
    private static final int FAILURES_KEPT = 20;

    private final LongSupplier nanoTime;
    private final long[] second = new long[SECONDS];
    private final int[] total = new int[SECONDS];
    private final int[] failed = new int[SECONDS];
    private final Deque<Map<String, Object>> failures = new ArrayDeque<>(FAILURES_KEPT);

    public RecentRequests(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * @param requests that ended in the last minute
     * @param failed those of them that failed by the providers' fault or ours; a client's mistake is no failure
     */
    public record Minute(int requests, int failed) {
        /** From 0 to 1; 0 without requests. */
        public double errorRate() {
            return requests == 0 ? 0 : (double) failed / requests;
        }
    }

    @Override
    public void accept(RequestRecord ended) {
        boolean failure = ended.isFailure();
        long now = now();
        int slot = (int) (now % SECONDS);
        synchronized (this) {
            if (second[slot] != now) {
                second[slot] = now;
                total[slot] = 0;
                failed[slot] = 0;
            }
            total[slot]++;
            if (failure) {
                failed[slot]++;
                if (failures.size() == FAILURES_KEPT) {
                    failures.removeFirst();
                }
                failures.addLast(describe(ended));
            }
        }
    }

    public synchronized Minute lastMinute() {
        long now = now();
        int requests = 0;
        int failures = 0;
        for (int i = 0; i < SECONDS; i++) {
            if (now - second[i] < SECONDS) {
                requests += total[i];
                failures += failed[i];
            }
        }
        return new Minute(requests, failures);
    }

    /** The last ones, the newest first, as they are written in reports. */
    public synchronized List<Map<String, Object>> failures() {
        return List.copyOf(failures.reversed());
    }

    private long now() {
        return TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong()) + SECONDS;
    }

    private static Map<String, Object> describe(RequestRecord ended) {
        Map<String, Object> failure = new LinkedHashMap<>();
        failure.put("at", Instant.now().toString());
        failure.put("request", ended.id());
        failure.put("model", ended.modelAsked());
        failure.put("provider", Objects.requireNonNullElse(ended.provider(), ""));
        failure.put("attempts", ended.attempts());
        failure.put("status", ended.status());
        failure.put("outcome", Label.of(ended.outcome()));
        failure.put("error", Objects.requireNonNullElse(ended.error(), ""));
        return failure;
    }
}
