package dev.sluicegate.router.limits;

import dev.sluicegate.router.config.KeysFile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts together with other routers in a store. While the store is away it either leaves the decision to the fallback or admits
 * nobody, at once in both cases: nothing waits for a store that is known to be away, and no command for longer than the store's
 * time-out.
 */
public final class SharedLimiter implements Limiter {
    private static final Logger log = LoggerFactory.getLogger(SharedLimiter.class);
    private static final long LOOK_MILLIS = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final RedisCounts store;
    private volatile @Nullable SharedLimiter before;
    private final Limiter fallback;
    private final boolean open;
    private final UncountedSpend uncounted = new UncountedSpend();
    /** No more of them than ran when the store went away. */
    private final Queue<RedisCounts.Settlement> unsettled = new ConcurrentLinkedQueue<>();

    private final AtomicLong settlements = new AtomicLong();
    private final Map<Long, CompletableFuture<?>> settling = new ConcurrentHashMap<>();
    private final LongAdder without = new LongAdder();
    private final ScheduledExecutorService timer;
    private final AtomicBoolean reaching = new AtomicBoolean();
    private int looks;
    private final AtomicLong held = new AtomicLong();
    private volatile boolean reached;
    private volatile boolean retired;
    private volatile String away = "it has not been reached yet";
    private volatile boolean told;

    /**
     * @param before decides until the store has been reached for the first time; null for nobody. It is left when nobody holds anything of it
     * @param fallback for the time when the store is away
     * @param open whether anybody is admitted then
     */
    public SharedLimiter(RedisCounts store, @Nullable SharedLimiter before, Limiter fallback, boolean open) {
        this.before = before;
        this.store = store;
        this.fallback = fallback;
        this.open = open;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("limits-store").factory());
        var _ = timer.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Whether the store can be reached. */
    public boolean isUp() {
        return away.isEmpty();
    }

    /** Whether requests can be decided on: always where the store need not be there, else once it has been reached for the first time. */
    public boolean isReady() {
        SharedLimiter earlier = before;
        return open || reached || (earlier != null && earlier.isReady());
    }

    /** Whether the store was tried and is away; false also while the first try is under way. */
    public boolean hasFailed() {
        return told;
    }

    /** Another one takes over. This one goes when everything that it has admitted is settled. */
    public void retire() {
        retired = true;
    }

    /** How many admissions were decided without the store. */
    public long missed() {
        return without.sum();
    }

    @Override
    public void admit(List<Quota> quotas, Reservation reservation, Consumer<Verdict> then) {
        SharedLimiter earlier = before;
        if (quotas.isEmpty()) {
            then.accept(Verdict.Admitted.UNLIMITED);
        } else if (earlier != null && !reached && earlier.isUp()) {
            earlier.admit(quotas, reservation, then);
        } else if (!away.isEmpty()) {
            admitWithout(quotas, reservation, then);
        } else {
            String place = store.newPlace(quotas);
            var _ = store.admit(quotas, reservation, place).whenComplete((answer, failure) -> {
                if (failure != null) {
                    lost(failure);
                    // it may have been admitted all the same
                    settleLater(store.settlement(quotas, place, 0, 0));
                    admitWithout(quotas, reservation, then);
                } else {
                    then.accept(verdict(quotas, answer));
                }
            });
        }
    }

    private Verdict verdict(List<Quota> quotas, RedisCounts.Answer answer) {
        return switch (answer) {
            case RedisCounts.Answer.Refused(Verdict.Refused refused) -> refused;
            case RedisCounts.Answer.Admitted(RemainingAllowance remaining, String place) ->
                new Verdict.Admitted(remaining, place.isEmpty() ? Verdict.Lease.NOTHING : held(quotas, place));
        };
    }

    private Verdict.Lease held(List<Quota> quotas, String place) {
        held.incrementAndGet();
        return (tokens, cost) -> {
            RedisCounts.Settlement settlement = store.settlement(quotas, place, tokens, cost);
            store.forget(settlement);
            settle(settlement);
            held.decrementAndGet();
        };
    }

