package dev.sluicegate.operator.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.operator.api.RouterGateway;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

class LeanObjectsTest {
    private static final String METADATA = """
            metadata:
              name: llm
              resourceVersion: "7"
              annotations: {note: a}
              managedFields: [{manager: kubectl, operation: Apply, fieldsV1: {"f:data": {}}}]
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
    void gatewaysAreReadAsEver() {
        RouterGateway gateway = serialization.unmarshal(METADATA + "spec: {replicas: 3}", RouterGateway.class);

        assertThat(gateway.getMetadata().getManagedFields()).isEmpty();
        assertThat(gateway.getSpec().path("replicas").asInt()).isEqualTo(3);
        assertThat(serialization.asJson(gateway)).doesNotContain("managedFields");
    }
}
