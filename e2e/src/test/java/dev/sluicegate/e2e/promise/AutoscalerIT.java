package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.install.ProjectFolder;
import dev.sluicegate.e2e.load.ClientKind;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Verdict;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpecBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Row 12, with the controller of real HorizontalPodAutoscalers: that of {@code examples/scaling.yaml}, and the one that KEDA makes of
 * {@code examples/scaling-keda.yaml}. They follow what is in flight, and when its numbers jump with each of their looks, so that they take pods and
 * give them back all the time, no stream is cut.
 */
@ExtendWith(OnStage.class)
class AutoscalerIT {
    private static final int STREAMS = 14;
    private static final int FEWEST = 2;
    private static final int MOST = 5;

    private final Stage stage;

    AutoscalerIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void anAutoscalerThatFlapsCutsNothing() throws Exception {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), FEWEST));
        flaps(gateway, autoscaler(gateway));
    }

    @Test
    void neitherDoesOneThatKedaMakes() throws Exception {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), FEWEST));
        flaps(gateway, ofKeda(gateway));
    }

    private void flaps(LiveGateway gateway, HorizontalPodAutoscaler autoscaler) throws Exception {
        KubernetesClient client = stage.client();
        LoadPlan plan = new LoadPlan(
                stage.targets(gateway),
                Stage.MODELS,
                Map.of(ClientKind.HTTP1, new LoadPlan.Slots(4, STREAMS)),
                new LoadPlan.Lengths(Duration.ofSeconds(10), Duration.ofSeconds(40), Duration.ofSeconds(40)),
                Duration.ofSeconds(2));
        List<Integer> wanted = new ArrayList<>(List.of(FEWEST));
        try (MetricsAdapter adapter = new MetricsAdapter(client, stage.namespace(), gateway);
                Load load = stage.load(plan)) {
            client.resource(autoscaler).serverSideApply();
            await("more pods for the streams").atMost(Stage.PATIENCE).until(() -> note(wanted, gateway) > FEWEST);
            // two looks say that there is far too much to do, two that there is nothing
            adapter.serve((_, times) -> times % 4 < 2 ? 3 * MOST : 0);
            await("three times fewer pods")
                    .atMost(Duration.ofMinutes(5))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> {
                        note(wanted, gateway);
                        return falls(wanted) >= 3;
                    });
            client.resource(autoscaler).delete();
            Verdict verdict =
                    stage.judge(load.finish(Stage.PATIENCE), new MinimumLoad(200, 2 * STREAMS, 2 * STREAMS, Map.of()));
            System.err.println("replicas, as the autoscaler wrote them: " + wanted);
            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
            assertThat(gateway.cutStreams()).hasValue(0);
        } finally {
            client.resource(autoscaler).delete();
        }
    }

    /** The example's, with less patience. */
    private HorizontalPodAutoscaler autoscaler(LiveGateway gateway) throws IOException {
        HorizontalPodAutoscaler example;
        try (InputStream yaml = Files.newInputStream(ProjectFolder.resolve("examples/scaling.yaml"))) {
            example = stage.client()
                    .autoscaling()
                    .v2()
                    .horizontalPodAutoscalers()
                    .load(yaml)
                    .item();
        }
        return example.edit()
                .editMetadata()
                .withNamespace(stage.namespace())
                .endMetadata()
                .editSpec()
                .editScaleTargetRef()
                .withName(gateway.name())
                .endScaleTargetRef()
                .withMinReplicas(FEWEST)
                .withMaxReplicas(MOST)
                .editFirstMetric()
                .editPods()
                .editTarget()
                .withAverageValue(new Quantity("4"))
                .endTarget()
                .endPods()
                .endMetric()
                .editBehavior()
                .editScaleDown()
                .withStabilizationWindowSeconds(0)
                .endScaleDown()
                .endBehavior()
                .endSpec()
                .build();
    }

    /** What KEDA makes of the example's ScaledObject: the sum of a query, over pods (keda.sh, "Scaling Deployments, StatefulSets & Custom Resources"). */
    private HorizontalPodAutoscaler ofKeda(LiveGateway gateway) throws IOException {
        GenericKubernetesResource scaled;
        try (InputStream yaml = Files.newInputStream(ProjectFolder.resolve("examples/scaling-keda.yaml"))) {
            scaled = stage.client().getKubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class);
        }
        String name = scaled.getMetadata().getName();
        return autoscaler(gateway)
                .edit()
                .editMetadata()
                .withName("keda-hpa-" + name)
                .endMetadata()
                .editSpec()
                .editScaleTargetRef()
                .withApiVersion(scaled.get("spec", "scaleTargetRef", "apiVersion"))
                .withKind(scaled.get("spec", "scaleTargetRef", "kind"))
                .endScaleTargetRef()
                .withMetrics(new MetricSpecBuilder()
                        .withType("External")
                        .withNewExternal()
                        .withNewMetric()
                        .withName(MetricsAdapter.OF_KEDA)
                        .withNewSelector()
                        .addToMatchLabels("scaledobject.keda.sh/name", name)
                        .endSelector()
                        .endMetric()
                        .withNewTarget()
                        .withType("AverageValue")
                        .withAverageValue(new Quantity("4"))
                        .endTarget()
                        .endExternal()
                        .build())
                .endSpec()
                .build();
    }

    private static int note(List<Integer> wanted, LiveGateway gateway) {
        int now = gateway.get().getSpec().path("replicas").asInt();
        if (wanted.getLast() != now) {
            wanted.add(now);
        }
        return now;
    }

    private static long falls(List<Integer> wanted) {
        long falls = 0;
        for (int i = 1; i < wanted.size(); i++) {
            falls += wanted.get(i) < wanted.get(i - 1) ? 1 : 0;
        }
        return falls;
    }
}