    private void admitWithout(List<Quota> quotas, Reservation reservation, Consumer<Verdict> then) {
        without.increment();
        if (!open) {
            then.accept(new Verdict.StoreUnavailable());
            return;
        }
        fallback.admit(
                quotas,
                reservation,
                verdict -> then.accept(
                        switch (verdict) {
                            case Verdict.Admitted(RemainingAllowance remaining, Verdict.Lease lease) ->
                                new Verdict.Admitted(remaining, (tokens, cost) -> {
                                    lease.settle(tokens, cost);
                                    owe(quotas, cost);
                                });
                            case Verdict.Refused _, Verdict.StoreUnavailable _ -> verdict;
                        }));
    }

    private void settle(RedisCounts.Settlement settlement) {
        if (!away.isEmpty()) {
            settleLater(settlement);
            return;
        }
        CompletableFuture<?> settled = store.settle(settlement).toCompletableFuture();
        long number = settlements.incrementAndGet();
        settling.put(number, settled);
        var _ = settled.whenComplete((_, failure) -> {
            settling.remove(number);
            if (failure != null) {
                lost(failure);
                settleLater(settlement);
            }
        });
    }

    /** The store does nothing for a place that it has settled before, so what may have reached it can be sent again. */
    private void settleLater(RedisCounts.Settlement settlement) {
        if (!settlement.place().isEmpty()) {
            unsettled.add(settlement);
        }
    }

    /** What is spent by requests that were admitted without the store counts in it later. */
    private void owe(List<Quota> quotas, long cost) {
        for (Quota quota : quotas) {
            KeysFile.Budget budget = quota.allowance().budget();
            if (budget != null && cost > 0) {
                uncounted.add(store.spendingKey(quota.counter(), budget), cost);
            }
        }
    }

    private void lost(Throwable failure) {
        away = StoreConnection.reason(failure);
        if (!told) {
            told = true;
            log.atWarn()
                    .log(
                            "the store of limits is away ({}); {}",
                            away,
                            open
                                    ? "each router keeps the limits by itself until it is back"
                                    : "requests of limited callers are refused until it is back");
        }
    }

    private void look() {
        looks++;
        if (retired && held.get() == 0 && settling.isEmpty() && unsettled.isEmpty()) {
            close();
        } else if (!away.isEmpty()) {
            reach();
        } else if (!store.connection().isConnected()) {
            lost(new IllegalStateException("the connection was closed"));
            reach();
        } else if (looks % RedisCounts.RENEW_EVERY == 0) {
            store.renew();
            reach();
        }
    }

    private void reach() {
        if (!reaching.compareAndSet(false, true)) {
            return;
        }
        var _ = store.connection().reach().whenComplete((_, failure) -> {
            reaching.set(false);
            if (failure != null) {
                lost(failure);
            } else if (!away.isEmpty()) {
                back();
            }
        });
    }

    private void back() {
        // before anything is settled: a store that was restarted, or took over, may not know them
        store.renew();
        away = "";
        reached = true;
        SharedLimiter earlier = before;
        before = null;
        if (earlier != null) {
            earlier.retire();
        }
        if (told) {
            told = false;
            log.info("the store of limits is back");
        }
        for (int late = unsettled.size(); late > 0; late--) {
            settle(Objects.requireNonNull(unsettled.poll()));
        }
        for (UncountedSpend.Amount amount : uncounted.takeAll()) {
            var _ = store.spend(amount).whenComplete((_, failure) -> {
                if (failure != null) {
                    uncounted.retry(amount);
                    lost(failure);
                }
            });
        }
    }

    @Override
    public String problem() {
        String reason = away;
        return reason.isEmpty()
                ? ""
                : "the store of limits is away (" + reason + "); "
                        + (open ? "this router keeps the limits by itself" : "requests of limited callers are refused");
    }

    /** Waits for what is under way, briefly. */
    @Override
    public void close() {
        timer.shutdownNow();
        SharedLimiter earlier = before;
        if (earlier != null) {
            earlier.retire();
        }
        try {
            // the last requests' tokens and money count, too
            CompletableFuture.allOf(settling.values().toArray(CompletableFuture[]::new))
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.warn("the store of limits did not take what was used last: {}", StoreConnection.reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        store.connection().close(PATIENCE);
        fallback.close();
    }
}
