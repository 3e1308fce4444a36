package dev.sluicegate.operator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.model.Gateway;
import dev.sluicegate.operator.model.GatewayReader;
import dev.sluicegate.operator.model.GatewayReader.GatewayReading;
import dev.sluicegate.operator.render.GatewayObjects;
import dev.sluicegate.router.config.DrainSettings.Eviction;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;

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

    /** Every field, with another value than its default. */
    public static final String EVERYTHING = """
            replicas: 3
            image: registry.example/router:7
            imagePullPolicy: Always
            providers:
              - name: openai
                api: OpenAI
                baseUrl: https://api.openai.com/v1
                credentials: {secretKeyRef: {name: openai, key: api-key}}
                timeouts: {connect: 1s, firstByte: 2m, idle: 30s, request: 20m}
                maxInFlight: 500
                headers: {x-team: platform}
                queue: {size: 100, timeout: 20s}
                ejection: {failures: 3, window: 10s, baseTime: 1s, maxTime: 1m}
              - name: anthropic
                api: Anthropic
                baseUrl: https://api.anthropic.com
              - name: azure
                api: OpenAI
                flavor: Azure
                baseUrl: https://acme.openai.azure.com
                credentials: {secretKeyRef: {name: azure, key: api-key}}
                query: {api-version: "2024-10-21"}
              - name: vllm
                api: OpenAI
                baseUrl: https://vllm.models:8443/v1
                flavor: VLLM
                capabilities:
                  tokenLimit: MaxTokens
                  refusedFields: [user]
                  efforts: [low, high]
                  systemMessages: First
                  reasoningHistory: None
                  toolNameLength: 48
                  toolCallIdLength: 9
                  toolSchemas: Basic
                  responseFormats: JsonObject
                  topPWithTemperature: false
                responses: Chat
                streamUsage: AsSent
                credentials: {secretKeyRef: {name: vllm, key: token}}
                credentialsHeader: x-token
                tls: {ca: {configMapKeyRef: {name: authority, key: ca.crt}}}
                loadMetrics: {path: /stats, pollInterval: 10s}
              - name: llama
                api: OpenAI
                baseUrl: https://llama:8080/v1
                tls: {ca: {secretKeyRef: {name: authority, key: tls.crt}}, client: {secretRef: {name: our-certificate}}}
                serviceRef: {name: llama, port: http}
                slots: {path: /slots, pollInterval: 1s, idlePollInterval: 1m}
              - {name: pooled, api: OpenAI, baseUrl: "http://pooled/v1", inferencePoolRef: {name: qwen}}
            models:
              - name: fast
                aliases: [gpt-4o-mini]
                targets: [{provider: openai, model: gpt-4o-mini, weight: 3}, {provider: azure}]
                balance: LeastInFlight
                fallbacks: [local]
                contextFallbacks: [claude]
                policyFallbacks: [claude, local]
                retry: {attempts: 4, backoff: 50ms, maxBackoff: 1s, maxRetryAfter: 5s, statuses: [404]}
                affinity: {by: Header, header: x-session-id}
                hedge: {after: 2s}
              - {name: claude, targets: [{provider: anthropic}], affinity: {by: Key}}
              - {name: local, targets: [{provider: vllm}, {provider: llama}, {provider: pooled}], balance: FreeSlots}
            streams: {heartbeat: 5s}
            auth:
              mode: Keys
              masterKey: {secretKeyRef: {name: llm-master, key: key}}
              keys: {secretKeyRef: {name: llm-keys}}
              routerKeys: {}
            limits:
              maxRequestBodySize: 8Mi
              requestsPerMinute: 600
              tokensPerMinute: 100000
              maxConcurrent: 50
              store:
                url: rediss://valkey:6379/2
                password: {secretKeyRef: {name: valkey, key: password}}
                onFailure: Closed
                timeout: 100ms
            prices:
              - {model: gpt-4o-mini, provider: openai, input: 0.15, output: 0.60, cachedInput: 0.075}
              - {model: claude, input: 3, output: 10, cacheWrite: 3.75}
            accounting: {sink: Stdout}
            cache: {size: 16Mi, ttl: 1m}
            logging: {level: DEBUG, accessLog: false, prompts: true}
            tracing: {endpoint: "http://collector:4318/v1/traces", sampleRatio: 0.1}
            listener: {headerTimeout: 10s, idleTimeout: 5m, maxHeaderSize: 32Ki, maxConnections: 5000, maxStreamsPerConnection: 100, tls: {certificate: {secretRef: {name: llm-tls}}, clientCa: {configMapKeyRef: {name: authority, key: ca.crt}}}}
            drain: {settle: 3s, timeout: 1h, terminationBudget: 90s, eviction: Budget}
            pod:
              resources: {requests: {cpu: 100m}, limits: {memory: 512Mi}}
              nodeSelector: {pool: routers}
              tolerations: [{key: dedicated, operator: Exists}]
              labels: {team: a}
              annotations: {note: b}
              env: [{name: HTTPS_PROXY, value: "http://proxy:3128"}]
              imagePullSecrets: [{name: pull}]
              priorityClassName: important
              securityContext: {fsGroup: 7}
              volumes: [{name: scratch, emptyDir: {}}]
              volumeMounts: [{name: scratch, mountPath: /scratch}]
              initContainers: [{name: mesh, image: "mesh:1", restartPolicy: Always}]
            service: {type: NodePort, port: 8080, nodePort: 30080, ipFamilyPolicy: PreferDualStack, annotations: {note: c}}
            """;

    private Gateways() {}

    public static JsonNode spec(String yaml) {
        return Serialization.unmarshal(yaml, JsonNode.class);
    }

    /** {@link #SPEC} with one text replaced. */
    public static JsonNode spec(String was, String becomes) {
        if (!SPEC.contains(was)) {
            throw new IllegalArgumentException("not in the spec: " + was);
        }
        return spec(SPEC.replace(was, becomes));
    }

    public static Gateway valid(JsonNode spec) {
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

    /** The disruption budgets of a gateway, as they are rendered by default. */
    public static List<PodDisruptionBudget> budgets() {
        RouterGateway owner = named("llm");
        return List.of(
                GatewayObjects.openBudget(owner, 1, Eviction.WAIT),
                GatewayObjects.drainingBudget(owner, Eviction.WAIT));
    }
}
