package dev.sluicegate.router.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.Routers;
import dev.sluicegate.router.testkit.RunningRouter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients with keys of their own. */
@RouterTest
class KeysTest {
    private static final String CANARY = "sk-canary-5d1e0c";
    private static final String ALLOWED = "{\"model\":\"fast\",\"max_tokens\":9,\"messages\":[]}";

    private final FakeUpstream upstream;
    private final Path keys = RunningRouter.write("""
            keys:
              - {id: all, key: %1$s-all}
              - {id: some, key: %1$s-some, models: [other-name, claude]}
              - {id: old, key: %1$s-old, expires: 2020-01-01T00:00:00Z}
              - {id: two, key: %1$s-two, requestsPerMinute: 2, tokensPerMinute: 1000}
              - {id: one, key: %1$s-one, maxConcurrent: 1}
              - {id: north, key: %1$s-north, team: crew, requestsPerMinute: 9}
              - {id: south, key: %1$s-south, team: crew}
              - id: capped
                key: %1$s-capped
                requestsPerMinute: 100
                modelLimits: [{model: other-name, requestsPerMinute: 1}, {model: one, maxConcurrent: 9}]
              - {id: turned, key: %1$s-new, maxConcurrent: 1, previous: [{key: %1$s-before}]}
              - {id: east, key: %1$s-east, team: wing}
              - {id: west, key: %1$s-west, team: wing}
            teams:
              - {id: crew, requestsPerMinute: 2}
              - {id: wing, requestsPerMinute: 100, modelLimits: [{model: other-name, requestsPerMinute: 2}]}
            """.formatted(CANARY));
    private final RunningRouter router;

