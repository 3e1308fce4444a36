package dev.sluicegate.router.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.Routers;
import dev.sluicegate.router.testkit.RunningRouter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every request is accounted for exactly once, however it ends. */
@RouterTest
class AccountingTest {
    private static final String CANARY = "sk-canary-77ab01";
    private static final String STREAM =
            "{\"model\":\"other-name\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"canary prompt\"}]}";
    private static final String CHUNK = "data: {\"choices\":[{\"delta\":{\"content\":\"word\"}}],\"usage\":null}\n\n";

    private final FakeUpstream upstream;
    private final Path records = RunningRouter.write("");
    private final RunningRouter router;

    AccountingTest(FakeUpstream upstream, Routers routers) {
        this.upstream = upstream;
        router = routers.start(upstream, """
            auth: {mode: Keys, keys: {file: "%s"}}
            accounting: {sink: File, file: "%s"}
            prices: [{model: real-model, input: 1, output: 10, cachedInput: 0.5}]
            """.formatted(RunningRouter.write("""
                            keys:
                              - {id: team, key: %1$s, labels: {cost-center: "7"}}
                              - {id: poor, key: %1$s-poor, budget: {amount: 0.0001, per: Day}}
                              - {id: metered, key: %1$s-metered, tokensPerMinute: 50}
                            """.formatted(CANARY)), records));
    }

    @Test
    void aWholeStreamCostsWhatTheProviderSays() throws Exception {
        try (RawClient client = router.connect()) {
            FakeUpstream.Call call = begin(client, CANARY);
            call.send(CHUNK + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":20,"
                    + "\"prompt_tokens_details\":{\"cached_tokens\":60}}}\n\ndata: [DONE]\n\n");
            call.end();
            client.readUntil("0\r\n\r\n");
        }
        JsonNode record = record(0);
        assertThat(record.path("key").asText()).isEqualTo("team");
        assertThat(record.at("/labels/cost-center").asText()).isEqualTo("7");
        assertThat(record.path("model").asText()).isEqualTo("other-name");
        assertThat(record.path("provider").asText()).isEqualTo("openai");
        assertThat(record.path("providerModel").asText()).isEqualTo("real-model");
        assertThat(record.path("outcome").asText()).isEqualTo("completed");
        assertThat(record.path("inputTokens").asLong()).isEqualTo(100);
        assertThat(record.path("cachedInputTokens").asLong()).isEqualTo(60);
        assertThat(record.path("outputTokens").asLong()).isEqualTo(20);
        assertThat(record.path("estimated").asBoolean()).isFalse();
        assertThat(record.path("cost").decimalValue()).isEqualByComparingTo("0.00027");
        String metrics = router.admin("GET", "/metrics", "").body();
        assertThat(metrics)
                .contains(
                        "sluicegate_operations_total{error=\"none\",model=\"fast\",operation=\"chat\",outcome=\"completed\","
                                + "provider=\"openai\",status=\"2xx\"} 1.0",
                        "sluicegate_tokens_total{estimated=\"false\",model=\"fast\",operation=\"chat\",provider=\"openai\",type=\"cached_input\"} 60.0",
                        "sluicegate_operation_first_byte_seconds_count{model=\"fast\",operation=\"chat\",provider=\"openai\"} 1",
                        "sluicegate_operation_duration_seconds_bucket{model=\"fast\"",
                        "sluicegate_cost_total{model=\"fast\",operation=\"chat\",provider=\"openai\"} 2.7E-4");
    }

