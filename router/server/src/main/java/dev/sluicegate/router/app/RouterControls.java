package dev.sluicegate.router.app;

import dev.sluicegate.router.admin.Controls;
import dev.sluicegate.router.adminapi.AdminApi.DrainRequest;
import dev.sluicegate.router.adminapi.KeyUsage;
import dev.sluicegate.router.adminapi.RouterStatus;
import dev.sluicegate.router.runtime.ActiveConfig;
import dev.sluicegate.router.telemetry.Label;
import dev.sluicegate.router.telemetry.RecentRequests;
import dev.sluicegate.router.upstream.Credential;
import dev.sluicegate.router.upstream.RefusedFields;
import dev.sluicegate.router.upstream.Upstream;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The controls of one router, as its admin port sees and moves them. */
final class RouterControls implements Controls {
    private final Router router;
    private final RouterParts parts;
    private final String revision;
    private final Instant startedAt = Instant.now();

    /** @param revision empty for a router that no operator made */
    RouterControls(Router router, RouterParts parts, String revision) {
        this.router = router;
        this.parts = parts;
        this.revision = revision;
    }

    @Override
    public boolean isAlive() {
        return parts.eventLoops.allTurn();
    }

    @Override
    public boolean isReady() {
        return isServing() && parts.drain.isReady();
    }

    @Override
    public RouterStatus status() {
        ActiveConfig active = parts.configs.current();
        Credential token = parts.adminToken;
        return new RouterStatus(
                Version.VALUE,
                revision,
                active.runtime().hash(),
                phase(),
                startedAt,
                parts.ledger.summary(),
                parts.drain.status(),
                parts.ledger.outcomes(),
                router.configProblem(),
                parts.sums.totals(),
                token == null ? null : active.hashes(token.value()),
                token == null ? null : active.refusedHashes(token.value()),
                active.problems().stream().findFirst().orElse(null),
                startProblem(),
                vitals());
    }

    private RouterStatus.Vitals vitals() {
        RecentRequests.Minute minute = lastMinute();
        return parts.vitals.with(parts.eventLoops.stalledMillis(), minute.requests(), minute.failed());
    }

    /** A pod that would refuse everybody because it has not reached the store of limits yet must not take the place of one that serves. */
    private boolean isServing() {
        return router.isServing() && parts.policies.isReady();
    }

    private @Nullable String startProblem() {
        String problem = parts.policies.startProblem();
        return problem.isEmpty() || !router.isServing() ? null : problem;
    }

    private RouterStatus.Phase phase() {
        return switch (parts.drain.phase()) {
            case OPEN -> isServing() ? RouterStatus.Phase.SERVING : RouterStatus.Phase.STARTING;
            case SETTLING, FINISHING, CUTTING -> RouterStatus.Phase.DRAINING;
            case DRAINED -> RouterStatus.Phase.DRAINED;
        };
    }

    @Override
    public void startDrain(DrainRequest request) {
        parts.drain.start(request);
    }

    @Override
    public boolean reopen() {
        return parts.drain.reopen();
    }

    @Override
    public Future<Void> awaitDrained() {
        return parts.drain.await();
    }

    @Override
    public Future<Void> reload() {
        return router.reload();
    }

    @Override
    public Future<Void> take(byte[] config) {
        return router.following(it -> it.take(config));
    }

    @Override
    public Future<Void> check(byte[] config) {
        return router.following(it -> it.check(config));
    }

    @Override
    public int connections() {
        return parts.connections.count();
    }

    @Override
    public Map<String, ?> bodies() {
        return Map.of(
                "heldBytes", parts.bodies.held(), "maxBytes", parts.bodies.most(), "refused", parts.bodies.refused());
    }

    @Override
    public List<String> problems() {
        List<String> problems = new ArrayList<>(parts.policies.problems());
        problems.addAll(parts.servers.problems());
        return problems;
    }

    @Override
    public List<String> fileProblems() {
        return parts.configs.current().problems();
    }

    @Override
    public RecentRequests.Minute lastMinute() {
        return parts.recent.lastMinute();
    }

    @Override
    public List<Map<String, Object>> recentFailures() {
        return parts.recent.failures();
    }

    @Override
    public Map<String, ?> upstreams() {
        Map<String, Object> upstreams = new TreeMap<>();
        parts.configs
                .current()
                .runtime()
                .upstreams()
                .forEach((name, upstream) -> upstreams.put(
                        name,
                        Map.of(
                                "state",
                                Label.of(upstream.health()),
                                "inFlight",
                                upstream.inFlight(),
                                "waiting",
                                upstream.waiting(),
                                "servers",
                                servers(upstream),
                                "refusedFields",
                                refusedFields(upstream),
                                "coolingDown",
                                coolingDown(upstream))));
        return upstreams;
    }

    /** Those that have an address of their own. */
    private static List<Map<String, Object>> servers(Upstream upstream) {
        return upstream.openServers().stream()
                .filter(server -> !server.name().isEmpty())
                .<Map<String, Object>>map(server -> Map.of(
                        "address", server.name(), "state", Label.of(server.health()), "inFlight", server.inFlight()))
                .toList();
    }

    /** What is left of it in seconds, by model. */
    private static Map<String, Long> coolingDown(Upstream upstream) {
        Map<String, Long> left = new TreeMap<>();
        upstream.coolingDown().forEach((model, time) -> left.put(model, time.toSeconds() + 1));
        return left;
    }

    /** What was learned, with the config that makes it permanent. */
    private static List<Map<String, String>> refusedFields(Upstream upstream) {
        List<Map<String, String>> all = new ArrayList<>();
        upstream.refusedFields()
                .learned()
                .forEach((model, fields) -> fields.forEach(field ->
                        all.add(Map.of("model", model, "field", field, "config", RefusedFields.configLine(field)))));
        return all;
    }

    @Override
    public long clearCache() {
        return parts.policies.clearCache();
    }

    @Override
    public KeyUsage keyUsage() {
        return new KeyUsage(
                startedAt,
                parts.keySums.of(parts.configs.current().loaded().authFiles().routerKeys()));
    }

    @Override
    public Map<String, ?> keys() {
        return parts.configs.current().loaded().authFiles().report();
    }
}
