package dev.sluicegate.router.app;

import dev.sluicegate.router.account.Prices;
import dev.sluicegate.router.config.LimitStore;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.http.Governing;
import dev.sluicegate.router.limits.Limiter;
import dev.sluicegate.router.limits.PodLimiter;
import dev.sluicegate.router.limits.RedisCounts;
import dev.sluicegate.router.limits.SharedLimiter;
import dev.sluicegate.router.upstream.Credential;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes each config's {@link Governing}, and keeps what has been counted from one config to the next. Used on one thread. */
final class Governance {
    private final MeterRegistry metrics;
    private final PodLimiter pod = new PodLimiter(System::nanoTime, InstantSource.system());
    private @Nullable Store store;

    private record Store(LimitStore config, SharedLimiter limiter) {}

    Governance(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    Governing of(RouterConfig config, AuthFiles files) {
        return new Governing(files.authenticator(config), limiter(config, files), Prices.of(config.prices()));
    }

    private Limiter limiter(RouterConfig config, AuthFiles files) {
        LimitStore wanted = config.limits().store();
        if (wanted == null) {
            closeStore();
            double share = config.limits().share();
            return (caller, allowance, then) -> pod.admit(caller, allowance.share(share), then);
        }
        if (store == null || !store.config.equals(wanted)) {
            closeStore();
            store = new Store(wanted, shared(wanted, files.storePassword()));
        }
        return Objects.requireNonNull(store).limiter;
    }

    private SharedLimiter shared(LimitStore config, @Nullable Credential password) {
        return new SharedLimiter(
                new RedisCounts(
                        config.url().toString(),
                        password == null ? null : password::value,
                        config.timeout(),
                        InstantSource.system()),
                pod,
                switch (config.onFailure()) {
                    case OPEN -> true;
                    case CLOSED -> false;
                },
                1,
                metrics);
    }

    /** Why limits are not kept as they should be; empty as long as they are. */
    String problem() {
        Store current = store;
        return current == null ? "" : current.limiter.problem();
    }

    void close() {
        closeStore();
    }

    private void closeStore() {
        if (store != null) {
            store.limiter.close();
            store = null;
        }
    }
}