    @Test
    void aStreamWhoseClientLeavesIsEstimatedAndAccounted() throws Exception {
        try (RawClient client = router.connect()) {
            FakeUpstream.Call call = begin(client, CANARY);
            call.send(CHUNK.repeat(10));
            client.readUntil("word");
        }
        JsonNode record = record(0);
        assertThat(record.path("outcome").asText()).isEqualTo("client_left");
        assertThat(record.path("estimated").asBoolean()).isTrue();
        assertThat(record.path("inputTokens").asLong()).isBetween(20L, 40L);
        assertThat(record.path("outputTokens").asLong()).isEqualTo(10);
        assertThat(record.path("cost").isNumber()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatLeavesBeforeTheFirstByteHasMadeTheProviderWork(boolean stream) throws Exception {
        try (RawClient client = router.connect()) {
            client.post(
                    "/v1/chat/completions", stream ? STREAM : STREAM.replace("true", "false"), "api-key: " + CANARY);
            upstream.take();
        }
        JsonNode record = record(0);
        assertThat(record.path("outcome").asText()).isEqualTo("client_left");
        assertThat(record.path("status").asInt()).isZero();
        assertThat(record.path("estimated").asBoolean()).isTrue();
        assertThat(record.path("inputTokens").asLong()).isBetween(20L, 40L);
        assertThat(record.path("outputTokens").asLong()).isZero();
    }

    @Test
    void anAnswerInOnePieceThatItsClientDoesNotWaitForIsEstimated() throws Exception {
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", STREAM.replace("true", "false"), "api-key: " + CANARY);
            upstream.take().beginJson("{\"choices\":\"" + "x".repeat(400));
            client.readUntil("xxx");
        }
        JsonNode record = record(0);
        assertThat(record.path("outcome").asText()).isEqualTo("client_left");
        assertThat(record.path("estimated").asBoolean()).isTrue();
        assertThat(record.path("outputTokens").asLong()).isEqualTo(103);
    }

    @Test
    void whatNoProviderHasTakenCostsNothing() throws Exception {
        assertThat(router.post("/v1/chat/completions", "{\"model\":\"dead\"}", "api-key", CANARY)
                        .statusCode())
                .isEqualTo(502);
        try (RawClient client = router.connect()) {
            client.post("/v1/chat/completions", STREAM, "api-key: " + CANARY);
            upstream.take().breakOff();
            client.read();
        }
        for (int i = 0; i < 2; i++) {
            assertThat(record(i).path("status").asInt()).isEqualTo(502);
            assertThat(record(i).path("inputTokens").asLong()).isZero();
            assertThat(record(i).path("estimated").asBoolean()).isFalse();
        }
    }

    @Test
    void aStreamThatItsProviderBreaksOffIsEstimatedAndAccounted() throws Exception {
        try (RawClient client = router.connect()) {
            FakeUpstream.Call call = begin(client, CANARY);
            call.send(CHUNK.repeat(10));
            client.readUntil("word");
            call.breakOff();
            client.readUntil("error");
        }
        JsonNode record = record(0);
        assertThat(record.path("outcome").asText()).isEqualTo("upstream_failed");
        assertThat(record.path("error").asText()).isEqualTo("upstream_failed");
        assertThat(record.path("estimated").asBoolean()).isTrue();
        assertThat(record.path("outputTokens").asLong()).isEqualTo(10);
    }

    @Test
    void aStreamThatADrainCutsIsAccounted() throws Exception {
        try (RawClient client = router.connect()) {
            FakeUpstream.Call call = begin(client, CANARY);
            call.send(CHUNK.repeat(10));
            client.readUntil("word");
            router.router.ledger().forEach(carried -> carried.cut());
            client.readUntil("gateway_shutdown");
        }
        assertThat(record(0).path("outcome").asText()).isEqualTo("cut");
        assertThat(record(0).path("outputTokens").asLong()).isEqualTo(10);
    }

    @Test
    void whatIsRefusedIsAccountedAndCostsNothing() throws Exception {
        assertThat(router.post("/v1/chat/completions", STREAM).statusCode()).isEqualTo(401);
        assertThat(router.post("/v1/chat/completions", "{\"model\":\"never-heard-of\"}", "api-key", CANARY)
                        .statusCode())
                .isEqualTo(404);
        assertThat(record(0).path("error").asText()).isEqualTo("unauthenticated");
        assertThat(record(1).path("status").asInt()).isEqualTo(404);
        assertThat(record(1).has("cost")).isFalse();
        // a client's own words do not become labels
        assertThat(router.admin("GET", "/metrics", "").body())
                .contains("error=\"model_not_found\",model=\"none\"")
                .doesNotContain("never-heard-of");
    }

    @Test
    void aSpentBudgetIsSpentUntilTheNextDay() throws Exception {
        try (RawClient client = router.connect()) {
            FakeUpstream.Call call = begin(client, CANARY + "-poor");
            call.send("data: {\"usage\":{\"prompt_tokens\":50,\"completion_tokens\":5}}\n\ndata: [DONE]\n\n");
            call.end();
            client.readUntil("0\r\n\r\n");
        }
        record(0);
        try (RawClient client = router.connect()) {
            RawClient.Response refused =
                    client.exchange("/v1/chat/completions", STREAM, "x-api-key: " + CANARY + "-poor");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("x-should-retry")).isEqualTo("false");
            assertThat(refused.body())
                    .contains("key 'poor' has spent its budget of 0.0001 a day", "\"code\":\"insufficient_quota\"");
        }
    }

    @Test
    void anInterruptedStreamsEstimateCountsAgainstTheLimit() throws Exception {
        try (RawClient client = router.connect()) {
            FakeUpstream.Call call = begin(client, CANARY + "-metered");
            call.send(CHUNK.repeat(100));
            client.readUntil("word");
        }
        record(0);
        try (RawClient client = router.connect()) {
            RawClient.Response refused =
                    client.exchange("/v1/chat/completions", STREAM, "x-api-key: " + CANARY + "-metered");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.body()).contains("key 'metered' may use 50 tokens a minute");
            // the truth, though it is longer than a minute: about 75 tokens below nothing
            assertThat(Integer.parseInt(Objects.requireNonNull(refused.header("retry-after"))))
                    .isBetween(80, 160);
        }
    }

    @Test
    void nothingThatIsWrittenOrShownHasAKeyOrAPromptInIt() throws Exception {
        try (RawClient client = router.connect()) {
            FakeUpstream.Call call = begin(client, CANARY);
            call.send(CHUNK + "data: [DONE]\n\n");
            call.end();
            client.readUntil("0\r\n\r\n");
        }
        router.post("/v1/chat/completions", STREAM, "api-key", CANARY + "-wrong");
        record(1);
        for (String path : List.of("/status", "/diagnostics", "/health/detailed", "/metrics")) {
            assertThat(router.admin("GET", path, "").body()).doesNotContain("canary");
        }
        assertThat(Files.readString(records)).doesNotContain("canary");
        assertThat(router.admin("GET", "/diagnostics", "").body()).containsPattern("\"hash\":\"[0-9a-f]{64}\"");
    }

    private FakeUpstream.Call begin(RawClient client, String key) throws Exception {
        client.post("/v1/chat/completions", STREAM, "authorization: Bearer " + key);
        FakeUpstream.Call call = upstream.take();
        call.startStream();
        return call;
    }

    /** The record of the request that has ended as the {@code index}th, and no more than one more line than that. */
    private JsonNode record(int index) {
        await().until(() -> lines().size() > index);
        assertThat(lines()).hasSizeLessThanOrEqualTo(index + 2);
        try {
            return Objects.requireNonNull(RunningRouter.JSON.readTree(lines().get(index)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(records);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
