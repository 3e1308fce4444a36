package dev.sluicegate.router.runtime;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluicegate.router.account.InFlightRequest.RequestRecord;
import dev.sluicegate.router.account.Prices;
import dev.sluicegate.router.cache.ResponseStore;
import dev.sluicegate.router.config.Accounting;
import dev.sluicegate.router.config.BlockReader;
import dev.sluicegate.router.config.Limits.LimitStore;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.config.RouterConfig.ResponseCache;
import dev.sluicegate.router.limits.Limiter;
import dev.sluicegate.router.limits.PodLimiter;
import dev.sluicegate.router.limits.RedisCounts;
import dev.sluicegate.router.limits.SharedLimiter;
import dev.sluicegate.router.limits.StoreConnection;
import dev.sluicegate.router.telemetry.AccountBook;
import dev.sluicegate.router.telemetry.RecordCounts;
import dev.sluicegate.router.telemetry.RequestMetrics;
import dev.sluicegate.router.upstream.Credential;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The factory of each config's {@link RequestPolicies}, which keeps what has been counted from one config to the next. Configs come
 * on one thread at a time; the rest is safe for any.
 */
public final class PolicyFactory {
    private static final Logger log = LoggerFactory.getLogger(PolicyFactory.class);

    private final PodLimiter pod = new PodLimiter(System::nanoTime, InstantSource.system());
    private final RequestMetrics requests;
    private final RecordCounts records;
    private Accounting bookkeeping = BlockReader.absent(Accounting.class);
    private volatile @Nullable AccountBook book;
    private volatile @Nullable Store store;
    private volatile @Nullable Credential storePassword;
    private volatile @Nullable Credential sentinelPassword;
    private volatile @Nullable Answers answers;

    private record Answers(ResponseCache config, ResponseStore cache) {}

    private record Store(LimitStore config, SharedLimiter limiter) {}

    public PolicyFactory(RequestMetrics requests, RecordCounts records) {
        this.requests = requests;
        this.records = records;
    }

    RequestPolicies of(RouterConfig config, AuthFiles files) {
        files.warnings().forEach(warning -> log.warn("{}", warning));
        requests.know(config.models());
        keepBook(config.accounting());
        return new RequestPolicies(
                files.authenticator(config),
                limiter(config, files),
                Prices.of(config.prices()),
                this::isBookFull,
                cache(config.cache()));
    }

    private boolean isBookFull() {
        AccountBook current = book;
        return current != null && current.isFull();
    }

    private @Nullable ResponseStore cache(@Nullable ResponseCache wanted) {
        Answers current = answers;
        if (wanted == null) {
            answers = null;
            return null;
        }
        if (current == null || !current.config.equals(wanted)) {
            current =
                    new Answers(wanted, new ResponseStore(wanted.size().bytes(), wanted.ttl(), Ticker.systemTicker()));
            answers = current;
        }
        return current.cache;
    }

    /** Forgets all answers; returns about how many there were. */
    public long clearCache() {
        Answers current = answers;
        return current == null ? 0 : current.cache.clear();
    }

    /** How many requests the response cache in force has answered. */
    public long cacheHits() {
        Answers current = answers;
        return current == null ? 0 : current.cache.hits();
    }

    /** How many requests the response cache in force could not answer. */
    public long cacheMisses() {
        Answers current = answers;
        return current == null ? 0 : current.cache.misses();
    }

    /** Whether requests can be decided on: not before a store was reached without which none with limits is admitted. */
    public boolean isReady() {
        Store current = store;
        return current == null || current.limiter.isReady();
    }

    /** Whether the store of limits can be reached, or none is configured. */
    public boolean isStoreUp() {
        Store current = store;
        return current == null || current.limiter.isUp();
    }

    /** How many admissions were decided without the store of limits. */
    public long storeMissed() {
        Store current = store;
        return current == null ? 0 : current.limiter.missed();
    }

    /** Takes what became of a request into the metrics and the accounts. */
    public void ended(RequestRecord ended) {
        requests.accept(ended);
        AccountBook current = book;
        if (current != null) {
            current.accept(ended);
        }
    }

    private void keepBook(Accounting accounting) {
        if (accounting.equals(bookkeeping)) {
            return;
        }
        AccountBook old = book;
        bookkeeping = accounting;
        book = switch (accounting.sink()) {
            case NONE -> null;
            case STDOUT -> AccountBook.onStdout(records);
            case FILE -> AccountBook.inFile(Path.of(Objects.requireNonNull(accounting.file())), records);
        };
        if (old != null) {
            // what it still has to write must not keep anybody waiting
            Thread.ofVirtual().start(old::close);
        }
    }

    private Limiter limiter(RouterConfig config, AuthFiles files) {
        LimitStore wanted = config.limits().store();
        if (wanted == null) {
            retireStore();
            return pod.granting(config.limits().share());
        }
        // the limiter may be older than the config, but its password is the one that is watched now
        storePassword = files.storePassword();
        sentinelPassword = files.sentinelPassword();
        Store current = store;
        if (current == null || !current.config.equals(wanted)) {
            current = new Store(wanted, shared(wanted, current == null ? null : current.limiter));
            store = current;
        }
        return current.limiter;
    }

    private SharedLimiter shared(LimitStore config, @Nullable SharedLimiter before) {
        return new SharedLimiter(
                new RedisCounts(
                        new StoreConnection(
                                config,
                                config.password() == null ? null : () -> value(storePassword),
                                () -> value(sentinelPassword)),
                        InstantSource.system()),
                before,
                pod,
                switch (config.onFailure()) {
                    case OPEN -> true;
                    case CLOSED -> false;
                });
    }

    private static String value(@Nullable Credential password) {
        return password == null ? "" : password.value();
    }

    /** Why requests cannot be decided on; empty if they can be, or while the store is tried for the first time, as at each start. */
    public String startProblem() {
        Store current = store;
        return current == null || current.limiter.isReady() || !current.limiter.hasFailed()
                ? ""
                : current.limiter.problem();
    }

    /** Why the store of limits does not work as it should; empty if it does, or none is configured. */
    private String storeProblem() {
        Store current = store;
        return current == null ? "" : current.limiter.problem();
    }

    /** What does not work as it should, as sentences. */
    public List<String> problems() {
        AccountBook accounts = book;
        return Stream.of(storeProblem(), accounts == null ? "" : accounts.problem())
                .filter(problem -> !problem.isEmpty())
                .toList();
    }

    /** Writes what is left of the accounts, and leaves the store. Blocks for some seconds at most. */
    public void close() {
        closeStore();
        AccountBook accounts = book;
        if (accounts != null) {
            accounts.close();
        }
    }

    /** What it has admitted is still settled in it. */
    private void retireStore() {
        Store current = store;
        store = null;
        if (current != null) {
            current.limiter.retire();
        }
    }

    private void closeStore() {
        Store current = store;
        store = null;
        if (current != null) {
            current.limiter.close();
        }
    }
}
