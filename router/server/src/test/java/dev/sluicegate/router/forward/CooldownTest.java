package dev.sluicegate.router.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluicegate.router.adminapi.AdminApi;
import dev.sluicegate.router.testkit.FakeUpstream;
import dev.sluicegate.router.testkit.RawClient;
import dev.sluicegate.router.testkit.RouterTest;
import dev.sluicegate.router.testkit.RunningRouter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A target that has said that it will not serve is not asked first by later requests, on whichever event loop they are. */
@RouterTest(config = """
            providers:
              - {name: first, api: OpenAI, baseUrl: "http://127.0.0.1:${first}/v1"}
              - {name: second, api: OpenAI, baseUrl: "http://127.0.0.1:${second}/v1"}
              - {name: forgets, api: OpenAI, baseUrl: "http://127.0.0.1:${first}/v1", ejection: {baseTime: 1ms, maxTime: 1ms}}
            models:
              - {name: two, balance: Ordered, targets: [{provider: first}, {provider: second}], retry: {maxRetryAfter: 1s}}
              - {name: other, balance: Ordered, targets: [{provider: first}, {provider: second}], retry: {maxRetryAfter: 1s}}
              - {name: forgets, balance: Ordered, targets: [{provider: forgets}, {provider: second}], retry: {maxRetryAfter: 1s}}
              - {name: alone, targets: [{provider: first}], retry: {attempts: 0}}
              - {name: falls, targets: [{provider: first}], fallbacks: [else], retry: {maxRetryAfter: 1s}}
              - {name: else, targets: [{provider: second}]}
              - {name: teapot, balance: Ordered, targets: [{provider: first}, {provider: second}], retry: {statuses: [418], backoff: 1ms}}
            """)
class CooldownTest {
    /** So many that they reach every event loop. */
    private static final int CLIENTS = 16;

    private final FakeUpstream first;
    private final FakeUpstream second;
    private final RunningRouter router;
    private final AtomicInteger asked = new AtomicInteger();

    CooldownTest(FakeUpstream first, @RouterTest.Second FakeUpstream second, RunningRouter router) {
        this.first = first;
        this.second = second;
        this.router = router;
    }

    @BeforeEach
    void secondIsWell() {
        second.answers(call -> call.json(200, "{\"from\":\"second\"}"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            429 | {"error":{"message":"a"}}                              | retry-after       | 30
            429 | {"error":{"message":"a"}}                              | retry-after-ms    | 30000
            429 | {"error":{"message":"a"}}                              | x-ratelimit-reset-requests | 6m0s
            429 | {"error":{"details":[{"retryDelay":"34s"}]}}           | -                 | -
            429 | {"error":{"message":"no hint at all"}}                 | -                 | -
            401 | {"error":{"message":"bad key"}}                        | -                 | -
            402 | {"error":{"message":"no credit"}}                      | -                 | -
            403 | {"error":{"code":"insufficient_quota"}}                | -                 | -
            404 | {"error":{"code":"model_not_found"}}                   | -                 | -
            """)
    void itIsAskedOnceByAllRequests(int status, String body, @Nullable String header, @Nullable String value)
            throws Exception {
        firstAnswers(status, body, header == null || value == null ? new String[0] : new String[] {header, value});
        requestsAreServedBySecond("two");
        assertThat(asked).hasValue(1);
        assertThat(router.admin("GET", AdminApi.HEALTH_DETAILED, "").body()).contains("\"coolingDown\":{\"");
    }

    @ParameterizedTest(name = "in {0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a stream | {"error":{"code":429,"message":"a"}}
            a stream | {"type":"error","error":{"type":"rate_limit_error","message":"a"}}
            a stream | {"error":{"code":"invalid_api_key","message":"a"}}
            a stream | {"error":{"code":429,"status":"RESOURCE_EXHAUSTED","details":[{"retryDelay":"34s"}]}}
            a body   | {"error":{"type":"billing_error","message":"a"}}
            a body   | {"error":{"code":404,"message":"no such model","type":"model_not_found"}}
            """)
    void soItIsWhereTheErrorIsInsideA200(String where, String error) throws Exception {
        first.answers(call -> {
            asked.incrementAndGet();
            if (where.equals("a stream")) {
                call.startStream();
                call.send("data: " + error + "\n\n");
                call.end();
            } else {
                call.json(200, error);
            }
        });
        requestsAreServedBySecond("two");
        assertThat(asked).hasValue(1);
    }

    /** The check above against a router that forgets at once. */
    @Test
    void aRouterThatForgetsIsFoundOut() throws Exception {
        firstAnswers(429, "{\"error\":{\"message\":\"a\"}}", "retry-after", "30");
        requestsAreServedBySecond("forgets");
        assertThatThrownBy(() -> assertThat(asked).hasValue(1)).isInstanceOf(AssertionError.class);
    }

    @Test
    void alsoWhereTheOtherOneIsAFallback() throws Exception {
        firstAnswers(429, "{}", "retry-after", "30");
        requestsAreServedBySecond("falls");
        assertThat(asked).hasValue(1);
    }

    @Test
    void aLimitIsOneModelsAndAKeyIsAllModels() throws Exception {
        firstAnswers(429, "{}", "retry-after", "30");
        requestsAreServedBySecond("two");
        requestsAreServedBySecond("other");
        assertThat(asked).as("each model once").hasValue(2);
        firstAnswers(401, "{}");
        assertThat(ask("alone")).as("there is nobody else to ask").isEqualTo(502);
        requestsAreServedBySecond("teapot");
        assertThat(asked).as("the key is known to be refused").hasValue(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            400 | {"error":{"code":"invalid"}}
            403 | <html>a proxy</html>
            404 | {"detail":"Not Found"}
            418 | {}
            """)
    void whatIsTheClientsGoesToTheClient(int status, String body) throws Exception {
        firstAnswers(status, body);
        assertThat(ask("two")).isEqualTo(status);
        assertThat(ask("two")).isEqualTo(status);
        assertThat(asked).hasValue(2);
    }

    @Test
    void theConfigChoosesWhatElseIsTriedElsewhere() throws Exception {
        firstAnswers(418, "{}");
        assertThat(ask("teapot")).isEqualTo(200);
    }

    private void firstAnswers(int status, String body, String... headers) {
        first.answers(call -> {
            asked.incrementAndGet();
            call.json(status, body, headers);
        });
    }

    private void requestsAreServedBySecond(String model) throws Exception {
        assertThat(ask(model)).isEqualTo(200);
        List<RawClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(router.connect());
                clients.getLast().post("/v1/chat/completions", request(model));
            }
            for (RawClient client : clients) {
                assertThat(client.read().body()).contains("second");
            }
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    private int ask(String model) throws Exception {
        return router.post("/v1/chat/completions", request(model)).statusCode();
    }

    private static String request(String model) {
        return "{\"model\":\"" + model + "\",\"messages\":[]}";
    }
}
