package dev.sluicegate.operator;

import dev.sluicegate.operator.api.RouterGateway;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Objects;

/** The schema of gateways, from the CRD that is checked in. */
public final class Schema {
    private Schema() {}

    /** @param part spec or status */
    public static JSONSchemaProps of(String part) {
        return of("routergateways", part);
    }

    /** The same of RouterKeys. */
    public static JSONSchemaProps ofKey(String part) {
        return of("routerkeys", part);
    }

    private static JSONSchemaProps of(String plural, String part) {
        String text = Golden.file("crds/" + plural + ".sluicegate.dev-v1.yaml").read();
        JSONSchemaProps schema =
                Serialization.unmarshal(text, CustomResourceDefinition.class).getSpec().getVersions().stream()
                        .filter(version -> version.getName().equals(RouterGateway.VERSION))
                        .findFirst()
                        .orElseThrow()
                        .getSchema()
                        .getOpenAPIV3Schema();
        return Objects.requireNonNull(schema.getProperties().get(part));
    }
}
