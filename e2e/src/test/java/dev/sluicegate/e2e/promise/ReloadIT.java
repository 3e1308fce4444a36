package dev.sluicegate.e2e.promise;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Verdict;
import dev.sluicegate.operator.api.RouterGatewayStatus.PodRow;
import dev.sluicegate.operator.api.RouterGatewayStatus.RolloutStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Configs that change in place under load, and the same change by new pods beside them. */
@ExtendWith(OnStage.class)
class ReloadIT {
    private static final int REPLICAS = 3;
    private static final String KEY = "api-key";
    private static final MinimumLoad MINIMUM = new MinimumLoad(100, 30, 10, Map.of());

    /** Kubelet alone takes a minute or more. */
    private static final Duration FAR_FROM_KUBELET = Duration.ofSeconds(40);

    private final Stage stage;

    ReloadIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void configsChangeInPlaceUnderLoad() {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), REPLICAS));
        Set<String> pods = gateway.podUids();
        gateway.patch("{\"spec\":{\"rollout\":{\"onConfigChange\":\"Reload\"}}}");
        gateway.awaitReady(Stage.PATIENCE);
        assertThat(gateway.podUids()).as("pods after the switch").isEqualTo(pods);
        try (Load load = stage.busyLoad(gateway, Duration.ofSeconds(10))) {
            Duration first = changed(gateway, "{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"16Mi\"}}}");
            Duration second = changed(gateway, "{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"8Mi\"}}}");
            System.err.println("reloaded " + REPLICAS + " pods in place after " + first.toMillis() + " and "
                    + second.toMillis() + " ms");
            assertThat(first).isLessThan(FAR_FROM_KUBELET);
            assertThat(gateway.status().orElseThrow().rollout())
                    .extracting(RolloutStatus::way)
                    .isEqualTo("in place");

            assertThat(gateway.podUids()).as("pods after two changes").isEqualTo(pods);

            String before = gateway.stableRevision();
            Instant began = Instant.now();
            gateway.patch(
                    "{\"spec\":{\"rollout\":{\"onConfigChange\":\"Roll\"},\"limits\":{\"maxRequestBodySize\":\"4Mi\"}}}");
            gateway.awaitProvenAfter(before, Stage.PATIENCE);
            System.err.println("the same by new pods: "
                    + Duration.between(began, Instant.now()).toMillis() + " ms");
            Verdict verdict = stage.judge(load.finish(Stage.PATIENCE), MINIMUM);

            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
            gateway.awaitReady(Stage.PATIENCE);
            assertThat(gateway.cutStreams()).hasValue(0);
        }
    }

    /** Twice: the provider takes both keys until all pods have said that they have the new one, and then only that. */
    @Test
    void aProvidersKeyIsReplacedUnderLoad() {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), REPLICAS));
        gateway.patch("{\"spec\":{\"rollout\":{\"onConfigChange\":\"Reload\"}}}");
        gateway.awaitReady(Stage.PATIENCE);
        Set<String> pods = gateway.podUids();
        Secret before = secret();
        String first = new String(Base64.getDecoder().decode(before.getData().get(KEY)), UTF_8);
        try (Load load = stage.busyLoad(gateway, Duration.ofSeconds(10))) {
            Duration once = rotated(gateway, first, "the-second-key");
            Duration twice = rotated(gateway, "the-second-key", "the-third-key");
            System.err.println("a key of " + REPLICAS + " pods replaced in place after " + once.toMillis() + " and "
                    + twice.toMillis() + " ms");
            Verdict verdict = stage.judge(load.finish(Stage.PATIENCE), MINIMUM);

            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
            assertThat(once).isLessThan(FAR_FROM_KUBELET);
            assertThat(gateway.podUids()).as("pods after two keys").isEqualTo(pods);
            assertThat(gateway.status().orElseThrow().rollout())
                    .extracting(RolloutStatus::way)
                    .isEqualTo("in place");
        } finally {
            stage.provider().accept(first);
            write(first);
        }
    }

    /** A key that no router can use, a config that is refused for it, and a pod that cannot start with it; then the key is mended. */
    @Test
    void aSecretIsSpoiltAndMendedUnderLoad() {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), REPLICAS));
        gateway.patch("{\"spec\":{\"rollout\":{\"onConfigChange\":\"Reload\"}}}");
        gateway.awaitReady(Stage.PATIENCE);
        Set<String> pods = gateway.podUids();
        String first = new String(Base64.getDecoder().decode(secret().getData().get(KEY)), UTF_8);
        try (Load load = stage.busyLoad(gateway, Duration.ofSeconds(10))) {
            Instant began = Instant.now();
            write("two words");
            String said = awaitStalled(gateway, "FileRejected", "must hold one key");
            System.err.println("a file that no router takes was said after "
                    + Duration.between(began, Instant.now()).toMillis() + " ms: " + said);
            gateway.pods()
                    .forEach(pod -> awaitStalled(
                            gateway, "FileRejected", pod.getMetadata().getName()));

            gateway.patch("{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"16Mi\"}}}");
            System.err.println(awaitStalled(gateway, "ConfigRejected", "does not accept config"));
            gateway.patch("{\"spec\":{\"replicas\":%d}}".formatted(REPLICAS + 1));
            System.err.println(awaitStalled(gateway, "ConfigRejected", "does not come up"));
            assertThat(gateway.podUids()).as("pods beside the new one").containsAll(pods);

            Instant mended = Instant.now();
            write(first);
            await("all pods to have the config")
                    .atMost(Stage.PATIENCE)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> has(gateway, REPLICAS + 1));
            System.err.println("all pods had the config "
                    + Duration.between(mended, Instant.now()).toMillis() + " ms after the Secret was mended");
            Verdict verdict = stage.judge(load.finish(Stage.PATIENCE), MINIMUM);

            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
            assertThat(gateway.podUids()).as("pods beside the new one").containsAll(pods);
            assertThat(gateway.status().orElseThrow().rollout())
                    .extracting(RolloutStatus::way)
                    .isEqualTo("in place");
            assertThat(gateway.cutStreams()).hasValue(0);
        } finally {
            write(first);
        }
    }

    /** What is said then. */
    private static String awaitStalled(LiveGateway gateway, String reason, String words) {
        return await(reason)
                .atMost(Stage.PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> gateway.condition("Stalled")
                                .filter(it -> it.getStatus().equals("True")
                                        && it.getReason().equals(reason)
                                        && it.getMessage().contains(words))
                                .map(Condition::getMessage)
                                .orElse(""),
                        it -> !it.isEmpty());
    }

    /** The time until the status says that all have it. */
    private Duration rotated(LiveGateway gateway, String before, String key) {
        stage.provider().accept(before, key);
        String earlier = startedAt(gateway);
        Instant began = Instant.now();
        write(key);
        await("all pods to have the key")
                .atMost(Stage.PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !startedAt(gateway).equals(earlier)
                        && gateway.condition("Ready")
                                .filter(it -> it.getStatus().equals("True"))
                                .isPresent());
        Duration took = Duration.between(began, Instant.now());
        stage.provider().accept(key);
        return took;
    }

    private static String startedAt(LiveGateway gateway) {
        return gateway.status()
                .flatMap(it -> Optional.ofNullable(it.rollout()))
                .map(it -> String.valueOf(it.startedAt()))
                .orElse("");
    }

    private Secret secret() {
        return stage.client()
                .secrets()
                .inNamespace(stage.namespace())
                .withName("simulated-provider")
                .require();
    }

    private void write(String key) {
        stage.client()
                .resource(secret())
                .edit(it -> new SecretBuilder(it)
                        .addToData(KEY, Base64.getEncoder().encodeToString(key.getBytes(UTF_8)))
                        .build());
    }

    /** The time until every pod has said that it has the new config. */
    private static Duration changed(LiveGateway gateway, String change) {
        Instant began = Instant.now();
        gateway.patch(change);
        await("all pods to have it")
                .atMost(Stage.PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> has(gateway, REPLICAS));
        return Duration.between(began, Instant.now());
    }

    /** So many pods are there, and each has said that it has the config. */
    private static boolean has(LiveGateway gateway, int pods) {
        return gateway.condition("Ready")
                        .filter(it -> it.getStatus().equals("True"))
                        .isPresent()
                && rows(gateway).size() == pods
                && rows(gateway).stream().allMatch(it -> Boolean.TRUE.equals(it.acknowledged()));
    }

    private static List<PodRow> rows(LiveGateway gateway) {
        return gateway.status().map(it -> it.pods()).orElse(List.of());
    }
}
