package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.load.Load;
import dev.sluicegate.e2e.load.LoadPlan;
import dev.sluicegate.e2e.oracle.MinimumLoad;
import dev.sluicegate.e2e.oracle.Verdict;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.Service;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A Service with addresses of both families, on a cluster that has both: {@code make dual-stack}. */
@ExtendWith(OnStage.class)
class DualStackIT {
    private static final MinimumLoad MINIMUM = new MinimumLoad(150, 50, 20, Map.of());

    private final Stage stage;

    DualStackIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void clientsByIpv6LoseNothingInARollout() {
        List<String> nodes = ipv6AddressesOfNodes();
        assertThat(nodes).as("IPv6 addresses of the nodes").hasSize(2);
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 2));
        gateway.patch("{\"spec\":{\"service\":{\"ipFamilyPolicy\":\"RequireDualStack\"}}}");
        await("an address of each family")
                .atMost(Stage.PATIENCE)
                .until(() -> service(gateway).getSpec().getClusterIPs().size() == 2);
        List<URI> targets = gateway.targets(nodes);
        stage.awaitAnswers(targets);
        try (Load load = stage.load(LoadPlan.small(targets, Stage.MODELS, Duration.ofSeconds(15)))) {
            await("load").atMost(Stage.PATIENCE).until(() -> load.progress().finishedStreams() >= 20);
            String before = gateway.stableRevision();
            gateway.patch("{\"spec\":{\"limits\":{\"maxRequestBodySize\":\"16Mi\"}}}");
            gateway.awaitProvenAfter(before, Stage.PATIENCE);
            await("load").atMost(Stage.PATIENCE).until(() -> load.progress().finishedStreams() >= 50);
            Verdict verdict = stage.judge(load.finish(Stage.PATIENCE), MINIMUM);
            gateway.awaitReady(Stage.PATIENCE);

            assertThat(verdict).as(verdict.report()).isInstanceOf(Verdict.Green.class);
            assertThat(gateway.cutStreams()).hasValue(0);
        }
    }

    private List<String> ipv6AddressesOfNodes() {
        return stage.client().nodes().list().getItems().stream()
                .flatMap(node -> node.getStatus().getAddresses().stream())
                .map(NodeAddress::getAddress)
                .filter(address -> address.contains(":"))
                .map(address -> "[" + address + "]")
                .toList();
    }

    private Service service(LiveGateway gateway) {
        return Objects.requireNonNull(stage.client()
                .services()
                .inNamespace(stage.namespace())
                .withName(gateway.name())
                .get());
    }
}
