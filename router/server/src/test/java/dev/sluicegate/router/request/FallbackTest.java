package dev.sluicegate.router.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client is told where another provider than the first serves its request, or none of its protocol can. */
@RouterTest(config = """
            providers:
              - {name: nobody, api: Anthropic, baseUrl: "http://127.0.0.1:1"}
              - {name: claude, api: Anthropic, baseUrl: "http://127.0.0.1:${first}"}
              - {name: chat, api: OpenAI, responses: Chat, baseUrl: "http://127.0.0.1:${second}/v1"}
            models:
              - {name: mixed, balance: Ordered, retry: {backoff: 1ms}, targets: [{provider: nobody}, {provider: chat}]}
              - {name: alone, retry: {attempts: 0}, targets: [{provider: nobody}]}
              - {name: small, targets: [{provider: claude}], contextFallbacks: [large], policyFallbacks: [large]}
              - {name: short, targets: [{provider: chat, model: smaller}], contextFallbacks: [large]}
              - {name: too-short, retry: {backoff: 1ms}, targets: [{provider: chat, model: smaller}]}
              - {name: large, targets: [{provider: chat, model: larger}]}
              - {name: strict, targets: [{provider: claude}], fallbacks: [large]}
              - {name: falls, balance: Ordered, retry: {backoff: 1ms}, targets: [{provider: claude}, {provider: chat}]}
            """)
class FallbackTest {
    private static final String COUNT = "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    private final FakeUpstream first;
    private final FakeUpstream second;
    private final RunningRouter router;

    FallbackTest(FakeUpstream first, @RouterTest.Second FakeUpstream second, RunningRouter router) {
        this.first = first;
        this.second = second;
        this.router = router;
    }

    @Test
    void tokensAreEstimatedWhereTheOnlyProviderThatCountsIsAway() throws Exception {
        HttpResponse<String> estimate = router.post("/v1/messages/count_tokens", COUNT.formatted("mixed"));
        assertThat(estimate.statusCode()).as(estimate.body()).isEqualTo(200);
        assertThat(estimate.headers().firstValue("x-sluicegate-estimate")).contains("true");
        assertThat(estimate.body()).startsWith("{\"input_tokens\":");
        assertThat(router.post("/v1/messages/count_tokens", COUNT.formatted("alone"))
                        .statusCode())
                .as("nobody else would serve the prompt")
                .isEqualTo(502);
    }

    /** A router that takes every 400 for the client's mistake would pass these on. */
    @Test
    void goesOnWithAnotherModelWhenTheRequestIsTooLongOrNotAllowed() throws Exception {
        second.answers(call -> {
            assertThat(call.body).contains("\"model\":\"larger\"");
            call.json(
                    200,
                    "{\"id\":\"c\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}");
        });
        String body = "{\"model\":\"%s\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}";
        for (String refusal :
                List.of("prompt is too long: 2 tokens > 1 maximum", "blocked by content filtering policy")) {
            first.answers(call -> call.json(
                    400,
                    "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"" + refusal
                            + "\"}}"));
            HttpResponse<String> served = router.post("/v1/chat/completions", body.formatted("small"));
            assertThat(served.statusCode()).as(served.body()).isEqualTo(200);
            HttpResponse<String> passedOn = router.post("/v1/chat/completions", body.formatted("strict"));
            assertThat(passedOn.statusCode()).isEqualTo(400);
            assertThat(passedOn.body()).contains(refusal);
        }
        first.answers(call -> call.json(
                400,
                "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"no such tool\"}}"));
        assertThat(router.post("/v1/chat/completions", body.formatted("small")).body())
                .contains("no such tool");
    }

    /** Where the bytes pass as they are, nothing else makes the router read the body of a status 400. */
    @Test
    void readsWhyARequestIsRefusedWhereItMatters() throws Exception {
        second.answers(call -> call.json(
                call.body.contains("smaller") ? 400 : 200,
                call.body.contains("smaller")
                        ? "{\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"a\"}}"
                        : "{\"id\":\"c\",\"choices\":[]}"));
        String body = "{\"model\":\"short\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}";
        assertThat(router.post("/v1/chat/completions", body).statusCode()).isEqualTo(200);
    }

    /** The first provider would have dropped the seed; the one that answered has it. */
    @Test
    void whatWasDroppedIsThatOfTheProviderThatAnswered() throws Exception {
        first.answers(call -> call.json(503, "{\"type\":\"error\",\"error\":{\"message\":\"busy\"}}"));
        second.answers(call -> {
            assertThat(call.body).contains("\"seed\"");
            call.json(200, "{\"id\":\"c\",\"choices\":[]}");
        });
        String body = "{\"model\":\"falls\",\"seed\":1,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}";
        HttpResponse<String> other = router.post("/v1/chat/completions", body);
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(other.headers().firstValue("x-sluicegate-dropped")).isEmpty();
        first.answers(
                call -> call.json(
                        200,
                        "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"c\",\"content\":"
                                + "[{\"type\":\"text\",\"text\":\"ok\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}"));
        HttpResponse<String> same = router.post("/v1/chat/completions", body);
        assertThat(same.headers().firstValue("x-sluicegate-dropped")).contains("seed");
    }

    /**
     * Errors that come with status 200, in a stream's first event or as the whole body. Red where they are taken for an overload, which is tried again here and counts against the
     * provider, or are passed on.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"error":{"code":"context_length_exceeded","message":"a"}}
            {"error":{"code":400,"message":"This model's maximum context length is 8192 tokens"}}
            {"error":{"message":"The request exceeds the available context size","type":"exceed_context_size_error"}}
            """)
    void goesOnWithAnotherModelWhereAStatusOf200SaysThatItIsTooLong(String error) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        second.answers(call -> {
            boolean stream = call.body.contains("\"stream\":true");
            boolean refuses = call.body.contains("smaller");
            asked.addAndGet(refuses ? 1 : 0);
            if (stream) {
                call.startStream();
                call.send("data: " + (refuses ? error : "{\"choices\":[]}\n\ndata: [DONE]") + "\n\n");
                call.end();
            } else {
                call.json(200, refuses ? error : "{\"id\":\"c\",\"choices\":[]}");
            }
        });
        for (String stream : List.of("false", "true")) {
            String body = "{\"model\":\"short\",\"stream\":" + stream
                    + ",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}";
            HttpResponse<String> answer = router.post("/v1/chat/completions", body);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"choices\":[]").doesNotContain("error");
        }
        assertThat(asked).as("once each").hasValue(2);
        assertThat(router.post("/v1/chat/completions", "{\"model\":\"too-short\",\"messages\":[]}")
                        .statusCode())
                .as("where no model follows")
                .isEqualTo(400);
        assertThat(router.post("/v1/chat/completions", "{\"model\":\"too-short\",\"stream\":true,\"messages\":[]}")
                        .body())
                .isEqualTo("data: " + error + "\n\n");
        assertThat(asked).as("it would be refused again").hasValue(4);
        assertThat(router.admin("GET", AdminApi.METRICS, "").body()).contains("sluicegate_attempts_failed_total 2.0\n");
    }
}
