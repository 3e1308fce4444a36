package dev.sluicegate.operator.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluicegate.operator.Schema;
import dev.sluicegate.router.config.ByteSize;
import dev.sluicegate.router.config.RouterConfig;
import dev.sluicegate.router.config.gateway.GatewaySpec;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever a router's config can say, a gateway can say too. */
class EveryFieldTest {
    /** What the operator decides, or what makes no sense in a pod. */
    private static final Set<String> NOT_FOR_GATEWAYS =
            Set.of("version", "admin.port", "admin.tokenFile", "listener.port", "accounting.file");

    /** The config names files where the spec names what they come from. */
    private static final Map<String, String> OTHER_NAMES = Map.of(
            "providers[].credentialsFile", "providers[].credentials",
            "providers[].tls.caFile", "providers[].tls.caSecretRef",
            "auth.masterKeyFile", "auth.masterKeySecretRef",
            "auth.keysFile", "auth.keysSecretRef",
            "limits.store.passwordFile", "limits.store.passwordSecretRef");

    @Test
    void aGatewayCanSayWhatARouterReads() {
        List<String> inConfig = new ArrayList<>();
        fields("", RouterConfig.class, inConfig);
        List<String> inSpec = new ArrayList<>();
        fields("", Schema.of("spec"), inSpec);

        assertThat(inConfig).contains("providers[].timeouts.firstByte", "models[].targets[].weight");
        assertThat(inSpec)
                .as("a new field of RouterConfig wants a field of the CRD, in operator/api")
                .containsAll(inConfig.stream()
                        .filter(field -> !NOT_FOR_GATEWAYS.contains(field))
                        .map(field -> OTHER_NAMES.getOrDefault(field, field))
                        .toList());
    }

    @Test
    void aRouterWithoutAnOperatorKnowsEveryFieldOfAGateway() {
        ObjectNode spec = JsonNodeFactory.instance.objectNode();
        Schema.of("spec").getProperties().keySet().forEach(spec::putObject);

        assertThat(GatewaySpec.unknown(spec))
                .as("a new field of the CRD wants a place in GatewaySpec")
                .isEmpty();
    }

    private static void fields(String path, Class<?> type, List<String> found) {
        for (RecordComponent component : type.getRecordComponents()) {
            Class<?> content = content(component.getGenericType());
            String at = path + component.getName() + (component.getType() == List.class ? "[]" : "");
            if (content.isRecord() && content != ByteSize.class) {
                fields(at + ".", content, found);
            } else {
                found.add(at);
            }
        }
    }

    private static Class<?> content(Type type) {
        return switch (type) {
            case ParameterizedType list
            when list.getRawType() == List.class -> (Class<?>) list.getActualTypeArguments()[0];
            case ParameterizedType other -> (Class<?>) other.getRawType();
            default -> (Class<?>) type;
        };
    }

    private static void fields(String path, JSONSchemaProps schema, List<String> found) {
        schema.getProperties().forEach((name, property) -> {
            boolean isList = property.getItems() != null;
            String at = path + name + (isList ? "[]" : "");
            JSONSchemaProps content = isList ? property.getItems().getSchema() : property;
            found.add(at);
            if (content.getProperties() != null) {
                fields(at + ".", content, found);
            }
        });
    }
}
