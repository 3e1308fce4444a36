package dev.sluicegate.e2e.promise;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.Installation;
import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.provider.Directive;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Row 29: keys of clients and of providers, good and bad ones, are used in every way; then everything that can be read without a
 * right to the Secrets is searched for them. What is no secret and stands in the same places has to be found there.
 */
@ExtendWith(OnStage.class)
class SecretLeakIT {
    /** Each of the keys has it. */
    private static final String CANARY = "sk-canary";

    private static final String CLIENT = CANARY + "-client-7c1";
    private static final String MASTER = CANARY + "-master-7c2";
    private static final String STRANGER = CANARY + "-stranger-7c3";
    private static final String REFUSED_BY_PROVIDER = CANARY + "-provider-7c4";
    private static final Map<String, String> OTHERS = Map.of(
            "proxy", CANARY + "-proxy-7c5",
            "store", CANARY + "-store-7c6",
            "sentinel", CANARY + "-sentinel-7c7",
            "headers", "authorization=" + CANARY + "-traces-7c8");
    private static final String KEYS = "keys: [{id: teller, key: " + CLIENT + ", labels: {team: sighting}}]";

    /** No secret: the name of a model, of a label's value, of a Secret. */
    private static final String MARKER = "sighting";

    private final Stage stage;

    SecretLeakIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void noKeyIsReadAnywhere() throws Exception {
        keys(KEYS);
        secret("refused", Map.of("api-key", REFUSED_BY_PROVIDER));
        secret("others", OTHERS);
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 1));
        String before = gateway.stableRevision();
        gateway.patch("""
                {"spec":{
                  "auth":{"mode":"Keys","keys":{"secretKeyRef":{"name":"llm-keys"}},
                    "masterKey":{"secretKeyRef":{"name":"llm-keys","key":"master"}}},
                  "logging":{"level":"DEBUG","accessLog":true},
                  "accounting":{"sink":"Stdout"},
                  "providers":[
                    {"name":"openai","api":"OpenAI","baseUrl":"http://simulated-provider:8080/v1",
                     "credentials":{"secretKeyRef":{"name":"simulated-provider","key":"api-key"}}},
                    {"name":"refusing","api":"Anthropic","baseUrl":"http://simulated-provider:8080",
                     "credentials":{"secretKeyRef":{"name":"refused","key":"api-key"}}},
                    {"name":"away","api":"OpenAI","baseUrl":"https://nobody.invalid/v1",
                     "proxy":{"url":"http://simulated-provider:8080","username":"gate",
                       "password":{"secretKeyRef":{"name":"others","key":"proxy"}}}}],
                  "limits":{"requestsPerMinute":1000,
                    "store":{"url":"redis://nobody.invalid:26379","mode":"Sentinel",
                      "password":{"secretKeyRef":{"name":"others","key":"store"}},
                      "sentinel":{"password":{"secretKeyRef":{"name":"others","key":"sentinel"}}}}},
                  "tracing":{"endpoint":"http://nobody.invalid:4318/v1/traces",
                    "headers":{"secretKeyRef":{"name":"others","key":"headers"}}},
                  "models":[
                    {"name":"fast","aliases":["%s"],"targets":[{"provider":"openai","model":"sim"}]},
                    {"name":"away","targets":[{"provider":"away","model":"sim"}]},
                    {"name":"refused","targets":[{"provider":"refusing","model":"sim"}]}]}}""".formatted(MARKER));
        gateway.awaitProvenAfter(before, Stage.PATIENCE);
        gateway.awaitReady(Stage.PATIENCE);
        URI router = stage.targets(gateway).getFirst();
        await("the key to be known").atMost(Stage.PATIENCE).until(() -> models(router, CLIENT) == 200);

        stage.provider().forget();
        String answers = useEveryKey(router);
        assertThat(answers).contains("canary-1:0").doesNotContain(CANARY, "no-secret-at-all");
        assertThat(stage.provider().credentials())
                .as("a provider sees its own key, and none of the clients'")
                .containsExactlyInAnyOrder("Bearer no-secret-at-all", REFUSED_BY_PROVIDER);

        Pod pod = gateway.pods().getFirst();
        String token = adminToken(gateway);
        Map<String, String> used = everything().admin(pod, token).texts();
        String log = "log of " + pod.getMetadata().getName();
        assertFound(used, log, "configmaps", "routergateways", "/diagnostics 200");
        assertThat(used.get("/log/level 200")).contains("DEBUG");
        assertNoKey(used, token);

        badSecrets(gateway);
        assertThat(models(router, CLIENT)).isEqualTo(200);
        Map<String, String> refused = everything().texts();
        assertFound(refused, "routergateways", "events", "configmaps");
        assertThat(refused.get(stage.namespace() + "/configmaps")).contains("evidence.yaml");
        assertNoKey(refused, token);
    }

    private Footprints everything() {
        return new Footprints(stage.client()).namespace(stage.namespace()).namespace(Installation.NAMESPACE);
    }

    private void assertFound(Map<String, String> texts, String... places) {
        for (String place : places) {
            String whole = texts.containsKey(place) ? place : stage.namespace() + "/" + place;
            assertThat(texts).containsKey(whole);
            assertThat(texts.get(whole)).as(place).contains(MARKER);
        }
    }

    private static void assertNoKey(Map<String, String> texts, String adminToken) {
        String encoded = Base64.getEncoder().encodeToString(CANARY.getBytes(UTF_8));
        assertThat(texts)
                .allSatisfy((place, text) -> assertThat(text)
                        .as(place)
                        .doesNotContain(CANARY, encoded.substring(0, 12), "no-secret-at-all", adminToken));
    }

    /** Everything that was answered, heads and bodies. */
    private static String useEveryKey(URI router) throws IOException, InterruptedException {
        String good = chat(MARKER, true, Directive.of("canary-1", 5, 0).text());
        StringBuilder answers = new StringBuilder();
        for (String key : List.of(CLIENT, MASTER, STRANGER)) {
            answers.append(post(router, good, "Authorization", "Bearer " + key));
            answers.append(post(router, good, "x-api-key", key));
            answers.append(post(router, good, "api-key", key));
        }
        answers.append(post(router, chat("refused", true, "hello"), "x-api-key", CLIENT));
        answers.append(post(router, chat("refused", false, "hello"), "x-api-key", CLIENT));
        answers.append(post(router, chat("away", false, "hello"), "x-api-key", CLIENT));
        answers.append(post(router, "{\"model\": \"" + MARKER + "\", nonsense", "x-api-key", CLIENT));
        answers.append(post(router, chat(MARKER, false, "sim tokens=many"), "x-api-key", CLIENT));
        return answers.toString();
    }

    /** What is wrong with them is said in conditions and events, and no word more. */
    private void badSecrets(LiveGateway gateway) {
        keys("keys: [{id: teller, key: " + CLIENT);
        gateway.awaitCondition("Accepted", "False", "keys.yaml", Stage.PATIENCE);
        keys("keys: [{id: teller, key: [" + CLIENT + "]}]");
        gateway.awaitCondition("Accepted", "False", "keys[teller].key: has the wrong shape here", Stage.PATIENCE);
        keys(KEYS);
        gateway.awaitCondition("Accepted", "True", "", Stage.PATIENCE);
        secret("refused", Map.of("api-key", REFUSED_BY_PROVIDER + "\nsecond line"));
        // no router can start with it: the revision is given up, and what its pod ended with is kept
        gateway.awaitCondition("Stalled", "True", "evidence: kubectl describe configmap", Stage.PATIENCE);
        gateway.patch("{\"spec\":{\"auth\":{\"masterKey\":{\"secretKeyRef\":{\"name\":\"" + MARKER + "\"}}}}}");
        gateway.awaitCondition("Accepted", "False", MARKER, Stage.PATIENCE);
    }

    private void keys(String file) {
        secret("llm-keys", Map.of("keys.yaml", file, "master", MASTER));
    }

    private void secret(String name, Map<String, String> content) {
        stage.client()
                .secrets()
                .inNamespace(stage.namespace())
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withStringData(content)
                        .build())
                .createOr(existing -> existing.update());
    }

    private String adminToken(LiveGateway gateway) {
        var secret = stage.client()
                .secrets()
                .inNamespace(stage.namespace())
                .withName(gateway.name() + "-admin")
                .get();
        String encoded =
                Objects.requireNonNull(secret).getData().values().iterator().next();
        return new String(Base64.getDecoder().decode(encoded), UTF_8);
    }

    private static String chat(String model, boolean stream, String text) {
        return "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                .formatted(model, stream, text);
    }

    private static int models(URI router, String key) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(router.resolve("/v1/models"));
        return send(request.header("Authorization", "Bearer " + key)).statusCode();
    }

    private static String post(URI router, String body, String header, String value)
            throws IOException, InterruptedException {
        HttpResponse<String> response = send(HttpRequest.newBuilder(router.resolve("/v1/chat/completions"))
                .header(header, value)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        return response.statusCode() + " " + response.headers().map() + "\n" + response.body() + "\n";
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
