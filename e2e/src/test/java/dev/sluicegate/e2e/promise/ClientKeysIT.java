package dev.sluicegate.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluicegate.e2e.install.LiveGateway;
import dev.sluicegate.e2e.provider.Directive;
import dev.sluicegate.operator.api.RouterKeyStatus.Spend;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients' keys come from a Secret and change with it, while no pod is replaced. */
@ExtendWith(OnStage.class)
class ClientKeysIT {
    private static final String SECRET = "llm-keys";

    private final Stage stage;

    ClientKeysIT(Stage stage) {
        this.stage = stage;
    }

    @Test
    void keysAreExchangedWithoutReplacingAPod() throws Exception {
        keys(Map.of("keys.yaml", "keys: [{id: a, key: the-first-key}]"));
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 1));
        String open = gateway.stableRevision();
        gateway.patch(
                "{\"spec\":{\"auth\":{\"mode\":\"Keys\",\"keys\":{\"secretKeyRef\":{\"name\":\"" + SECRET + "\"}}}}}");
        gateway.awaitProvenAfter(open, Stage.PATIENCE);
        gateway.awaitReady(Stage.PATIENCE);
        URI models = stage.targets(gateway).getFirst().resolve("/v1/models");
        List<String> pods = uids(gateway);
        assertThat(answer(models, "the-first-key")).isEqualTo(200);
        assertThat(answer(models, "no-key-of-anybody")).isEqualTo(401);

        keys(Map.of("keys.yaml", "keys: [{id: b, key: the-second-key}]"));
        await("the second key to be known").atMost(Stage.PATIENCE).until(() -> answer(models, "the-second-key") == 200);
        assertThat(answer(models, "the-first-key")).isEqualTo(401);

        keys(Map.of("keys.yaml", "keys: [{key: nobody-s}]"));
        gateway.awaitCondition("Accepted", "False", "keys[0].id", Stage.PATIENCE);
        keys(Map.of("other.yaml", "keys: []"));
        gateway.awaitCondition("Accepted", "False", "the key keys.yaml of Secret " + SECRET, Stage.PATIENCE);
        assertThat(answer(models, "the-second-key")).isEqualTo(200);
        assertThat(uids(gateway)).isEqualTo(pods);
    }

    /** The key is read from the Secret that the operator has made, as a client's pod would. */
    @Test
    void aRouterKeyOpensAllPodsAndReplacesNone() throws Exception {
        GatewayManifest manifest = GatewayManifest.of(stage.images(), 2);
        LiveGateway gateway = stage.serving(manifest);
        String open = gateway.stableRevision();
        gateway.patch("{\"spec\":{\"auth\":{\"mode\":\"Keys\",\"routerKeys\":{}}}}");
        gateway.awaitProvenAfter(open, Stage.PATIENCE);
        gateway.awaitReady(Stage.PATIENCE);
        List<String> pods = uids(gateway);
        RouterKeys keys = new RouterKeys(stage);

        keys.create("ci", gateway);
        String value = keys.awaitValue("ci");
        await("the key to be known to all pods")
                .atMost(Stage.PATIENCE)
                .until(() -> answers(gateway, value), Set.of(200)::equals);
        keys.awaitPublished("ci");
        assertThat(uids(gateway)).isEqualTo(pods);

        keys.delete("ci");
        await("the key to be refused by all pods")
                .atMost(Stage.PATIENCE)
                .until(() -> answers(gateway, value), Set.of(401)::equals);
        await("the Secret to go with its key").atMost(Stage.PATIENCE).until(() -> !keys.hasSecret("ci"));
        assertThat(uids(gateway)).isEqualTo(pods);
    }

    /** The last requests are younger than what the operator has asked for: only pods that leave tell of them. */
    @Test
    void aRouterKeySaysWhatWasSpentWithItThroughARollout() throws Exception {
        LiveGateway gateway = stage.serving(GatewayManifest.of(stage.images(), 2));
        String open = gateway.stableRevision();
        gateway.patch("""
                {"spec":{"auth":{"mode":"Keys","routerKeys":{}},
                  "prices":[{"model":"sim","input":1,"output":10}]}}""");
        gateway.awaitProvenAfter(open, Stage.PATIENCE);
        gateway.awaitReady(Stage.PATIENCE);
        RouterKeys keys = new RouterKeys(stage);
        keys.create("spender", gateway);
        keys.awaitPublished("spender");
        String value = keys.awaitValue("spender");

        askAll(gateway, value);
        await("what two pods have counted").atMost(Stage.PATIENCE).until(() -> "0.000102".equals(cost(keys)));
        askAll(gateway, value);
        String before = gateway.stableRevision();
        gateway.patch("{\"spec\":{\"pod\":{\"labels\":{\"again\":\"yes\"}}}}");
        gateway.awaitProvenAfter(before, Stage.PATIENCE);
        await("the pods to have gone")
                .atMost(Stage.PATIENCE)
                .until(() -> gateway.pods().size() == 2);

        await("what all pods have counted, those that are gone too")
                .atMost(Stage.PATIENCE)
                .until(() -> "0.000204".equals(cost(keys)));
        assertThat(keys.spend("spender").orElseThrow().outputTokens()).isEqualTo(20);
        keys.delete("spender");
    }

    private static String cost(RouterKeys keys) {
        return keys.spend("spender").map(Spend::cost).orElse("");
    }

    /** One request of one token, and five that answer it, to each pod. */
    private static void askAll(LiveGateway gateway, String key) throws Exception {
        String body = "{\"model\":\"fast\",\"messages\":[{\"role\":\"user\",\"content\":\""
                + Directive.of("spent", 5, 0).text() + "\"}]}";
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (Pod pod : gateway.pods()) {
                HttpRequest request = HttpRequest.newBuilder(
                                URI.create("http://" + pod.getStatus().getPodIP() + ":8080/v1/chat/completions"))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
                assertThat(client.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(200);
            }
        }
    }

    private static Set<Integer> answers(LiveGateway gateway, String key) throws Exception {
        Set<Integer> answers = new HashSet<>();
        for (Pod pod : gateway.pods()) {
            answers.add(answer(URI.create("http://" + pod.getStatus().getPodIP() + ":8080/v1/models"), key));
        }
        return answers;
    }

    private void keys(Map<String, String> content) {
        stage.client()
                .secrets()
                .inNamespace(stage.namespace())
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(SECRET)
                        .endMetadata()
                        .withStringData(content)
                        .build())
                .createOr(existing -> existing.update());
    }

    private static int answer(URI uri, String key) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .header("Authorization", "Bearer " + key)
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    private static List<String> uids(LiveGateway gateway) {
        return gateway.pods().stream().map(pod -> pod.getMetadata().getUid()).toList();
    }
}
