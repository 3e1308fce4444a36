package dev.sluicegate.router.app;

import dev.sluicegate.router.admin.LogLevel;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.config.RouterConfig.Logging;
import dev.sluicegate.router.runtime.ActiveConfig;
import dev.sluicegate.router.runtime.LoadedConfig;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The activation of a new config in a running router: each part takes its own from it. Used on the control loop. */
final class ConfigActivation {
    private static final Logger log = LoggerFactory.getLogger(ConfigActivation.class);

    private final RouterParts parts;

    ConfigActivation(RouterParts parts) {
        this.parts = parts;
    }

    /** Fails with a sentence if the port is taken, and has changed nothing then. */
    Future<Void> activate(LoadedConfig.Ready next) {
        RouterConfig before = parts.configs.current().config();
        RouterConfig config = next.config();
        return parts.drain
                .inTurn(() ->
                        parts.listener.change(config.listener(), config.drain().settle()))
                .recover(e -> parts.vertx
                        .executeBlocking(() -> PortConflict.problem(
                                "listener.port", config.listener().port(), e))
                        .compose(Future::failedFuture))
                .compose(_ -> {
                    parts.connections.tls(next.listenerTls());
                    parts.configs.replace(ActiveConfig.after(parts.configs.current(), next, parts.policies));
                    parts.upstreamMetrics.follow();
                    parts.drain.rules(config.drain());
                    follow(before.logging(), config.logging());
                    parts.traces.set(config.tracing());
                    say(before, next);
                    return parts.vertx.executeBlocking(parts::refreshFiles);
                });
    }

    /** A level that was set by hand stays as long as the config's does. */
    private void follow(Logging before, Logging now) {
        parts.accessLog.enable(now.accessLog());
        if (before.level() != now.level()) {
            LogLevel.set(now.level());
        }
    }

    private static void say(RouterConfig before, LoadedConfig.Ready next) {
        log.atInfo().addKeyValue("configHash", next.hash()).log("a new config is in force");
        if (!next.config().admin().equals(before.admin())) {
            log.atWarn().log("admin.port and admin.token have changed; they need a restart of the router");
        }
        if (!next.config()
                .listener()
                .effectiveAddress()
                .equals(before.listener().effectiveAddress())) {
            log.atWarn().log("listener.address has changed; it needs a restart of the router");
        }
    }
}
