package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.Installation;
import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.RouterPods;
import dev.sluicegate.e2e.load.ClientKind;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Verdict;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rows 35 and 36: gateways end as they should, however they are deleted, and a lost namespace is told of and harms no other. */
@ExtendWith(OnStage.class)
class EndsIT {
    private static final int STREAMS = 24;
    private static final MinimumLoad MINIMUM = new MinimumLoad(STREAMS, STREAMS, STREAMS, Map.of());

    private final Stage stage;

    EndsIT(Stage stage) {
        this.stage = stage;
    }

    /** As Argo CD does by default. Streams are longer than the termination budget: if Kubernetes ended a pod, it would cut them. */
    @Test
    void aGatewayThatIsDeletedInTheForegroundFinishesItsStreams() {
        LiveGateway gateway =
                stage.serving(GatewayManifest.of(stage.images(), 2).withTerminationBudget("20s"));
        try (Load load = stage.load(streams(gateway))) {
            await("streams").atMost(Stage.PATIENCE).until(() -> load.progress().openStreams() == STREAMS);
            await("their first events")
                    .atMost(Stage.PATIENCE)
                    .until(() -> stage.provider().counts().size() == STREAMS);
            load.stopStarting();

            gateway.delete(DeletionPropagation.FOREGROUND);
            Verdict verdict = stage.judge(load.finish(Stage.PATIENCE), MINIMUM);
            gateway.awaitGone(Duration.ofMinutes(1));

            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
            await("everything of it to go")
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(leftOf(gateway)).isEmpty());
        }
    }

    /** Row 19. */
    @Test
    void aGatewayOfThreePodsThatIsDeletedInTheMiddleOfAChangeDrainsAndEverythingOfItGoes() {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 3));
        try (Load load = stage.load(LoadPlan.small(stage.targets(gateway), Stage.MODELS, Duration.ofSeconds(10)))) {
            await("load").atMost(Stage.PATIENCE).until(() -> load.progress().finishedStreams() >= 20);
            String before = gateway.stableRevision();
            gateway.patch("{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"16Mi\"}}}");
            await("an old pod to drain while others serve")
                    .atMost(Stage.PATIENCE)
                    .until(() -> inService(gateway, before) > 0 && inService(gateway, before) < 3);
            load.stopStarting();
            gateway.delete();
            Verdict verdict = stage.judge(load.finish(Stage.PATIENCE), new MinimumLoad(50, 20, 5, Map.of()));
            gateway.awaitGone(Stage.PATIENCE);

            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
            await("everything of it to go")
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(leftOf(gateway)).isEmpty());
        }
    }

    private static long inService(LiveGateway gateway, String revision) {
        return gateway.pods().stream()
                .filter(it -> RouterPods.isOf(it, revision) && RouterPods.isOn(it))
                .count();
    }

    @Test
    void aGatewayThatIsDeletedWithOrphansServesOnAndTheNextOfItsNameTakesItsPodsOver() {
        GatewayManifest manifest = GatewayManifest.of(stage.images(), 2);
        LiveGateway gateway = stage.serving(manifest);
        Set<String> before = gateway.podUids();

        gateway.delete(DeletionPropagation.ORPHAN);
        await("the gateway alone to go").atMost(Stage.PATIENCE).until(() -> !gateway.exists());
        LiveGateway.apply(stage.client(), stage.namespace(), manifest.yaml());
        gateway.awaitReady(Stage.PATIENCE);

        assertThat(gateway.podUids()).isEqualTo(before);
    }

    /** The commands of docs/operating.md for an operator that was uninstalled first. */
    @Test
    void withoutAnOperatorAGatewayIsDeletedByHand() {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 2));
        stage.withoutOperator();
        stage.deletesByHand(gateway);

        gateway.delete();
        gateway.patch("{\"metadata\":{\"finalizers\":null}}");
        await("the gateway to go").atMost(Stage.PATIENCE).until(() -> !gateway.exists());
        stage.client()
                .configMaps()
                .inNamespace(stage.namespace())
                .withName(gateway.name() + "-accepted")
                .delete();

        gateway.awaitGone(Stage.PATIENCE);
        await("everything of it to go")
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(leftOf(gateway)).isEmpty());
    }

    @Test
    void aNamespaceWhoseRightsAreTakenAwayIsToldOfAndOneThatIsDeletedEndsWithItsGateway() {
        LiveGateway other = stage.serving(GatewayManifest.of(stage.images(), 1));
        LiveGateway doomed = applied();
        doomed.awaitReady(Stage.PATIENCE);

        RoleBinding rights = rights();
        stage.client().resource(rights).delete();
        doomed.awaitCondition("Stalled", "True", "MissingRights", Stage.PATIENCE);
        assertThat(health()).contains("degraded", "\"" + stage.namespace() + "\":\"ok\"");
        other.patch("{\"spec\":{\"replicas\":2}}");
        other.awaitReady(Stage.PATIENCE);

        // one that starts then finds the rights gone
        stage.restartOperator();
        await("the next operator to say so")
                .atMost(Stage.PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(health()).contains("degraded", "\"" + stage.namespace() + "\":\"ok\""));
        other.patch("{\"spec\":{\"replicas\":1}}");
        other.awaitReady(Stage.PATIENCE);
        assertThat(doomed.condition("Stalled").orElseThrow().getReason()).isEqualTo("MissingRights");

        stage.client()
                .resource(new RoleBindingBuilder(rights)
                        .editMetadata()
                        .withResourceVersion(null)
                        .withUid(null)
                        .endMetadata()
                        .build())
                .create();
        doomed.awaitCondition("Stalled", "False", "", Stage.PATIENCE);

        stage.client().namespaces().withName(Stage.DOOMED_NAMESPACE).delete();
        await("the namespace to go")
                .atMost(Duration.ofMinutes(2))
                .until(() -> stage.client()
                                .namespaces()
                                .withName(Stage.DOOMED_NAMESPACE)
                                .get()
                        == null);
        assertThat(other.condition("Ready"))
                .hasValueSatisfying(it -> assertThat(it.getStatus()).isEqualTo("True"));
    }

    private LoadPlan streams(LiveGateway gateway) {
        Map<ClientKind, LoadPlan.Slots> clients = Arrays.stream(ClientKind.values())
                .collect(Collectors.toMap(kind -> kind, kind -> new LoadPlan.Slots(0, STREAMS / 4)));
        Duration shortest = Duration.ofSeconds(45);
        Duration longest = Duration.ofSeconds(60);
        return new LoadPlan(
                stage.targets(gateway),
                Stage.MODELS,
                clients,
                new LoadPlan.Lengths(shortest, longest, longest),
                Duration.ofSeconds(2));
    }

    private LiveGateway applied() {
        stage.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("simulated-provider")
                        .withNamespace(Stage.DOOMED_NAMESPACE)
                        .endMetadata()
                        .addToStringData("api-key", "nobody-asks")
                        .build())
                .serverSideApply();
        return LiveGateway.apply(
                stage.client(),
                Stage.DOOMED_NAMESPACE,
                // Kubernetes deletes the pods first, and looks again after half of their grace period
                GatewayManifest.of(stage.images(), 1)
                        .withTerminationBudget("20s")
                        .yaml());
    }

    private RoleBinding rights() {
        return Objects.requireNonNull(stage.client()
                .rbac()
                .roleBindings()
                .inNamespace(Stage.DOOMED_NAMESPACE)
                .withName("sluicegate-operator")
                .get());
    }

    /** What the operator says of itself. */
    private String health() {
        String pod = stage.client().pods().inNamespace(Installation.NAMESPACE).list().getItems().stream()
                .filter(it -> it.getMetadata().getDeletionTimestamp() == null)
                .findFirst()
                .orElseThrow()
                .getMetadata()
                .getName();
        return Objects.requireNonNull(stage.client()
                .raw("/api/v1/namespaces/" + Installation.NAMESPACE + "/pods/" + pod + ":8081/proxy/health"));
    }

    private List<String> leftOf(LiveGateway gateway) {
        return List.of(
                        stage.client().apps().replicaSets(),
                        stage.client().configMaps(),
                        stage.client().secrets(),
                        stage.client().services(),
                        stage.client().serviceAccounts(),
                        stage.client().policy().v1().podDisruptionBudget())
                .stream()
                .flatMap(it -> it
                        .inNamespace(stage.namespace())
                        .withLabel("sluicegate.dev/gateway", gateway.name())
                        .list()
                        .getItems()
                        .stream())
                .map(HasMetadata.class::cast)
                .map(it -> it.getKind() + " " + it.getMetadata().getName())
                .toList();
    }
}
