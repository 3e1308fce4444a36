package dev.sluicegate.operator.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.operator.Gateways;
import dev.sluicegate.operator.Golden;
import dev.sluicegate.operator.Schema;
import dev.sluicegate.operator.api.RouterKey;
import dev.sluicegate.operator.model.GatewayReader.GatewayReading;
import dev.sluicegate.router.config.gateway.SecretReference;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each example has everything that its gateway refers to, and no field that would be ignored. */
class ExamplesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "quickstart",
                "openai-and-anthropic",
                "keys-and-limits",
                "shared-limits",
                "own-models",
                "tls",
                "vllm-service",
                "vllm-inference-pool",
                "canary",
                "routerkey"
            })
    void isAccepted(String name) {
        List<ObjectNode> documents = documents("examples/" + name + ".yaml");
        JsonNode spec = documents.stream()
                .filter(document -> document.path("kind").asText().equals("RouterGateway"))
                .map(document -> document.path("spec"))
                .findFirst()
                .orElseThrow();

        assertThat(unknown("spec", spec, Schema.of("spec"))).isEmpty();
        GatewayReading reading = GatewayReader.read(Gateways.spec(spec.toString()));
        assertThat(reading).isInstanceOf(GatewayReading.Valid.class);
        assertThat(ReferencedSecrets.read(
                        ((GatewayReading.Valid) reading).gateway().rolling().files(),
                        source -> data(documents, source)))
                .isInstanceOf(ReferencedSecrets.Complete.class);
    }

    @Test
    void theKeyIsAccepted() {
        ObjectNode key = documents("examples/routerkey.yaml").stream()
                .filter(document -> document.path("kind").asText().equals("RouterKey"))
                .findFirst()
                .orElseThrow();

        assertThat(unknown("spec", key.path("spec"), Schema.ofKey("spec"))).isEmpty();
        assertThat(RouterKeyReader.read(Serialization.unmarshal(key.toString(), RouterKey.class)))
                .isInstanceOf(RouterKeyReader.KeyReading.Valid.class);
    }

    /** Whole gateways that stand on a page: no field that would be ignored, and a spec that is accepted. */
    @ParameterizedTest
    @ValueSource(strings = {"README", "docs/migrating-from-litellm"})
    void isAcceptedAsThePageHasIt(String page) {
        List<String> gateways = Arrays.stream(Golden.file(page + ".md").read().split("(?m)^```"))
                .filter(block -> block.startsWith("yaml\n") && block.contains("kind: RouterGateway"))
                .flatMap(block ->
                        Arrays.stream(block.substring("yaml\n".length()).split("(?m)^---$")))
                .filter(document -> document.contains("kind: RouterGateway"))
                .toList();
        assertThat(gateways).as("gateways on the page").isNotEmpty();
        for (String gateway : gateways) {
            JsonNode spec = Serialization.unmarshal(gateway, ObjectNode.class).path("spec");
            assertThat(unknown("spec", spec, Schema.of("spec"))).as(gateway).isEmpty();
            assertThat(GatewayReader.read(Gateways.spec(spec.toString())))
                    .as(gateway)
                    .isInstanceOf(GatewayReading.Valid.class);
        }
    }

    private static List<ObjectNode> documents(String file) {
        return Arrays.stream(Golden.file(file).read().split("(?m)^---$"))
                .map(document -> Serialization.unmarshal(document, ObjectNode.class))
                .toList();
    }

    private static Optional<Map<String, String>> data(List<ObjectNode> documents, Source source) {
        return documents.stream()
                .filter(document -> document.path("kind")
                                .asText()
                                .equals(source.kind().name())
                        && document.path("metadata").path("name").asText().equals(source.name()))
                .findFirst()
                .map(document -> {
                    Map<String, String> data = new HashMap<>();
                    JsonNode texts =
                            document.path(source.kind() == SecretReference.Kind.Secret ? "stringData" : "data");
                    texts.properties()
                            .forEach(text -> data.put(
                                    text.getKey(),
                                    Base64.getEncoder()
                                            .encodeToString(
                                                    text.getValue().asText().getBytes(UTF_8))));
                    return data;
                });
    }

    private static List<String> unknown(String path, JsonNode value, JSONSchemaProps schema) {
        List<String> found = new ArrayList<>();
        if (schema.getItems() != null) {
            value.forEach(element ->
                    found.addAll(unknown(path + "[]", element, schema.getItems().getSchema())));
        } else if (schema.getAdditionalProperties() == null) {
            value.properties().forEach(field -> {
                JSONSchemaProps known = schema.getProperties().get(field.getKey());
                String at = path + "." + field.getKey();
                found.addAll(known == null ? List.of(at) : unknown(at, field.getValue(), known));
            });
        }
        return found;
    }
}
