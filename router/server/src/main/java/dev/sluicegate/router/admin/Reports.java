package dev.sluicegate.router.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluicegate.router.adminapi.AdminApi.AdminJson;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.config.RouterConfigReader;
import dev.sluicegate.router.telemetry.RecentRequests;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The longer answers of the admin port, as maps that are written as JSON. None of them contains a secret. */
public final class Reports {
    /** Of the last minute's requests; what is above is not well. */
    private static final double HIGHEST_ERROR_RATE = 0.1;

    /** Fewer say nothing. */
    private static final int FEW_REQUESTS = 10;

    private final Controls controls;
    private final Supplier<RouterConfig> config;

    /** @param config the one in force */
    public Reports(Controls controls, Supplier<RouterConfig> config) {
        this.controls = controls;
        this.config = config;
    }

    Map<String, ?> health() {
        boolean alive = controls.isAlive();
        boolean ready = controls.isReady();
        Map<String, Object> health = new LinkedHashMap<>();
        List<String> problems = controls.problems();
        List<String> files = controls.fileProblems();
        RecentRequests.Minute minute = controls.lastMinute();
        boolean well = minute.requests() < FEW_REQUESTS || minute.errorRate() <= HIGHEST_ERROR_RATE;
        health.put("status", alive && ready && well && problems.isEmpty() && files.isEmpty() ? "ok" : "degraded");
        health.put(
                "checks",
                List.of(
                        check(
                                "eventLoops",
                                alive,
                                alive ? "every event loop turns" : "an event loop has not turned lately"),
                        check("open", ready, ready ? "new requests are welcome" : "no new connections are accepted"),
                        check(
                                "errors",
                                well,
                                minute.failed() + " of " + minute.requests() + " requests failed in the last minute"),
                        check(
                                "limitsAndAccounting",
                                problems.isEmpty(),
                                problems.isEmpty() ? "limits and accounts are kept" : String.join("; ", problems)),
                        check(
                                "files",
                                files.isEmpty(),
                                files.isEmpty()
                                        ? "keys and certificates are in force as their files have them"
                                        : String.join("; ", files))));
        return health;
    }

    Map<String, ?> detailedHealth() {
        RouterStatus status = controls.status();
        Runtime runtime = Runtime.getRuntime();
        Map<String, Object> details = new LinkedHashMap<>(health());
        details.put("version", status.version());
        details.put(
                "uptimeMs", Duration.between(status.startedAt(), Instant.now()).toMillis());
        details.put("connections", controls.connections());
        RecentRequests.Minute minute = controls.lastMinute();
        details.put(
                "lastMinute",
                Map.of("requests", minute.requests(), "failed", minute.failed(), "errorRate", minute.errorRate()));
        details.put("recentErrors", controls.recentFailures());
        details.put("upstreams", controls.upstreams());
        details.put("inFlight", status.inFlight());
        details.put(
                "memory",
                Map.of(
                        "heapUsedBytes",
                        runtime.totalMemory() - runtime.freeMemory(),
                        "heapMaxBytes",
                        runtime.maxMemory(),
                        "bodies",
                        controls.bodies()));
        return details;
    }

    Map<String, ?> diagnostics() {
        Map<String, Object> bundle = new LinkedHashMap<>();
        bundle.put("status", controls.status());
        bundle.put("health", detailedHealth());
        bundle.put("config", new String(RouterConfigReader.write(config.get()), UTF_8));
        bundle.put("keys", controls.keys());
        bundle.put("logLevel", LogLevel.get());
        bundle.put("java", System.getProperty("java.vm.version"));
        bundle.put("threads", ManagementFactory.getThreadMXBean().getThreadCount());
        return bundle;
    }

    /** The diagnostics as they stand in a log. */
    public String diagnosticsLine() {
        try {
            return AdminJson.mapper().writeValueAsString(diagnostics());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own diagnostics cannot be written", e);
        }
    }

    private static Map<String, Object> check(String name, boolean good, String sentence) {
        return Map.of("name", name, "ok", good, "message", sentence);
    }
}
