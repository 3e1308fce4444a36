package dev.sluicegate.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterKey;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DefaultKubernetesResourceList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeanObjectsTest {
    private static final String METADATA = """
            metadata:
              name: llm
              resourceVersion: "7"
              annotations: {note: a}
              managedFields: [{manager: kubectl, operation: Apply, fieldsV1: {"f:data": {}}}]
            """;

    private static final String POD = """
            spec:
              nodeName: a
              hostname: b
              fieldOfALaterKubernetes: {a: b}
              readinessGates: [{conditionType: sluicegate.dev/admitted}]
              tolerations: [{key: gpu}]
              containers: [{name: router, image: "router:1"}]
              volumes: [{name: config, configMap: {name: llm, defaultMode: 420}}]
            status:
              phase: Running
              podIP: 10.0.0.7
              podIPs: [{ip: 10.0.0.7}]
              conditions: [{type: Ready, status: "True"}]
              containerStatuses:
                - name: router
                  image: router:1
                  restartCount: 1
                  started: true
                  state: {running: {startedAt: "2026-01-01T00:00:00Z"}}
                  resources: {limits: {memory: 1Gi}}
            """;

    private final KubernetesSerialization serialization = LeanObjects.serialization();

    @Test
    void managedFieldsAreNotKept() {
        ConfigMap map = serialization.unmarshal(METADATA + "data: {a: b}", ConfigMap.class);

        assertThat(map.getMetadata().getManagedFields()).isEmpty();
        assertThat(map.getMetadata().getAdditionalProperties()).isEmpty();
        assertThat(map.getMetadata().getResourceVersion()).isEqualTo("7");
        assertThat(map.getMetadata().getAnnotations()).containsEntry("note", "a");
        assertThat(map.getData()).containsEntry("a", "b");
    }

    @Test
    void ofAPodIsKeptWhatItsReadersRead() {
        Pod pod = serialization.unmarshal(METADATA + POD, Pod.class);

        assertThat(pod.getSpec())
                .isEqualTo(new PodSpecBuilder()
                        .withNodeName("a")
                        .addNewReadinessGate("sluicegate.dev/admitted")
                        .addNewToleration()
                        .withKey("gpu")
                        .endToleration()
                        .addNewVolume()
                        .withName("config")
                        .endVolume()
                        .build());
        assertThat(pod.getStatus())
                .isEqualTo(new PodStatusBuilder()
                        .withPhase("Running")
                        .withPodIP("10.0.0.7")
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .addNewContainerStatus()
                        .withName("router")
                        .withRestartCount(1)
                        .withStarted(true)
                        .withNewState()
                        .withNewRunning("2026-01-01T00:00:00Z")
                        .endState()
                        .endContainerStatus()
                        .build());
    }

    @Test
    void aPodTemplateIsWrittenWhole() {
        PodTemplateSpec template = Serialization.unmarshal(METADATA + POD, PodTemplateSpec.class);

        assertThat(serialization.asJson(template)).contains("\"image\":\"router:1\"", "\"defaultMode\":420");
        assertThat(serialization
                        .unmarshal(serialization.asJson(template), PodTemplateSpec.class)
                        .getSpec()
                        .getContainers())
                .isEmpty();
    }

    /** The schema knows integers of 64 bits only, and a list in which one object cannot be read cannot be read at all. */
    @ParameterizedTest
    @ValueSource(strings = {"{inFlight: 99999999999}", "{pods: [{crashes: 99999999999}]}", "{draining: many}", "[]"})
    void aStatusThatCannotBeReadIsNone(String status) {
        RouterGatewayList all = serialization.unmarshal(
                "apiVersion: sluicegate.dev/v1alpha1\nkind: RouterGatewayList\nitems:\n- spec: {replicas: 3}\n  status: "
                        + status + "\n- status: {inFlight: 7, conditions: [{type: Ready}]}\n",
                RouterGatewayList.class);

        assertThat(all.getItems().getFirst().getStatus()).isNull();
        assertThat(all.getItems().getFirst().getSpec().path("replicas").asInt()).isEqualTo(3);
        assertThat(all.getItems().getLast().getStatus())
                .satisfies(it -> assertThat(it.inFlight()).isEqualTo(7))
                .satisfies(it -> assertThat(it.conditions()).hasSize(1));
    }

    private static final class RouterGatewayList extends DefaultKubernetesResourceList<RouterGateway> {
        private static final long serialVersionUID = 1;
    }

    @Test
    void aStatusOfARouterKeyThatCannotBeReadIsNone() {
        RouterKey key = serialization.unmarshal(
                METADATA + "spec: {team: a}\nstatus: {spend: {requests: 1.5e30}}", RouterKey.class);

        assertThat(key.getStatus()).isNull();
        assertThat(key.getSpec().path("team").asText()).isEqualTo("a");
    }

    /** The schema bounds no keys of maps, and each is one of managedFields too. */
    @Test
    void aKeyOfAnyLengthIsRead() {
        String key = "k".repeat(200_000);

        RouterGateway gateway = serialization.unmarshal(
                "{\"spec\": {\"pod\": {\"labels\": {\"" + key
                        + "\": \"x\"}}}, \"metadata\": {\"managedFields\": [{\"fieldsV1\": {\"f:" + key + "\": {}}}]}}",
                RouterGateway.class);

        assertThat(gateway.getSpec().at("/pod/labels").properties()).hasSize(1);
        assertThat(serialization.asJson(gateway)).contains(key);
    }

    @Test
    void gatewaysAreReadAsEver() {
        RouterGateway gateway = serialization.unmarshal(METADATA + "spec: {replicas: 3}", RouterGateway.class);

        assertThat(gateway.getMetadata().getManagedFields()).isEmpty();
        assertThat(gateway.getSpec().path("replicas").asInt()).isEqualTo(3);
        assertThat(serialization.asJson(gateway)).doesNotContain("managedFields");
    }
}