    KeysTest(FakeUpstream upstream, Routers routers) {
        this.upstream = upstream;
        router = routers.start(
                upstream,
                "auth: {mode: Keys, keys: {file: \"%s\"}, masterKey: {file: \"%s\"}}"
                        .formatted(keys, RunningRouter.write(CANARY + "-master")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorization: Bearer ", "x-api-key: ", "api-key: "})
    void aKeyOpensTheDoorAndGoesNoFurther(String header) throws Exception {
        try (RawClient client = router.connect()) {
            client.send(request("/v1/chat/completions", header + CANARY + "-some", ALLOWED));
            FakeUpstream.Call call = upstream.take();
            call.json(200, "{}");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(call.headers.toString()).contains(RunningRouter.KEY).doesNotContain(CANARY);
        }
    }

    @Test
    void refusesBeforeTheBodyHasCome() throws Exception {
        for (String path : List.of("/v1/chat/completions", "/anthropic/v1/messages", "/v1/models")) {
            for (String key : List.of("", "x-api-key: " + CANARY + "\r\n", "x-api-key: " + CANARY + "-old\r\n")) {
                try (RawClient client = router.connect()) {
                    client.send((path.endsWith("models") ? "GET " : "POST ") + path + " HTTP/1.1\r\nhost: x\r\n" + key
                            + "content-length: 1000\r\n\r\n");
                    RawClient.Response response = client.read();
                    assertThat(response.status()).isEqualTo(401);
                    assertThat(response.header("www-authenticate")).isEqualTo("Bearer");
                    assertThat(response.saysClose()).isTrue();
                    assertThat(response.body())
                            .contains(
                                    path.startsWith("/v1")
                                            ? "\"code\":\"invalid_api_key\""
                                            : "\"type\":\"authentication_error\"")
                            .contains(
                                    key.isEmpty()
                                            ? "a key is needed"
                                            : key.contains("-old") ? "key 'old' expired at" : "this key is not known")
                            .doesNotContain(CANARY);
                }
            }
        }
    }

    @Test
    void showsAndServesOnlyTheModelsOfTheKey() throws Exception {
        assertThat(models("-some")).containsExactly("fast", "other-name", "claude");
        assertThat(models("-all")).containsExactly("fast", "other-name", "one", "claude", "dead");
        assertThat(models("-master")).containsExactly("fast", "other-name", "one", "claude", "dead");

        HttpResponse<String> forbidden =
                router.post("/v1/chat/completions", "{\"model\":\"one\"}", "x-api-key", CANARY + "-some");
        assertThat(forbidden.statusCode()).isEqualTo(403);
        assertThat(forbidden.body())
                .contains(
                        "key 'some' may not use model 'one'; it may use fast, claude",
                        "\"code\":\"permission_denied\"");
        HttpResponse<String> inAnthropics =
                router.post("/anthropic/v1/messages", "{\"model\":\"one\"}", "x-api-key", CANARY + "-some");
        assertThat(inAnthropics.statusCode()).isEqualTo(403);
        assertThat(inAnthropics.body()).contains("\"type\":\"permission_error\"");
        assertThat(router.post("/v1/chat/completions", "{\"model\":\"nope\"}", "x-api-key", CANARY + "-some")
                        .body())
                .contains("there is no model 'nope' here; there is fast, claude\"");
    }

    @Test
    void tellsWhatIsLeftAndThenThatNothingIs() throws Exception {
        upstream.answersByItself(1, 1);
        for (int i = 1; i <= 2; i++) {
            HttpResponse<String> response =
                    router.post("/v1/chat/completions", ALLOWED, "authorization", "Bearer " + CANARY + "-two");
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("x-ratelimit-limit-requests"))
                    .contains("2");
            assertThat(response.headers().firstValue("x-ratelimit-remaining-requests"))
                    .contains(Integer.toString(2 - i));
            assertThat(response.headers().firstValue("x-ratelimit-limit-tokens"))
                    .contains("1000");
        }
        HttpResponse<String> refused =
                router.post("/v1/chat/completions", ALLOWED, "authorization", "Bearer " + CANARY + "-two");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body())
                .contains(
                        "key 'two' may make 2 requests a minute; try again later", "\"code\":\"rate_limit_exceeded\"");
        assertThat(refused.headers().firstValueAsLong("retry-after").orElseThrow())
                .isBetween(1L, 30L);

        HttpResponse<String> inAnthropics =
                router.post("/anthropic/v1/messages", ALLOWED, "x-api-key", CANARY + "-two");
        assertThat(inAnthropics.statusCode()).isEqualTo(429);
        assertThat(inAnthropics.body()).contains("\"type\":\"rate_limit_error\"");
        assertThat(inAnthropics.headers().firstValue("anthropic-ratelimit-requests-remaining"))
                .contains("0");
        assertThat(inAnthropics
                        .headers()
                        .firstValue("anthropic-ratelimit-requests-reset")
                        .orElseThrow())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        // a model list costs nothing
        assertThat(models("-two")).contains("fast");
    }

    @Test
    void aPlaceIsFreeAgainHoweverItsRequestEnds() throws Exception {
        String request = request(
                "/v1/chat/completions", "x-api-key: " + CANARY + "-one", "{\"model\":\"fast\",\"stream\":true}");
        try (RawClient first = router.connect();
                RawClient second = router.connect()) {
            first.send(request);
            FakeUpstream.Call call = upstream.take();
            call.startStream();
            call.send("data: 1\n\n");
            first.readUntil("data: 1");
            second.send(request);
            RawClient.Response refused = second.read();
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.body()).contains("key 'one' may have 1 requests at the same time");
            assertThat(refused.header("retry-after")).isEqualTo("1");
        }
        // the client has left in the middle
        await().until(() -> router.router.ledger().inFlight() == 0);
        try (RawClient third = router.connect()) {
            third.send(request);
            upstream.take().breakOff();
            assertThat(third.read().status()).isEqualTo(502);
            third.send(request);
            upstream.take().json(200, "{}");
            assertThat(third.read().status()).isEqualTo(200);
        }
    }

