package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.RouterPods;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.mutant.Mutant;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Observation;
import dev.sluicegate.e2e.oracle.Verdict;
import dev.sluicegate.router.config.BudgetCalendar;
import dev.sluicegate.router.config.KeysFile;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A gateway whose limits are counted in a store, without which it serves nobody who has any, is rolled and scaled under load: nothing is lost, nobody is
 * refused because of the store, limits and money are as if there had been one router; and a pod that does not reach the store takes nobody's place.
 */
@ExtendWith(OnStage.class)
class SharedLimitsIT {
    private static final MinimumLoad MINIMUM = new MinimumLoad(200, 60, 10, Map.of());

    /** Of a token, at a price of 1 for a million, in billionths. */
    private static final long TOKEN = 1_000;

    /** Of an answer, when the price of its tokens is ten times that of the request's. */
    private static final int OUTPUT = 10;

    private static final String STORE_IS_AWAY = "the store of limits is away";

    private final Stage stage;

    SharedLimitsIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void aRolloutLosesNothingAndKeepsTheLimits() throws Exception {
        try (StoreInCluster store = store("limits-store")) {
            LiveGateway gateway = gateway(store);
            try (Load load = load(gateway);
                    Spenders spenders = new Spenders(stage.targets(gateway), store)) {
                roll(gateway, "{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"16Mi\"}}}");
                roll(gateway, "{\"spec\":{\"image\":\"" + stage.images().routerNext() + "\"}}");
                gateway.scale(3);
                gateway.awaitReady(Stage.PATIENCE);
                gateway.scale(2);
                gateway.awaitReady(Stage.PATIENCE);
                boolean waited = rollBesideTheStore(
                        gateway, store, load, "{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"8Mi\"}}}");
                spenders.awaitSpent();
                List<Observation> observations = load.finish(Stage.PATIENCE);

                Verdict verdict = judge(observations);
                System.err.println("limits: " + spenders.report());
                assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
                assertThat(waited).as("the new pod waited for the store").isTrue();
                spenders.verify();
                verifyAccount(
                        store,
                        "load",
                        observations.stream()
                                .mapToLong(it -> TOKEN + it.wanted() * (OUTPUT * TOKEN))
                                .sum());
                verifyAccount(store, Spenders.KEY, spenders.spent());
                gateway.awaitReady(Stage.PATIENCE);
            }
        }
    }

    /** The same with a router that says that it is ready as soon as it has started. */
    @Test
    void aRouterThatIsReadyBeforeItHasReachedTheStoreLosesSomething() throws Exception {
        try (StoreInCluster store = store("limits-store-of-a-mutant")) {
            LiveGateway gateway = gateway(store);
            try (Load load = load(gateway)) {
                boolean waited = rollBesideTheStore(gateway, store, load, """
                        {"spec":{"image":"%s","pod":{"env":[{"name":"%s","value":"%s"}]}}}
                        """.formatted(
                                stage.images().mutant(), Mutant.VARIABLE, Mutant.READY_EARLY.word()));

                assertThat(waited).isFalse();
                assertThat(judge(load.finish(Stage.PATIENCE))).isInstanceOf(Verdict.Red.class);
            }
        }
    }

    private StoreInCluster store(String name) throws Exception {
        return StoreInCluster.start(stage.cluster(), stage.client(), stage.namespace(), name);
    }

    private LiveGateway gateway(StoreInCluster store) {
        stage.client()
                .secrets()
                .inNamespace(stage.namespace())
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("limited-keys")
                        .endMetadata()
                        .withStringData(Map.of("keys.yaml", """
                                keys:
                                  - {id: load, key: %s, requestsPerMinute: 100000, tokensPerMinute: 1000000000, maxConcurrent: 500, budget: {amount: 1000000, per: Month}}
                                %s
                                """.formatted(LoadPlan.KEY, Spenders.ENTRY)))
                        .build())
                .serverSideApply();
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 2));
        // a busy machine's store may take longer than the default of 250ms
        roll(gateway, """
                {"spec":{
                  "auth":{"mode":"Keys","keys":{"secretKeyRef":{"name":"limited-keys"}}},
                  "prices":[{"model":"sim","input":1,"output":%d}],
                  "limits":{"store":{"url":"%s","onFailure":"Closed","timeout":"2s"}}}}
                """.formatted(OUTPUT, store.url()));
        gateway.awaitReady(Stage.PATIENCE);
        return gateway;
    }

    private Load load(LiveGateway gateway) {
        stage.provider().forget();
        return stage.busyLoad(gateway, Duration.ofSeconds(8));
    }

    private static void roll(LiveGateway gateway, String change) {
        String before = gateway.stableRevision();
        gateway.patch(change);
        gateway.awaitProvenAfter(before, Stage.PATIENCE);
    }

    /**
     * Rolls while the store takes no new connection, until the gateway says so or has rolled all the same; then it does.
     *
     * @return whether the pods that were there went on alone until then
     */
    private static boolean rollBesideTheStore(LiveGateway gateway, StoreInCluster store, Load load, String change)
            throws IOException {
        gateway.awaitReady(Stage.PATIENCE);
        String before = gateway.stableRevision();
        Set<String> there = gateway.podUids();
        store.refuseNewConnections();
        gateway.patch(change);
        await("a rollout that waits for the store, or does not")
                .atMost(Stage.PATIENCE)
                .until(() -> isWaiting(gateway) || gateway.hasProvenAfter(before));
        int finished = load.progress().finished();
        await("requests meanwhile")
                .atMost(Stage.PATIENCE)
                .until(() -> load.progress().finished() >= finished + 100);
        List<Pod> open = gateway.pods().stream().filter(RouterPods::isOpen).toList();
        boolean waited = isWaiting(gateway)
                && gateway.pods().size() > there.size()
                && open.size() == there.size()
                && open.stream()
                        .allMatch(pod -> there.contains(pod.getMetadata().getUid()));
        store.takeNewConnections();
        gateway.awaitProvenAfter(before, Stage.PATIENCE);
        gateway.awaitReady(Stage.PATIENCE);
        return waited;
    }

    private static boolean isWaiting(LiveGateway gateway) {
        return gateway.condition("Reconciling")
                .filter(it -> it.getMessage().contains(STORE_IS_AWAY))
                .isPresent();
    }

    private Verdict judge(List<Observation> observations) {
        Map<String, Integer> upstream = new HashMap<>(stage.provider().counts());
        upstream.keySet().removeIf(id -> id.startsWith(Spenders.IDS));
        return Stage.judge(observations, upstream, MINIMUM);
    }

    /** @param spent in billionths */
    private static void verifyAccount(StoreInCluster store, String key, long spent) {
        String period = BudgetCalendar.name(KeysFile.Period.MONTH, Instant.now());
        await("the account of " + key).atMost(Duration.ofSeconds(45)).untilAsserted(() -> {
            assertThat(store.command("ZCARD sluicegate:{0}:" + key + ":running"))
                    .as("places of " + key)
                    .isEqualTo("0");
            assertThat(store.command("GET sluicegate:{0}:" + key + ":spent:" + period))
                    .as("money of " + key)
                    .isEqualTo(Long.toString(spent));
        });
    }
}
