package dev.sluicegate.operator.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluicegate.operator.Gateways;
import dev.sluicegate.operator.Golden;
import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.model.Gateway;
import dev.sluicegate.router.config.ConfigReading;
import dev.sluicegate.router.config.DrainSettings.Eviction;
import dev.sluicegate.router.config.RouterConfigReader;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RenderTest {
    private final RouterGateway owner = Gateways.named("llm");

    @ParameterizedTest
    @ValueSource(strings = {"smallest", "everything"})
    void rendersWhatIsCheckedIn(String name) {
        JsonNode spec = Gateways.spec(name.equals("everything") ? Gateways.EVERYTHING : Gateways.SPEC);
        Gateway gateway = Gateways.valid(spec);
        Revision revision = revision(gateway);

        String made = Stream.concat(
                        EndpointRights.of(owner, gateway.rolling().config()).stream(),
                        Stream.<HasMetadata>of(
                                GatewayObjects.serviceAccount(owner),
                                GatewayObjects.adminSecret(owner, "0123456789abcdef"),
                                GatewayObjects.service(owner, gateway.service(), gateway.speaksTls()),
                                GatewayObjects.openBudget(owner, gateway.replicas(), gateway.eviction()),
                                GatewayObjects.drainingBudget(owner, gateway.eviction()),
                                RevisionObjects.record(owner, revision),
                                RevisionObjects.seat(
                                        owner, RevisionObjects.record(owner, revision), revision.name(), 1, true)))
                .map(Serialization::asYaml)
                .collect(Collectors.joining());

        Golden.file("operator/src/test/resources/golden/" + name + ".yaml").mustEqual(made);
    }

    @Test
    void theRouterAcceptsItsConfigAndReportsItsHash() {
        Revision revision = revision(Gateways.valid(Gateways.spec(Gateways.EVERYTHING)));

        ConfigReading reading = RouterConfigReader.read(revision.configText().getBytes(StandardCharsets.UTF_8));

        assertThat(reading)
                .isEqualTo(new ConfigReading.Valid(revision.rolling().config(), revision.configHash(), List.of()));
    }

    /** What was rendered once comes back exactly, whatever this release would render. */
    @Test
    void aSeatIsMadeFromItsRecord() {
        ConfigMap record = RevisionObjects.record(owner, revision(Gateways.valid(Gateways.spec(Gateways.SPEC))));
        record.getData()
                .computeIfPresent(
                        RevisionObjects.TEMPLATE_KEY, (_, text) -> text.replace("router:default", "router:of-old"));

        ReplicaSet first = RevisionObjects.seat(owner, record, "0a1b2c3d4e", 1, true);
        ReplicaSet proven = RevisionObjects.seat(owner, record, "0a1b2c3d4e", 2, false);

        assertThat(first.getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getImage())
                .isEqualTo("router:of-old");
        assertThat(first.getSpec().getTemplate().getSpec().getReadinessGates()).hasSize(1);
        assertThat(proven.getSpec().getTemplate().getSpec().getReadinessGates()).isEmpty();
        assertThat(proven.getMetadata().getName()).isEqualTo("llm-0a1b2c3d4e-2");
        assertThat(proven.getSpec().getSelector().getMatchLabels())
                .isNotEqualTo(first.getSpec().getSelector().getMatchLabels());
    }

    @Test
    void aRevisionIsNamedByItsContent() {
        Gateway.Rolling rolling = Gateways.valid(Gateways.spec(Gateways.SPEC)).rolling();
        String name = Revision.name("llm", rolling, "router:1", "secrets", "token");

        assertThat(name).matches("[0-9a-f]{10}");
        assertThat(Revision.name("llm", rolling, "router:1", "secrets", "token"))
                .isEqualTo(name);
        assertThat(Revision.name("llm", rolling, "router:2", "secrets", "token"))
                .isNotEqualTo(name);
        assertThat(Revision.name("llm", rolling, "router:1", "others", "token")).isNotEqualTo(name);
        assertThat(Revision.name("llm", rolling, "router:1", "secrets", "other"))
                .isNotEqualTo(name);
        for (Map.Entry<String, String> change : Map.of(
                        "weight: 9", "weight: 8",
                        "replicas: 3", "rollout: {restart: {token: again}}",
                        "key: api-key", "key: other-key")
                .entrySet()) {
            Gateway.Rolling changed = Gateways.valid(Gateways.spec(change.getKey(), change.getValue()))
                    .rolling();
            assertThat(Revision.name("llm", changed, "router:1", "secrets", "token"))
                    .as(change.getValue())
                    .isNotEqualTo(name);
        }
    }

    /**
     * A name that changes here makes no pods by itself, for an accepted spec keeps its revision. But the next change of a spec that is taken back
     * would then replace every pod where it would have reopened them, so change it only with a reason.
     */
    @ParameterizedTest
    @CsvSource({"smallest, c25e40ce0f", "everything, 5ea0646cdf"})
    void aRevisionKeepsItsNameFromReleaseToRelease(String spec, String name) {
        Gateway gateway =
                Gateways.valid(Gateways.spec(spec.equals("everything") ? Gateways.EVERYTHING : Gateways.SPEC));

        assertThat(Revision.name("llm", gateway.rolling(), "router:1", "secrets", "token"))
                .isEqualTo(name);
    }

    @Test
    void whileWaitingNoPodThatServesOrDrainsMayBeEvicted() {
        PodDisruptionBudgetSpec open =
                GatewayObjects.openBudget(owner, 3, Eviction.WAIT).getSpec();
        PodDisruptionBudgetSpec draining =
                GatewayObjects.drainingBudget(owner, Eviction.WAIT).getSpec();

        assertThat(open.getMaxUnavailable().getIntVal()).isZero();
        assertThat(open.getMinAvailable()).isNull();
        assertThat(open.getUnhealthyPodEvictionPolicy()).isEqualTo("AlwaysAllow");
        assertThat(draining.getMinAvailable().getIntVal())
                .as("more than there are pods")
                .isGreaterThan(100_000);
        assertThat(draining.getUnhealthyPodEvictionPolicy()).isEqualTo("IfHealthyBudget");
        assertThat(open.getSelector()).isNotEqualTo(draining.getSelector());
    }

    @Test
    void aBudgetOfOneReplicaBlocksNoNodeDrain() {
        assertThat(minAvailable(0)).isZero();
        assertThat(minAvailable(1)).isZero();
        assertThat(minAvailable(5)).isEqualTo(4);
    }

    private int minAvailable(int replicas) {
        return GatewayObjects.openBudget(owner, replicas, Eviction.BUDGET)
                .getSpec()
                .getMinAvailable()
                .getIntVal();
    }

    private static Revision revision(Gateway gateway) {
        return new Revision(
                "llm",
                "0a1b2c3d4e",
                gateway.rolling(),
                gateway.rolling().image().orElse("router:default"),
                "secrets",
                0,
                "the-drain-wait-token");
    }
}
