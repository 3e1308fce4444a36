package dev.sluicegate.operator.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.operator.Gateways;
import dev.sluicegate.operator.Schema;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

/** What the API server fills in is what the operator and the router would fill in: a default has one meaning, written or not. */
class DefaultsTest {
    private static final String EVERY_BLOCK = """
            providers:
              - name: local
                api: OpenAI
                baseUrl: http://llama:8080/v1
                timeouts: {}
                queue: {}
                slots: {}
                loadMetrics: {}
                ejection: {}
            models:
              - name: fast
                targets: [{provider: local}]
                retry: {}
            streams: {}
            auth: {mode: Keys, keysSecretRef: {name: llm-keys}}
            limits: {store: {url: "redis://valkey:6379"}}
            accounting: {}
            cache: {}
            logging: {}
            tracing: {endpoint: "http://collector:4318/v1/traces"}
            listener: {}
            rollout: {}
            drain: {}
            pod: {}
            service: {}
            """;

    @Test
    void theSchemasDefaultsAreTheReaders() {
        ObjectNode spec = Serialization.unmarshal(EVERY_BLOCK, ObjectNode.class);
        JsonNode before = spec.deepCopy();

        fillIn(spec, Schema.of("spec"));

        assertThat(spec).isNotEqualTo(before);
        assertThat(Gateways.valid(Gateways.spec(spec.toString())))
                .isEqualTo(Gateways.valid(Gateways.spec(EVERY_BLOCK)));
    }

    /** As the API server does: only into objects that are there. */
    private static void fillIn(JsonNode value, JSONSchemaProps schema) {
        if (value instanceof ObjectNode object && schema.getProperties() != null) {
            schema.getProperties().forEach((name, property) -> {
                if (!object.has(name) && property.getDefault() != null) {
                    object.set(name, property.getDefault().deepCopy());
                }
                if (object.has(name)) {
                    fillIn(object.get(name), property);
                }
            });
        }
        if (value.isArray() && schema.getItems() != null) {
            value.forEach(element -> fillIn(element, schema.getItems().getSchema()));
        }
    }
}
