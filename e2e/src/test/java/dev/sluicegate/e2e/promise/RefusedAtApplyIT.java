package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluicegate.e2e.install.ProjectFolder;
import dev.sluicegate.operator.api.RouterGateway;
import dev.sluicegate.operator.api.RouterGatewayStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API server itself refuses what the CRD can see, with a sentence that says what to write; and it marks a gateway as new. */
@ExtendWith(OnStage.class)
class RefusedAtApplyIT {
    private static final String GATEWAY = """
            apiVersion: sluicegate.dev/v1alpha1
            kind: RouterGateway
            metadata: {name: good}
            spec:
              replicas: 1
              providers:
                - name: openai
                  api: OpenAI
                  baseUrl: https://api.openai.com/v1
                  credentials: {secretKeyRef: {name: openai, key: api-key}}
              models:
                - name: fast
                  targets: [{provider: openai}]
            """;

    private final KubernetesClient client;
    private final String namespace;

    RefusedAtApplyIT(Stage stage) {
        this.client = stage.client();
        this.namespace = stage.namespace();
    }

    @Test
    void whatTheRowsChangeIsGood() {
        assertThat(apply(GATEWAY).getMetadata().getName()).isEqualTo("good");
    }

    @ParameterizedTest
    @ValueSource(strings = {"quickstart", "keys-and-limits", "own-models"})
    void examplesAreGood(String name) throws IOException {
        String gateway = Files.readString(ProjectFolder.resolve("examples/" + name + ".yaml"))
                .transform(text -> text.substring(text.indexOf("apiVersion: sluicegate.dev")));
        assertThat(apply(gateway).getKind()).isEqualTo("RouterGateway");
    }

