package dev.sluicegate.operator;

import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterGatewaySpec;
import dev.sluicegate.operator.model.Gateway;
import dev.sluicegate.operator.model.GatewayReader;
import dev.sluicegate.operator.model.GatewayReading;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;

/** Gateways for tests, from YAML. */
public final class Gateways {
    public static final String SPEC = """
            replicas: 3
            providers:
              - name: openai
                api: OpenAI
                baseUrl: https://api.openai.com/v1
                credentials: {secretKeyRef: {name: openai, key: api-key}}
              - {name: local, api: OpenAI, baseUrl: "http://llama:8080/v1"}
            models:
              - name: fast
                targets: [{provider: openai, model: gpt-4o-mini, weight: 9}, {provider: local}]
            """;

    private Gateways() {}

    public static RouterGatewaySpec spec(String yaml) {
        return Serialization.unmarshal(yaml, RouterGatewaySpec.class);
    }

    /** {@link #SPEC} with one text replaced. */
    public static RouterGatewaySpec spec(String was, String becomes) {
        if (!SPEC.contains(was)) {
            throw new IllegalArgumentException("not in the spec: " + was);
        }
        return spec(SPEC.replace(was, becomes));
    }

    public static Gateway valid(RouterGatewaySpec spec) {
        return switch (GatewayReader.read(spec)) {
            case GatewayReading.Valid valid -> valid.gateway();
            case GatewayReading.Invalid invalid -> throw new AssertionError(invalid.refusal());
        };
    }

    public static RouterGateway named(String name) {
        RouterGateway gateway = new RouterGateway();
        gateway.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withNamespace("ai")
                .withUid("6f1cf0a4-0f2c-4a0e-9c2b-3a1d6e0b7c11")
                .withGeneration(7L)
                .build());
        return gateway;
    }
}
