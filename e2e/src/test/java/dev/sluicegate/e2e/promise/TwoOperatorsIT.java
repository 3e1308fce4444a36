package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluicegate.e2e.install.LiveGateway;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Row 17: two operators, and the one that leads is paused beyond its lease in the middle of a rollout. */
@ExtendWith(OnStage.class)
class TwoOperatorsIT {
    private static final String NAMESPACE = "sluicegate-e2e-two";

    private final Stage stage;

    @TempDir
    private Path folder;

    TwoOperatorsIT(Stage stage) {
        this.stage = stage;
    }

    /** Outside of the cluster, an operator reaches pods only where pods are reached from here. */
    @BeforeEach
    void aNamespaceOfTheirOwn() {
        assumeTrue(stage.cluster().faults().canStopComponents(), "pods may not be reachable from here");
        stage.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .serverSideApply();
        stage.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("simulated-provider")
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .addToStringData("api-key", "nobody-asks")
                        .build())
                .serverSideApply();
    }

    @AfterEach
    void theNamespaceGoes() {
        stage.client().namespaces().withName(NAMESPACE).delete();
    }

    @Test
    void theOneThatWasPausedChangesNothingWhenItWakesUp() throws Exception {
        try (PausableOperator first = operator("first")) {
            LiveGateway gateway = LiveGateway.apply(
                    stage.client(),
                    NAMESPACE,
                    GatewayManifest.of(stage.images(), 1).yaml());
            stage.watches(
                    gateway,
                    NAMESPACE,
                    Duration.ofSeconds(5),
                    List.of(folder.resolve("first.log"), folder.resolve("second.log")));
            gateway.awaitReady(Stage.PATIENCE);
            try (PausableOperator second = operator("second")) {
                String before = gateway.stableRevision();
                first.awaitLine("leading");
                gateway.patch("{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"16Mi\"}}}");
                await("the rollout to begin").atMost(Stage.PATIENCE).until(() -> seats().size() > 1);
                first.signal("STOP");

                gateway.awaitProvenAfter(before, Stage.PATIENCE);
                gateway.awaitReady(Stage.PATIENCE);
                second.awaitLine("leading");
                List<String> there = there();
                long written = first.writes();

                first.signal("CONT");
                assertThat(first.process().waitFor(60, TimeUnit.SECONDS))
                        .as("it ends when it finds its lease lost")
                        .isTrue();
                assertThat(first.process().exitValue()).isEqualTo(1);
                assertThat(first.writes()).as("its writes").isEqualTo(written);
                assertThat(there()).isEqualTo(there);

                gateway.delete();
                gateway.awaitGone(Stage.PATIENCE);
            }
        }
    }

    private PausableOperator operator(String name) throws IOException {
        return PausableOperator.start(
                name,
                folder,
                stage.cluster().kubeconfig(),
                NAMESPACE,
                stage.images().router());
    }

    private List<ReplicaSet> seats() {
        return stage.client().apps().replicaSets().inNamespace(NAMESPACE).list().getItems();
    }

    /** The seats that ask for a pod; others are on their way out. */
    private List<String> there() {
        return seats().stream()
                .filter(it -> it.getSpec().getReplicas() > 0)
                .map(it -> it.getMetadata().getName() + " " + it.getMetadata().getUid())
                .sorted()
                .toList();
    }
}