    /** The first column's text is replaced by the second's, in which ~ is the beginning of another field of the spec. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            replicas: 1   | replicas: -1                                  | spec.replicas
            replicas: 1   | replicas: 99999999999999999999                | spec.replicas
            replicas: 1   | replicas: 1~revisionHistoryLimit: 4000        | should be less than or equal to 50
            name: good    | name: größe                                   | write at most 40 lower case letters
            name: openai, | name: "öpenai",                               | is not the name of a Secret; write the name alone
            name: openai, | name: other-namespace/openai,                 | is not the name of a Secret; write the name alone of one in the gateway's own namespace
            key: api-key  | key: sk-proj-abcdef0123456789                 | write under which key the value stands
            name: fast    | name: schnell-wie-möglich                     | is not a model name
            name: fast    | name: "fast\\u0000"                           | is not a model name
            models:       | models:~  - {name: fast, targets: [{provider: openai}]} | two models have the same name
            providers:    | providers:~  - {name: openai, api: OpenAI, baseUrl: "http://a"} | two providers have the same name
            provider: openai | provider: opnai                            | a model's target names a provider that is not there
            provider: openai | provider: openai, weight: 0                | all weights are 0
            provider: openai | provider: openai, weight: -1               | greater than or equal to 0
            targets: [{provider: openai}] | targets: []                   | no targets; write at least one
            targets:      | fallbacks: [fast]^targets:                    | a model cannot fall back to itself; name another
            targets:      | fallbacks: [a, b, a]^targets:                 | a fallback stands here twice; name it once
            targets:      | balance: Fair^targets:                        | Unsupported value: "Fair"
            targets:      | retry: {attempts: 99}^targets:                | less than or equal to 20
            targets:      | retry: {backoff: 5s}^targets:                 | must not be longer than maxBackoff; shorten backoff
            targets:      | affinity: {by: Header}^targets:               | by: Header needs the header's name
            targets:      | affinity: {by: Key, header: x}^targets:       | has no meaning with by: Key
            targets:      | hedge: {after: soon}^targets:                 | is not a duration; write one such as 500ms
            api: OpenAI   | api: Gemini                                   | Unsupported value: "Gemini"
            api: OpenAI   | api: Anthropic^flavor: Azure                  | is for a provider that speaks OpenAI; write api: OpenAI
            api: OpenAI   | api: Anthropic^responses: Chat                | responses: Chat is for providers that speak OpenAI
            https://api.openai.com | file:///etc/passwd                   | must start with http:// or https://
            https://api.openai.com | https://me:pw@api.openai.com         | must not carry a user or password; put the secret into a Secret
            api.openai.com | 169.254.169.254                              | is the address of a cloud's metadata service
            api.openai.com | 169.254.170.2:80                             | is the address of a cloud's metadata service
            api.openai.com | [fd00:ec2::254]                              | is the address of a cloud's metadata service
            api.openai.com | [::ffff:a9fe:a9fe]                           | is the address of a cloud's metadata service
            api.openai.com | Metadata.Google.Internal.                    | is the address of a cloud's metadata service
            api: OpenAI   | api: OpenAI^headers: {Authorization: x}       | a header would carry a key in plain sight; put the key into a Secret
            api: OpenAI   | api: OpenAI^headers: {x-custom: sk-proj-1}    | a header's value looks like a key; put the key into a Secret
            api: OpenAI   | api: OpenAI^headers: {"x: y": z}              | a header's name has letters, digits and any of - _ . only
            api: OpenAI   | api: OpenAI^query: {api_key: AIzaSy}          | a query parameter looks like a key; put the key into a Secret
            api: OpenAI   | api: OpenAI^tls: {ca: {}}                     | write either secretKeyRef or configMapKeyRef
            api: OpenAI   | api: OpenAI^tls: {ca: {secretKeyRef: {name: a, key: b}, configMapKeyRef: {name: a, key: b}}} | write either secretKeyRef or configMapKeyRef
            api: OpenAI   | api: OpenAI^queue: {size: -1}                 | greater than or equal to 0
            api: OpenAI   | api: OpenAI^slots: {path: slots}              | must begin with / and hold no space
            api: OpenAI   | api: OpenAI^ejection: {baseTime: 1h}              | must not be longer than maxTime; shorten baseTime
            replicas: 1   | replicas: 1~auth: {keys: {secretKeyRef: {name: a}}}  | with mode: None everybody may ask
            replicas: 1   | replicas: 1~auth: {mode: Keys}                | mode: Keys needs keys, with secretKeyRef
            replicas: 1   | replicas: 1~auth: {mode: MasterKey}           | mode: MasterKey needs masterKey, with secretKeyRef
            replicas: 1   | replicas: 1~auth: {mode: None, keys: {secretKeyRef: {name: a}}} | with mode: None everybody may ask
            replicas: 1   | replicas: 1~limits: {requestsPerMinute: 0}    | greater than or equal to 1
            replicas: 1   | replicas: 1~limits: {share: 0}                | greater than 0
            replicas: 1   | replicas: 1~limits: {maxRequestBodySize: 32MB}       | is not a size; write one such as 512Ki
            replicas: 1   | replicas: 1~limits: {share: 0.5, store: {url: "redis://a"}} | has no meaning with a store
            replicas: 1   | replicas: 1~limits: {store: {url: "http://a"}} | must start with redis:// or rediss://
            replicas: 1   | replicas: 1~limits: {store: {url: "redis://:pw@a"}} | must not carry a user or password; put the secret into a Secret
            replicas: 1   | replicas: 1~prices: [{model: a, input: -1, output: 1}] | greater than or equal to 0
            replicas: 1   | replicas: 1~prices: [{model: a, provider: b, input: 1, output: 1}] | a price names a provider that is not there
            replicas: 1   | replicas: 1~accounting: {sink: File}       | Unsupported value: "File"
            replicas: 1   | replicas: 1~cache: {size: "0"}                | is not a size; write one such as 512Ki
            replicas: 1   | replicas: 1~tracing: {endpoint: "http://169.254.169.254/v1/traces"} | is the address of a cloud's metadata service
            replicas: 1   | replicas: 1~tracing: {endpoint: "http://a", sampleRatio: 2} | less than or equal to 1
            replicas: 1   | replicas: 1~listener: {maxConnections: 0}     | greater than or equal to 1
            replicas: 1   | replicas: 1~logging: {level: LOUD}            | Unsupported value: "LOUD"
            replicas: 1   | replicas: 1~streams: {heartbeat: -1s}         | is not a duration; write one such as 500ms
            replicas: 1   | replicas: 1~drain: {settle: 5m, terminationBudget: 4m} | must be shorter than terminationBudget
            replicas: 1   | replicas: 1~pod: {env: [{name: PORT, value: "1"}]} | leave out PORT, SLUICEGATE_REVISION and SLUICEGATE_POD_UID
            replicas: 1   | replicas: 1~pod: {labels: {sluicegate.dev/traffic: "on"}} | a label of the operator's own cannot be replaced
            replicas: 1   | replicas: 1~pod: {annotations: {controller.kubernetes.io/pod-deletion-cost: "1"}} | an annotation of the operator's own cannot be replaced
            replicas: 1   | replicas: 1~pod: {volumes: [{name: tmp, emptyDir: {}}]} | a volume of the operator's own cannot be replaced
            replicas: 1   | replicas: 1~pod: {initContainers: [{name: router, image: a}]} | give the other one another name
            replicas: 1   | replicas: 1~service: {ipFamilyPolicy: Both}   | Unsupported value: "Both"
            replicas: 1   | replicas: 1~service: {nodePort: 30000}        | a nodePort needs type NodePort or LoadBalancer
            """)
    void refusesWithASentence(String was, String becomes, String sentence) {
        String changed = GATEWAY.replaceFirst(
                Pattern.quote(was),
                Matcher.quoteReplacement(becomes.replace("~", "\n  ").replace("^", "\n      ")));
        assertThat(changed).isNotEqualTo(GATEWAY);
        assertThatThrownBy(() -> apply(changed))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(sentence);
    }

    /** In a namespace that no operator looks after. By this kstatus, and so Flux, tells it from a gateway that is ready. */
    @Test
    void aGatewayThatNoOperatorHasLookedAtSaysSo() {
        RouterGateway gateway = client.getKubernetesSerialization().unmarshal(GATEWAY, RouterGateway.class);
        Resource<RouterGateway> unseen = client.resource(gateway).inNamespace("default");
        try {
            unseen.create();

            assertThat(unseen.get().getStatus().observedGeneration()).isEqualTo(RouterGatewayStatus.UNSEEN);
        } finally {
            unseen.delete();
        }
    }

    private GenericKubernetesResource apply(String yaml) {
        return client.resource(client.getKubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class))
                .inNamespace(namespace)
                .dryRun()
                .create();
    }
}
