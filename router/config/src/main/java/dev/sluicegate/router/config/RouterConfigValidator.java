package dev.sluicegate.router.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds every contradiction in a config that was read. Pure. */
final class RouterConfigValidator {
    private final Checks checks = new Checks();

    private RouterConfigValidator() {}

    static List<ConfigError> validate(RouterConfig config) {
        RouterConfigValidator validator = new RouterConfigValidator();
        validator.check(config);
        return validator.checks.errors();
    }

    private void check(RouterConfig config) {
        if (config.version() != RouterConfig.VERSION && config.version() != RouterConfig.UNWRITTEN) {
            checks.error("version", "this router reads version " + RouterConfig.VERSION + ", not " + config.version());
        }
        listener(config.listener());
        checks.port("admin.port", config.admin().port());
        if (config.listener().port() != 0
                && config.listener().port() == config.admin().port()) {
            checks.error(
                    "admin.port",
                    "must differ from listener.port, which is "
                            + config.listener().port() + " too");
        }
        tracing(config.tracing());
        Set<String> providers = ProviderRules.check(config.providers(), checks);
        ModelRules.check(config.models(), providers, checks);
        checks.duration("streams.heartbeat", config.streams().heartbeat(), Duration.ZERO);
        auth(config.auth());
        limits(config.limits());
        prices(config.prices(), providers);
        accounting(config.accounting());
        cache(config.cache());
        drain(config.drain());
    }

    private void listener(RouterConfig.Listener listener) {
        checks.port("listener.port", listener.port());
        checks.positive("listener.headerTimeout", listener.headerTimeout());
        checks.positive("listener.idleTimeout", listener.idleTimeout());
        if (listener.maxHeaderSize().bytes() < 1024 || listener.maxHeaderSize().bytes() > 1 << 20) {
            checks.error("listener.maxHeaderSize", "must be from 1Ki to 1Mi, not " + listener.maxHeaderSize());
        }
        checks.range("listener.maxConnections", listener.maxConnections(), 1, 1_000_000);
        checks.range("listener.maxStreamsPerConnection", listener.maxStreamsPerConnection(), 1, 100_000);
    }

    private void tracing(@Nullable Tracing tracing) {
        if (tracing == null) {
            return;
        }
        checks.url("tracing.endpoint", tracing.endpoint(), Set.of("http", "https"), "http://collector:4318/v1/traces");
        if (!(tracing.sampleRatio() >= 0 && tracing.sampleRatio() <= 1)) {
            checks.error("tracing.sampleRatio", "must be from 0 to 1, not " + tracing.sampleRatio());
        }
    }

    private void auth(Auth auth) {
        if (auth.mode() == Auth.Mode.MASTER_KEY && auth.masterKeyFile() == null) {
            checks.error("auth.masterKeyFile", "is missing; mode MasterKey needs the file that holds the key");
        }
        if (auth.mode() == Auth.Mode.KEYS && auth.keysFile() == null) {
            checks.error("auth.keysFile", "is missing; mode Keys needs the file that holds the keys");
        }
    }

    private void limits(RouterConfig.Limits limits) {
        long body = limits.maxRequestBodySize().bytes();
        if (body == 0 || body > Integer.MAX_VALUE) {
            checks.error("limits.maxRequestBodySize", "must be more than 0 and less than 2Gi; 32Mi is the default");
        }
        checks.limit("limits.requestsPerMinute", limits.requestsPerMinute());
        checks.limit("limits.tokensPerMinute", limits.tokensPerMinute());
        checks.limit("limits.maxConcurrent", limits.maxConcurrent());
        if (!(limits.share() > 0 && limits.share() <= 1)) {
            checks.error("limits.share", "must be more than 0 and at most 1, not " + limits.share());
        }
        LimitStore store = limits.store();
        if (store != null) {
            checks.url("limits.store.url", store.url(), Set.of("redis", "rediss"), "redis://valkey:6379");
            checks.positive("limits.store.timeout", store.timeout());
            if (limits.share() != 1) {
                checks.error("limits.share", "has no meaning with limits.store, which counts for all; leave one out");
            }
        }
    }

    private void prices(List<Price> prices, Set<String> providers) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < prices.size(); i++) {
            Price price = prices.get(i);
            String path = "prices[" + i + "]";
            checks.required(path + ".model", price.model());
            amount(path + ".input", price.input(), true);
            amount(path + ".output", price.output(), true);
            amount(path + ".cachedInput", price.cachedInput(), false);
            amount(path + ".cacheWrite", price.cacheWrite(), false);
            if (price.provider() != null && !providers.contains(price.provider())) {
                checks.error(
                        path + ".provider",
                        "there is no provider '" + price.provider() + "'; add it to providers or correct the name");
            }
            if (!seen.add(price.model() + "\n" + price.provider())) {
                checks.error(path, "the price of '" + price.model() + "' stands there already; write it once");
            }
        }
    }

    private void amount(String path, @Nullable BigDecimal amount, boolean wanted) {
        if (wanted) {
            checks.required(path, amount);
        }
        if (amount != null && (amount.signum() < 0 || amount.compareTo(BigDecimal.valueOf(1_000_000_000)) > 0)) {
            checks.error(path, "must be from 0 to 1000000000 per million tokens");
        }
    }

    private void accounting(Accounting accounting) {
        boolean toFile = accounting.sink() == Accounting.Sink.FILE;
        if (toFile && accounting.file() == null) {
            checks.error("accounting.file", "is missing; sink: File needs the file to append to");
        }
        if (!toFile && accounting.file() != null) {
            checks.error("accounting.file", "has a meaning with sink: File only; write that, or leave it out");
        }
    }

    private void cache(@Nullable ResponseCache cache) {
        if (cache == null) {
            return;
        }
        if (cache.size().bytes() == 0) {
            checks.error("cache.size", "must be more than 0; leave cache out for none");
        }
        checks.positive("cache.ttl", cache.ttl());
    }

    private void drain(RouterConfig.Drain drain) {
        checks.duration("drain.settle", drain.settle(), Duration.ZERO);
        checks.duration("drain.terminationBudget", drain.terminationBudget(), Duration.ofSeconds(1));
        if (drain.settle().compareTo(drain.terminationBudget()) >= 0) {
            checks.error(
                    "drain.settle",
                    "must be shorter than drain.terminationBudget (" + DurationText.format(drain.terminationBudget())
                            + "), or nothing is left of it for the streams; shorten settle or lengthen terminationBudget");
        }
    }
}