    @Test
    void aModelsOwnLimitSaysWhichAndLeavesTheOtherModelsTheirs() throws Exception {
        upstream.answersByItself(1, 1);
        String key = CANARY + "-capped";
        HttpResponse<String> first = router.post("/v1/chat/completions", ALLOWED, "x-api-key", key);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.headers().firstValue("x-ratelimit-limit-requests")).contains("1");
        assertThat(first.headers().firstValue("x-ratelimit-remaining-requests")).contains("0");
        HttpResponse<String> second =
                router.post("/v1/chat/completions", "{\"model\":\"other-name\"}", "x-api-key", key);
        assertThat(second.statusCode()).isEqualTo(429);
        assertThat(second.body())
                .contains("key 'capped' with model 'fast' may make 1 requests a minute; try again later");
        assertThat(second.headers().firstValueAsLong("retry-after").orElseThrow())
                .isBetween(30L, 60L);
        assertThat(second.headers().firstValue("x-ratelimit-remaining-requests"))
                .contains("0");
        HttpResponse<String> other = router.post("/v1/chat/completions", "{\"model\":\"one\"}", "x-api-key", key);
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(other.headers().firstValue("x-ratelimit-limit-requests")).contains("100");
        // the one that was refused has taken nothing
        assertThat(other.headers().firstValue("x-ratelimit-remaining-requests")).contains("98");
    }

    @Test
    void theKeysOfATeamShareItsLimitWhichIsNamed() throws Exception {
        upstream.answersByItself(1, 1);
        for (String key : List.of("-north", "-south")) {
            assertThat(router.post("/v1/chat/completions", ALLOWED, "x-api-key", CANARY + key)
                            .statusCode())
                    .isEqualTo(200);
        }
        HttpResponse<String> refused = router.post("/v1/chat/completions", ALLOWED, "x-api-key", CANARY + "-north");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).contains("team 'crew' may make 2 requests a minute; try again later");
        assertThat(refused.headers().firstValue("x-ratelimit-limit-requests")).contains("2");
        assertThat(refused.headers().firstValueAsLong("retry-after").orElseThrow())
                .isBetween(1L, 30L);
    }

    @Test
    void theKeysOfATeamShareItsLimitForOneModelAndItsOtherModelsAreFree() throws Exception {
        upstream.answersByItself(1, 1);
        for (String key : List.of("-east", "-west")) {
            HttpResponse<String> served = router.post("/v1/chat/completions", ALLOWED, "x-api-key", CANARY + key);
            assertThat(served.statusCode()).isEqualTo(200);
            assertThat(served.headers().firstValue("x-ratelimit-limit-requests"))
                    .contains("2");
        }
        HttpResponse<String> refused =
                router.post("/v1/chat/completions", "{\"model\":\"other-name\"}", "x-api-key", CANARY + "-west");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body())
                .contains("team 'wing' with model 'fast' may make 2 requests a minute; try again later");
        HttpResponse<String> other =
                router.post("/v1/chat/completions", "{\"model\":\"one\"}", "x-api-key", CANARY + "-west");
        assertThat(other.statusCode()).isEqualTo(200);
        // the one that was refused has taken nothing
        assertThat(other.headers().firstValue("x-ratelimit-remaining-requests")).contains("97");
    }

    @Test
    void aReplacedKeyCountsForTheSameIdAndIsRevokedAtOnce() throws Exception {
        try (RawClient before = router.connect();
                RawClient after = router.connect()) {
            before.send(request(
                    "/v1/chat/completions",
                    "x-api-key: " + CANARY + "-before",
                    "{\"model\":\"fast\",\"stream\":true}"));
            FakeUpstream.Call call = upstream.take();
            call.startStream();
            call.send("data: 1\n\n");
            before.readUntil("data: 1");
            after.send(request("/v1/chat/completions", "x-api-key: " + CANARY + "-new", ALLOWED));
            RawClient.Response refused = after.read();
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.body()).contains("key 'turned' may have 1 requests at the same time");

            Files.writeString(keys, "keys: [{id: turned, key: " + CANARY + "-new}]");
            router.admin("POST", "/config/reload", "");
            after.send("GET /v1/models HTTP/1.1\r\nhost: x\r\nx-api-key: " + CANARY + "-before\r\n\r\n");
            RawClient.Response revoked = after.read();
            assertThat(revoked.status()).isEqualTo(401);
            assertThat(revoked.body()).contains("this key is not known here");
            // what it had begun is not cut
            call.send("data: 2\n\n");
            before.readUntil("data: 2");
        }
        assertThat(models("-new")).contains("fast");
    }

    private List<String> models(String key) throws Exception {
        JsonNode list = RunningRouter.JSON.readTree(
                RunningRouter.admin(router.router.port(), "GET", "/v1/models", "", "x-api-key", CANARY + key)
                        .body());
        List<String> models = new ArrayList<>();
        list.path("data").forEach(model -> models.add(model.path("id").asText()));
        return models;
    }

    private static String request(String path, String header, String body) {
        return "POST " + path + " HTTP/1.1\r\nhost: x\r\n" + header + "\r\ncontent-length: " + body.length()
                + "\r\n\r\n" + body;
    }
}
